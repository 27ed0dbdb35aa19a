import type { Clock } from "../../spec/mod.ts";

/** SQLite's fixed texts for files that are damaged, or are no databases; the runtime gives no result code yet. */
const DAMAGE = /file is not a database|database disk image is malformed|malformed database schema/;

/** Whether an error says that a file's content is broken. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Error && DAMAGE.test(error.message);
}

/**
 * Rename a damaged database and what SQLite keeps beside it. Two processes may meet the damage at once: the second one
 * waits for the first, sees that the name is no longer the file's that it has opened, and renames nothing.
 *
 * @returns the new name; `null` where another process was first.
 */
export async function setAside(
  path: string,
  { clock, isDamaged }: { readonly clock: Clock; readonly isDamaged: () => Promise<boolean> },
): Promise<string | null> {
  using file = await Deno.open(path, { read: true, write: true });
  await file.lock(true);
  const [own, there] = [await file.stat(), await Deno.stat(path).catch(() => null)];
  if (there === null || there.ino !== own.ino || !await isDamaged()) return null;
  const moved = `${path}.corrupt-${clock.date().toISOString().replaceAll(/[:.]/g, "-")}`;
  await Deno.rename(path, moved);
  for (const end of ["-wal", "-shm"]) {
    await Deno.rename(path + end, moved + end).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  return moved;
}
