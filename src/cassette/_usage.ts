import { resolve } from "node:path";
import { UserError } from "../base/mod.ts";

/** What one replay played: a line of a usage file. */
export interface ReplayUsage {
  /** Tells the file from others, and is the version of its format. */
  readonly usage: 1;
  /** The absolute path of the cassette. */
  readonly cassette: string;
  /** When the cassette was closed. RFC 3339, UTC. */
  readonly at: string;
  /** How many recordings of each key were played; keys of which none was are left out. */
  readonly played: { readonly [key: string]: number };
}

/**
 * Add a line to a usage file, which is made where there is none. Several processes may add to one file.
 * @throws {UserError} when the file cannot be written.
 */
export async function appendUsage(path: string, usage: Omit<ReplayUsage, "usage">): Promise<void> {
  const line: ReplayUsage = { usage: 1, ...usage, cassette: resolve(usage.cassette) };
  const bytes = new TextEncoder().encode(JSON.stringify(line) + "\n");
  try {
    using file = await Deno.open(path, { append: true, create: true });
    await file.lock(true);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  } catch (cause) {
    throw new UserError(`Cannot tell what was played as the usage file cannot be written: current value is "${path}"`, {
      cause,
    });
  }
}
