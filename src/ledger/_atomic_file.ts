/** Takes the next bytes of a file; settles when they are written. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/**
 * Write a file so that nobody ever sees half of it: into a new file beside it, which then takes its name. What was
 * there before stays when `produce` fails.
 */
export async function writeAtomically(path: string, produce: (sink: ByteSink) => Promise<void>): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    using file = await Deno.open(temporary, { write: true, createNew: true });
    await produce((bytes) => writeAll(file, bytes));
    await file.sync();
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await Deno.rename(temporary, path);
}

/** One write may take fewer bytes than it is given. */
async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
}
