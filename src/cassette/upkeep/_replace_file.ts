import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { lockFile, UserError } from "../../base/mod.ts";
import { errorText } from "./_tape_lines.ts";

/** Takes the next line, without its newline. */
export type LineSink = (line: string) => void;

const BLOCK_CHARS = 1 << 18;
const OPEN: Deno.OpenOptions = { read: true, write: true };

/** A file that is to be written anew. */
export interface Target {
  /** Where it stands, links followed. */
  readonly path: string;
  /** Where it is written before it takes its name; what is there already was left by a killed process. */
  readonly temporary: string;
}

/**
 * Lock a cassette for writing it anew. A process that is recording waits, and then goes on in the new file.
 * @throws {UserError} when there is none, or it cannot be written.
 */
export async function lockTape(path: string, action: string): Promise<Target & Disposable> {
  try {
    const real = await Deno.realPath(path);
    const file = await lockFile(real, await Deno.open(real, OPEN), OPEN);
    // Under the lock nobody else writes there.
    return { path: real, temporary: `${real}.tapedeck-tmp`, [Symbol.dispose]: () => file.close() };
  } catch (cause) {
    throw new UserError(
      `Cannot ${action} the cassette as it cannot be written (${errorText(cause)}): current value is "${path}"`,
      { cause },
    );
  }
}

/**
 * Write a file so that nobody ever sees half of it: into a new file beside it, which is forced to the disk and then
 * takes its name. What was there before stays when anything fails, and where the bytes are the same. Tells whether the
 * file changed.
 *
 * @throws {UserError} when it cannot be written.
 */
export async function replaceFile(
  { path, temporary }: Target,
  action: string,
  fill: (write: LineSink) => void,
): Promise<boolean> {
  try {
    const before = await modeAndHash(path);
    // What a killed process left may be read by others than the file.
    await Deno.remove(temporary).catch(() => {});
    const written = writeLines(temporary, before.mode, fill);
    if (written === before.hash) {
      await Deno.remove(temporary);
      return false;
    }
    await Deno.rename(temporary, path);
    await syncFolder(dirname(path));
    return true;
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      `Cannot ${action} the cassette as writing failed (${
        errorText(cause)
      }); it was left as it was: current value is ` +
        `"${path}"`,
      { cause },
    );
  }
}

/** Whether `replaceFile` would change the file; nothing is written. */
export async function wouldChange(path: string, fill: (write: LineSink) => void): Promise<boolean> {
  const hash = createHash("sha256");
  fill((line) => void hash.update(`${line}\n`));
  return hash.digest("hex") !== (await modeAndHash(path)).hash;
}

async function modeAndHash(path: string): Promise<{ mode: number | null; hash: string | null }> {
  try {
    const { mode } = await Deno.stat(path);
    const hash = createHash("sha256");
    using file = await Deno.open(path);
    const block = new Uint8Array(BLOCK_CHARS);
    for (let count = await file.read(block); count !== null; count = await file.read(block)) {
      hash.update(block.subarray(0, count));
    }
    return { mode, hash: hash.digest("hex") };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { mode: null, hash: null };
    throw error;
  }
}

/** Gives the hash of what was written. */
function writeLines(path: string, mode: number | null, fill: (write: LineSink) => void): string {
  using file = Deno.openSync(path, {
    write: true,
    create: true,
    truncate: true,
    ...(mode === null ? {} : { mode: mode & 0o777 }),
  });
  // What the process takes from the rights of new files is not taken from those of an old one.
  if (mode !== null && Deno.build.os !== "windows") Deno.chmodSync(path, mode & 0o777);
  const hash = createHash("sha256");
  let pending = "";
  const flush = () => {
    const bytes = Buffer.from(pending, "utf8");
    hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    pending = "";
  };
  fill((line) => {
    pending += `${line}\n`;
    if (pending.length >= BLOCK_CHARS) flush();
  });
  flush();
  file.syncSync();
  return hash.digest("hex");
}

/** A new name is on the disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // Some systems do not open folders; there the name follows in its own time.
  }
}
