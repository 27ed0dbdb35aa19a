import { UserError } from "../base/mod.ts";
import { hideSecrets, looksLikeSecret } from "./secret_shapes.ts";
import { type KeyPath, showPath } from "./key_path.ts";
import type { TomlLines } from "./toml/mod.ts";

/** One thing that is wrong with a file. */
export interface FileProblem {
  /** The file's path. */
  readonly file: string;
  /** From 1; `null` is unknown. */
  readonly line: number | null;
  /** The key's path: `providers.openai.enabled`; empty where it is the whole file. */
  readonly where: string;
  /** What the key must be, and what it is. */
  readonly rule: string;
}

const MAX_SHOWN = 50;

/** Gathers what is wrong with a file, and with those that it names, so that all of it is said at once. */
export class FileProblems {
  readonly #file: string;
  readonly #lines: TomlLines;
  readonly #what: string;
  readonly #problems: FileProblem[] = [];

  /** `what` the file is, in its heading. */
  constructor(file: string, lines: TomlLines, what: string) {
    this.#file = file;
    this.#lines = lines;
    this.#what = what;
  }

  get count(): number {
    return this.#problems.length;
  }

  /** A new gathering for the same file, with nothing in it. */
  anew(): FileProblems {
    return new FileProblems(this.#file, this.#lines, this.#what);
  }

  lineOf(path: KeyPath): number | null {
    return this.#lines(path);
  }

  /** `value` is shown behind the rule; leave it out where it could be a secret or says nothing. */
  add(path: KeyPath, rule: string, value?: unknown): void {
    this.addAt({ file: this.#file, line: this.#lines(path) }, showPath(path), rule, value);
  }

  /** A problem in another file, or at a known line of it. */
  addAt(place: { file: string; line: number | null }, where: string, rule: string, value?: unknown): void {
    const shown = value === undefined ? "" : `: current value is ${showValue(value)}`;
    this.#problems.push({ ...place, where: hideSecrets(where), rule: hideSecrets(rule + shown) });
  }

  /** Those of the file itself first, in the order of its lines. */
  list(): readonly FileProblem[] {
    const rank = ({ file }: FileProblem) => file === this.#file ? 0 : 1;
    return this.#problems.toSorted((a, b) => a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : rank(a) - rank(b));
  }

  /** @throws {UserError} that names every problem, when there is one. */
  throwIfAny(): void {
    const problems = this.list();
    if (problems.length === 0) return;
    const rows = problems.slice(0, MAX_SHOWN).map((problem) => `  ${problemLine(problem)}`);
    if (problems.length > MAX_SHOWN) rows.push(`  and ${problems.length - MAX_SHOWN} more`);
    const count = problems.length === 1 ? "1 thing in it is" : `${problems.length} things in it are`;
    throw new UserError(`Cannot use the ${this.#what} ${this.#file} as ${count} wrong:\n${rows.join("\n")}`, {
      exitCode: 2,
    });
  }
}

/** A problem on one line, for people: `tapedeck.toml:3: defaults.model must be a string: current value is 3`. */
export function problemLine({ file, line, where, rule }: FileProblem): string {
  const place = line === null ? file : `${file}:${line}`;
  return `${place}: ${where === "" ? "" : `${where} `}${rule}`;
}

const MAX_VALUE_CHARS = 80;

/** A value as JSON on one line, cut when long; never one that looks like a secret. */
function showValue(value: unknown): string {
  const text = typeof value === "number" || typeof value === "bigint"
    ? String(value)
    : JSON.stringify(value) ?? "nothing";
  if (looksLikeSecret(text)) return "(not shown, as it looks like a secret)";
  return text.length <= MAX_VALUE_CHARS ? text : `${text.slice(0, MAX_VALUE_CHARS)}…`;
}
