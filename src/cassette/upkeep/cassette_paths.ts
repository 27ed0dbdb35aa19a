import { join } from "node:path";
import { UserError } from "../../base/mod.ts";
import { isFile } from "../_is_file.ts";
import { errorText } from "./_tape_lines.ts";

/** How a cassette begins that Tapedeck wrote. */
const START = '{"tapedeck":';

/**
 * The cassettes that paths name: a file is one whatever it holds, and of a folder and its folders all files named
 * `….jsonl` that begin like one, links to files too. In the order of their names.
 *
 * @throws {UserError} when a path cannot be read, or a folder has none.
 */
export async function cassettePaths(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const isFolder = (await statOf(path)).isDirectory;
    const below = isFolder ? await cassettesBelow(path) : [path];
    if (below.length === 0) {
      throw new UserError(`Cannot find a cassette as the folder has no file that is one: current value is "${path}"`);
    }
    found.push(...below);
  }
  return [...new Set(found)];
}

async function statOf(path: string): Promise<Deno.FileInfo> {
  try {
    return await Deno.stat(path);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound ? "there is no such file or folder" : errorText(cause);
    throw new UserError(`Cannot find a cassette as ${reason}: current value is "${path}"`, { cause });
  }
}

async function cassettesBelow(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const { name, isDirectory } = entry;
    const path = join(folder, name);
    if (isDirectory && name !== "node_modules" && !name.startsWith(".")) found.push(...await cassettesBelow(path));
    else if (name.endsWith(".jsonl") && await isFile(folder, entry) && await beginsLikeOne(path)) found.push(path);
  }
  return found;
}

async function beginsLikeOne(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const block = new Uint8Array(START.length);
  let length = 0;
  while (length < block.length) {
    const count = await file.read(block.subarray(length));
    if (count === null) break;
    length += count;
  }
  return new TextDecoder().decode(block.subarray(0, length)) === START;
}
