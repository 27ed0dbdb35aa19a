import { createTemporary, replacedFile } from "./replaced_file.ts";

/** Takes the next bytes of a file; settles when they are written. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/**
 * Write a file so that nobody ever sees half of it: into a new file beside it, which is forced to the disk and then takes
 * its name. Links are followed. It has the rights of what it replaces, or of the file `like`. What was there before stays
 * when anything fails.
 */
export async function writeAtomically(
  path: string,
  produce: (sink: ByteSink) => Promise<void>,
  { like = path }: { readonly like?: string } = {},
): Promise<void> {
  const target = { ...await replacedFile(path), mode: (await replacedFile(like)).mode };
  try {
    {
      using file = await createTemporary(target);
      await produce((bytes) => writeAll(file, bytes));
      await file.sync();
    }
    await Deno.rename(target.temporary, target.path);
  } catch (error) {
    await Deno.remove(target.temporary).catch(() => {});
    throw error;
  }
}

/** One write may take fewer bytes than it is given. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}
