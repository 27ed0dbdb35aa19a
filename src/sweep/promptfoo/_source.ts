import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { UserError } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { PromptfooNote } from "./promptfoo_note.ts";

/** A place in a file: keys and indexes. */
export type Path = readonly (string | number)[];

/** A part of a configuration that knows where it stands. */
export interface Part {
  readonly source: Source;
  readonly path: Path;
  readonly value: JsonValue;
}

/** A YAML or JSON file, with the lines of what is in it. */
export class Source {
  readonly file: string;
  readonly value: JsonValue;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #firstLine: number;

  /**
   * `firstLine` is where the text begins in its file.
   * @throws {UserError} when it is neither YAML nor JSON.
   */
  constructor(file: string, text: string, firstLine = 1) {
    this.file = file;
    this.#lines = new LineCounter();
    this.#firstLine = firstLine;
    this.#document = parseDocument(text, { lineCounter: this.#lines, merge: true });
    const [error] = this.#document.errors;
    if (error !== undefined) {
      const line = (error.linePos?.[0].line ?? 1) + firstLine - 1;
      const reason = error.message.split("\n")[0].replace(/ at line \d+, column \d+:?$/, "");
      throw new UserError(`Cannot read ${file} as it is no YAML: line ${line}: ${reason}`, { exitCode: 2 });
    }
    this.value = toJson(valueOf(this.#document, file));
  }

  /** The whole. */
  get root(): Part {
    return { source: this, path: [], value: this.value };
  }

  /** The line of a place, or of the nearest one around it that is written down. */
  lineOf(path: Path): number | null {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.#lines.linePos(node.range[0]).line + this.#firstLine - 1;
    }
    return null;
  }
}

/** A member or an item of a part; its value is `null` where there is none. */
export function partAt({ source, path, value }: Part, key: string | number): Part {
  const inner = typeof value === "object" && value !== null ? (value as { [key: string]: JsonValue })[key] : undefined;
  return { source, path: [...path, key], value: inner ?? null };
}

/** The items of a part: those of a list, or itself alone; none where there is nothing. */
export function partsOf(part: Part): Part[] {
  if (part.value === null) return [];
  return Array.isArray(part.value) ? part.value.map((_, i) => partAt(part, i)) : [part];
}

/** What is told of a part. */
export function noteOf(part: Part, kind: PromptfooNote["kind"], message: string): PromptfooNote {
  const where = part.path.map((key, i) => typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`).join("");
  return { file: part.source.file, line: part.source.lineOf(part.path), where, kind, message };
}

/** Aliases of aliases can make gigabytes of a few lines; the library refuses that. */
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const reason = error instanceof RangeError ? "it is too deep" : (error as Error).message;
    throw new UserError(`Cannot read ${file} as its YAML cannot be followed: ${reason}`, { exitCode: 2, cause: error });
  }
}

/** Dates of YAML as text, and whatever else JSON cannot carry as nothing. */
function toJson(value: unknown): JsonValue {
  return value === undefined ? null : JSON.parse(JSON.stringify(value) ?? "null");
}
