import { dirname, isAbsolute, join } from "node:path";
import type { JsonValue } from "../../spec/mod.ts";
import { Source } from "./_source.ts";

/** Reads the files that a configuration names. */
export class Files {
  readonly #folder: string;
  readonly #read: (path: string) => Promise<string>;

  /** `path` is the configuration's. */
  constructor(path: string, read: (path: string) => Promise<string>) {
    this.#folder = dirname(path);
    this.#read = read;
  }

  /** The text of a file; `null` where there is none. */
  async text(name: string): Promise<string | null> {
    const path = name.replace(/^file:\/\//, "");
    try {
      return await this.#read(isAbsolute(path) ? path : join(this.#folder, path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  }

  /** A YAML or JSON file; `null` where there is none. */
  async source(name: string): Promise<Source | null> {
    const text = await this.text(name);
    return text === null ? null : new Source(name.replace(/^file:\/\//, ""), text);
  }
}

/** Whether a value names a file, and no program: `file://tests.yaml`, `prompts.txt`. */
export function isFile(value: JsonValue, endings: RegExp): value is string {
  return typeof value === "string" && endings.test(value.replace(/^file:\/\//, "")) && !value.includes("\n") &&
    !/[*?]/.test(value);
}
