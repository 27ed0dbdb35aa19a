import type { LedgerLock, LedgerLockOptions } from "../spec/mod.ts";

/**
 * Locked for as long as it takes to try a lock, as a file's lock can only be asked about by taking it: so nobody is refused
 * because somebody else asked. No name becomes this one.
 */
const GATE = "%asking";

/** Locks a name by a file of that name. The system takes the lock back when the process ends, however it does. */
export async function lockBeside(
  folder: string,
  name: string,
  { isShared = false, waits = false }: LedgerLockOptions,
): Promise<LedgerLock | null> {
  await Deno.mkdir(folder, { recursive: true });
  const file = await open(folder, encodeURIComponent(name));
  if (waits) await file.lock(!isShared);
  else if (!await tryLock(file, { folder, isShared })) {
    file.close();
    return null;
  }
  let isHeld = true;
  return {
    release() {
      if (isHeld) file.close();
      isHeld = false;
    },
  };
}

/** Whether somebody has the lock of this name, shared or not. */
export async function isLockedBeside(folder: string, name: string): Promise<boolean> {
  try {
    await Deno.stat(`${folder}/${encodeURIComponent(name)}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  using gate = await open(folder, GATE);
  await gate.lock(true);
  // Closed before the gate is, so that nobody meets this lock.
  using file = await open(folder, encodeURIComponent(name));
  return !file.tryLockSync(true);
}

async function tryLock(
  file: Deno.FsFile,
  { folder, isShared }: { readonly folder: string; readonly isShared: boolean },
): Promise<boolean> {
  using gate = await open(folder, GATE);
  await gate.lock(true);
  return file.tryLockSync(!isShared);
}

function open(folder: string, name: string): Promise<Deno.FsFile> {
  return Deno.open(`${folder}/${name}`, { read: true, write: true, create: true });
}
