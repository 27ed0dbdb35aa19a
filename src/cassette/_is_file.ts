import { join } from "node:path";

/** Whether an entry of a folder is a file, or a link to one. Links to folders are not: they may go round in circles. */
export async function isFile(folder: string, entry: Deno.DirEntry): Promise<boolean> {
  if (!entry.isSymlink) return entry.isFile;
  return await Deno.stat(join(folder, entry.name)).then((target) => target.isFile, () => false);
}
