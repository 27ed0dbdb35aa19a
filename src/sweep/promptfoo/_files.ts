import { dirname, isAbsolute, join, relative } from "node:path";
import type { JsonValue } from "../../spec/mod.ts";
import { Source } from "./_source.ts";

/** What is wrong with a file that a configuration names, as a reason. */
class FileRefusal {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * Reads the files that a configuration names. It may be a stranger's, and what it names goes into a plan whose prompts
 * are sent: so files outside of a folder are not read, be it by `..` or by a link.
 */
export class Files {
  readonly #folder: string;
  readonly #root: string;
  readonly #read: (path: string) => Promise<string>;

  /** `path` is the configuration's, `root` the folder that files must be in: that of the configuration unless given. */
  constructor(path: string, read: (path: string) => Promise<string>, root = dirname(path)) {
    this.#folder = dirname(path);
    this.#root = root;
    this.#read = read;
  }

  /** The text of a file. */
  async text(name: string): Promise<string | FileRefusal> {
    const given = name.replace(/^file:\/\//, "");
    const path = isAbsolute(given) ? given : join(this.#folder, given);
    const [root, real] = [await realPath(this.#root), await realPath(path)];
    if (real === null || root === null ? !isWithin(path, this.#root) : !isWithin(real, root)) {
      return new FileRefusal(`${given} is outside of the configuration's folder: name one around both by --root`);
    }
    try {
      return await this.#read(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new FileRefusal(`there is no file ${name}`);
      throw error;
    }
  }

  /** A YAML or JSON file. */
  async source(name: string): Promise<Source | FileRefusal> {
    const text = await this.text(name);
    return typeof text === "string" ? new Source(name.replace(/^file:\/\//, ""), text) : text;
  }
}

/** `null`: it is none of the file system's. */
async function realPath(path: string): Promise<string | null> {
  return await Deno.realPath(path).catch(() => null);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[/\\]/, 1)[0] !== "..";
}

/** Whether a value names a file, and no program: `file://tests.yaml`, `prompts.txt`. */
export function isFile(value: JsonValue, endings: RegExp): value is string {
  return typeof value === "string" && endings.test(value.replace(/^file:\/\//, "")) && !value.includes("\n") &&
    !/[*?]/.test(value);
}
