/**
 * Lock the file that stands under a path; `file` is what was opened there. Who writes a file anew gives its name to another
 * one, so whoever waited for the lock may hold one without a name, where what is written would be lost: it is closed, and
 * the one that has the name now is locked in its place.
 */
export async function lockFile(path: string, file: Deno.FsFile, options: Deno.OpenOptions): Promise<Deno.FsFile> {
  let held = file;
  for (;;) {
    await held.lock(true);
    // Where the system has no numbers for files, an open file cannot lose its name either.
    if (isNamed(path, held)) return held;
    const next = await Deno.open(path, options);
    held.close();
    held = next;
  }
}

/** Synchronous, as a way through another thread takes many times as long as the question itself. */
function isNamed(path: string, file: Deno.FsFile): boolean {
  try {
    const own = file.statSync();
    const named = Deno.statSync(path);
    return own.ino === named.ino && own.dev === named.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
