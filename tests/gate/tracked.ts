import { dirname, join } from "node:path";
import { projectRoot, trackedFiles } from "./project.ts";
import { report } from "./report.ts";

/** The most bytes that a tracked file may have. Cassettes are the exception: they are the data. */
export const FILE_BYTES = 2_000_000;

interface Rule {
  readonly says: string;
  readonly pattern: RegExp;
  /** Whether the rule applies to a path. */
  readonly covers: (path: string) => boolean;
}

const isProse = (path: string) => /\.(md|ipynb|txt)$/.test(path);
const everywhere = () => true;
/** Tests of redaction are full of canaries in the shapes of keys. */
const outsideTests = (path: string) => !path.startsWith("tests/");

/** The patterns are written so that none of them matches its own text. */
const RULES: readonly Rule[] = [
  { says: "a path of one machine", pattern: /(?<![\w.-])\/(?:work|farm|root)\/[\w.-]*/, covers: everywhere },
  { says: "a path of one machine", pattern: /(?<![\w.-])\/tmp\/[\w.-]+/, covers: isProse },
  {
    says: "the host of a package registry",
    pattern:
      /\b(?:registry(?:\.[\w-]+){2,}|[\w-]+(?:\.[\w-]+)*\.pkg\.dev|[\w.-]*(?:artifactory|jfrog)[\w-]*(?:\.[\w-]+)+|files\.pythonhosted\.org)\b/,
    covers: everywhere,
  },
  { says: "a URL in the lock file", pattern: /https?:\/\/[^\s"]+/, covers: (path) => path === "deno.lock" },
  {
    says: "something in the shape of a key",
    pattern:
      /\b(?:sk-(?:ant-|or-|proj-)?[\w-]{24,}|AIza[\w-]{35}|gh[pousr]_\w{36}|gsk_\w{40,}|xai-\w{40,}|AKIA[0-9A-Z]{16})\b/,
    covers: outsideTests,
  },
  { says: "a private key", pattern: /-{5}BEGIN [A-Z ]*PRIVATE KEY-{5}/, covers: outsideTests },
];

/** What must not be in a tracked file, as one line for each rule that it breaks. */
export function trackedProblems(path: string, bytes: Uint8Array): string[] {
  const problems: string[] = [];
  if (bytes.length > FILE_BYTES && !path.startsWith("cassettes/")) {
    problems.push(`${path} has ${bytes.length} bytes: the limit is ${FILE_BYTES}`);
  }
  if (bytes.subarray(0, 8_000).includes(0)) return problems;
  const text = new TextDecoder().decode(bytes);
  for (const { says, pattern, covers } of RULES) {
    const found = covers(path) ? pattern.exec(text) : null;
    if (found === null) continue;
    const line = text.slice(0, found.index).split("\n").length;
    problems.push(`${path}:${line} has ${says}: ${found[0].slice(0, 60)}`);
  }
  return problems;
}

const CODE = /^(?<fence>`{3,}|~{3,}).*?^\k<fence>[^\n]*$|`[^`\n]+`/gms;
const LINK = /\]\(\s*<?(?<target>[^\s)>]+)|^\[[^\]\n]+\]:[ \t]*<?(?<defined>[^\s>]+)/gm;

/** Links of a Markdown page to a place in the project where no tracked file or folder is, a line each. */
export function linkProblems(path: string, text: string, tracked: readonly string[]): string[] {
  // What stands in code is no link; the lines stay where they are.
  const prose = text.replaceAll(CODE, (code) => code.replaceAll(/[^\n]/g, " "));
  return [...prose.matchAll(LINK)].flatMap((found) => {
    const target = (found.groups!.target ?? found.groups!.defined).replace(/[?#].*$/, "");
    if (target === "" || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return [];
    const wanted = join(dirname(path), decodeURI(target)).replace(/\/$/, "");
    if (wanted === "." || tracked.some((file) => file === wanted || file.startsWith(`${wanted}/`))) return [];
    const line = prose.slice(0, found.index).split("\n").length;
    return [`${path}:${line} has a link to what is not tracked: ${target}`];
  });
}

if (import.meta.main) {
  const paths = await trackedFiles(projectRoot);
  const problems = paths.flatMap((path) => {
    const bytes = Deno.readFileSync(`${projectRoot}/${path}`);
    const links = path.endsWith(".md") ? linkProblems(path, new TextDecoder().decode(bytes), paths) : [];
    return [...trackedProblems(path, bytes), ...links];
  });
  report("tracked files", problems);
}
