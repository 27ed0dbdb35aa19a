import type { Clock } from "../../spec/mod.ts";

/** SQLite's fixed texts for files that are damaged, or are no databases; the runtime gives no result code yet. */
const DAMAGE = /file is not a database|database disk image is malformed|malformed database schema/;

/** Whether an error says that a file's content is broken. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Error && DAMAGE.test(error.message);
}

/**
 * Hold the lock under which a file is opened: shared by all who look at it, alone for who renames it. SQLite removes
 * what it keeps beside a file by name, so nobody may have the damaged file open when a fresh one takes its name.
 */
export async function openingLock(path: string, { alone }: { readonly alone: boolean }): Promise<Disposable> {
  const file = await Deno.open(`${path}.lock`, { read: true, write: true, create: true });
  try {
    await file.lock(alone);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Rename a damaged database and what SQLite keeps beside it; the new name. The caller holds the lock alone. */
export async function setAside(path: string, clock: Clock): Promise<string> {
  const moved = `${path}.corrupt-${clock.date().toISOString().replaceAll(/[:.]/g, "-")}`;
  for (const end of ["-wal", "-shm", ""]) {
    await Deno.rename(path + end, moved + end).catch((error) => {
      if (end === "" || !(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  return moved;
}
