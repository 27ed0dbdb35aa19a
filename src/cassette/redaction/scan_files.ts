import { join } from "node:path";
import { UserError } from "../../base/mod.ts";
import { isFile } from "../_is_file.ts";
import { unpacked } from "./packed.ts";
import { type SecretFinding, SecretScanner } from "./secret_scanner.ts";
import type { ScanOptions } from "./secret_scanner.ts";

/** Folders of others' files. */
const SKIPPED = new Set([".git", "node_modules", ".venv", "__pycache__"]);

/** A credential that stands in a file. */
export interface FileFinding extends SecretFinding {
  /** As it was given, or found below a folder. */
  readonly path: string;
}

/** What scanning files came to. */
export interface ScanReport {
  /** How many files were read. */
  readonly files: number;
  /** In the order of the paths, then of the text. */
  readonly findings: readonly FileFinding[];
}

/**
 * Look for credentials in files of any format; of a folder, in all files below it (links to files too) but for `.git`,
 * `node_modules` and the like. What is compressed (gzip, zlib, Zstandard) is read unpacked: its lines are those of the text.
 *
 * @throws {UserError} when a path cannot be read.
 */
export async function scanFiles(paths: readonly string[], options: ScanOptions = {}): Promise<ScanReport> {
  const scanner = new SecretScanner(options);
  const findings: FileFinding[] = [];
  let files = 0;
  for (const given of paths) {
    for await (const path of filesBelow(given)) {
      files++;
      for (const finding of scanner.scan(await contentOf(path))) findings.push({ path, ...finding });
    }
  }
  return { files, findings };
}

async function* filesBelow(path: string): AsyncGenerator<string> {
  let isFolder: boolean;
  try {
    isFolder = (await Deno.stat(path)).isDirectory;
  } catch (cause) {
    throw new UserError(`Cannot scan as the path cannot be read: current value is "${path}"`, { cause });
  }
  if (!isFolder) return yield path;
  const entries = await Array.fromAsync(Deno.readDir(path));
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const { name, isDirectory } = entry;
    if (await isFile(path, entry)) yield join(path, name);
    else if (isDirectory && !SKIPPED.has(name)) yield* filesBelow(join(path, name));
  }
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    const bytes = await Deno.readFile(path);
    // What only begins like something compressed is read as it is.
    return unpacked(bytes)?.content ?? bytes;
  } catch (cause) {
    throw new UserError(`Cannot scan as the file cannot be read: current value is "${path}"`, { cause });
  }
}
