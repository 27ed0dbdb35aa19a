import { projectRoot } from "./project.ts";
import { report } from "./report.ts";

/** What a package must carry. */
const WANTED = ["LICENSE", "README.md", "deno.json", "mod.ts"];
/** What stays at home. */
const UNWANTED = ["tests/", "bench/", "notebooks/", "runs/", ".ci/", ".venv/"];

/** What is wrong with a dry run of `deno publish`: its own errors, or the list of files that it would send. */
export function publishProblems(success: boolean, output: string): string[] {
  if (!success) return [output.trim()];
  const files = [...output.matchAll(/^\s+(file:\S+) \([\d.]+\w+\)$/gm)].map(([, url]) => decodeURIComponent(url));
  const root = files.find((url) => url.endsWith("/deno.json"))?.slice(0, -"deno.json".length) ?? "";
  const sent = files.map((url) => url.slice(root.length));
  return [
    ...WANTED.filter((path) => !sent.includes(path)).map((path) => `The package lacks ${path}`),
    ...sent.filter((path) => UNWANTED.some((start) => path.startsWith(start))).map((path) =>
      `The package holds ${path}`
    ),
  ];
}

if (import.meta.main) {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty"],
    cwd: projectRoot,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  report("publish", publishProblems(success, decoder.decode(stdout) + decoder.decode(stderr)));
}
