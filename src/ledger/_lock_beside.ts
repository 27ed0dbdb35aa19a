import type { LedgerLock, LedgerLockOptions } from "../spec/mod.ts";

/** Locks a name by a file of that name. The system takes the lock back when the process ends, however it does. */
export async function lockBeside(
  folder: string,
  name: string,
  { isShared = false, waits = false }: LedgerLockOptions,
): Promise<LedgerLock | null> {
  await Deno.mkdir(folder, { recursive: true });
  const path = `${folder}/${encodeURIComponent(name)}`;
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (waits) await file.lock(!isShared);
  else if (!await file.tryLock(!isShared)) {
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
