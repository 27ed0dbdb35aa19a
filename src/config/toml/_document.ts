import { scanToml, type TomlEntry, type TomlPath } from "./_scan_toml.ts";

/** A TOML text with what is needed to change it in places. */
export class TomlDocument {
  readonly text: string;
  readonly entries: readonly TomlEntry[];

  constructor(text: string) {
    this.text = text;
    this.entries = scanToml(text);
  }

  /** Where the line of an offset begins. */
  lineStart(at: number): number {
    return this.text.lastIndexOf("\n", at - 1) + 1;
  }

  /** Behind the line end of an offset's line. */
  lineEnd(at: number): number {
    const end = this.text.indexOf("\n", at);
    return end === -1 ? this.text.length : end + 1;
  }

  /** The text with what stands from `start` to `end` replaced. */
  replaced(start: number, end: number, by: string): string {
    return this.text.slice(0, start) + by + this.text.slice(end);
  }

  /** The text with whole lines put in behind the line of `at`. */
  withLinesAfter(at: number, lines: readonly string[]): string {
    return this.withLinesAt(this.lineEnd(at), lines);
  }

  /** The text with whole lines put in where a line begins, or at its end. */
  withLinesAt(at: number, lines: readonly string[]): string {
    const isOpen = at > 0 && this.text[at - 1] !== "\n";
    return this.replaced(at, at, (isOpen ? "\n" : "") + lines.map((line) => `${line}\n`).join(""));
  }
}

/** Whether a path is another or leads on from it. */
export function isWithin(path: TomlPath, prefix: TomlPath): boolean {
  return path.length >= prefix.length && prefix.every((part, i) => part === path[i]);
}

/** Whether two paths are the same. */
export function isSame(path: TomlPath, other: TomlPath): boolean {
  return path.length === other.length && isWithin(path, other);
}
