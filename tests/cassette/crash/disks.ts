/** Disks that are full or must not be written, as far as this machine lets a test make one. */

async function succeeds(command: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** A small disk of its own on a folder until the block ends; `null` where mounting is not permitted. */
export async function smallDisk(folder: string, bytes: number): Promise<AsyncDisposable | null> {
  if (!await succeeds("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder)) return null;
  return { [Symbol.asyncDispose]: async () => void await succeeds("umount", "--lazy", folder) };
}

/** A file or folder that nobody can write until the block ends, root neither; `null` where that cannot be had. */
export async function readOnly(path: string): Promise<AsyncDisposable | null> {
  const isRoot = Deno.uid() === 0;
  const mode = isRoot ? null : (await Deno.stat(path)).mode! & 0o777;
  const lock = () => mode === null ? succeeds("chattr", "+i", path) : succeeds("chmod", "a-w", path);
  const unlock = () => mode === null ? succeeds("chattr", "-i", path) : succeeds("chmod", mode.toString(8), path);
  return await lock() ? { [Symbol.asyncDispose]: async () => void await unlock() } : null;
}

/** Whether this machine lets a test make such disks. */
export async function canMakeDisks(): Promise<{ small: boolean; readOnly: boolean }> {
  const folder = await Deno.makeTempDir();
  try {
    const small = await smallDisk(folder, 65536);
    await small?.[Symbol.asyncDispose]();
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    const locked = await readOnly(file);
    await locked?.[Symbol.asyncDispose]();
    return { small: small !== null, readOnly: locked !== null };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
