import { join } from "node:path";
import type { RunningStatus } from "./running_status.ts";

const ONLY_MINE = 0o600;
const MY_FOLDER = 0o700;

/** The file of one process. Who reads it finds a whole one, always. */
export class RunningFile {
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string, pid: number) {
    this.#folder = folder;
    this.#path = join(folder, `${pid}.json`);
  }

  /** Put a new state in the place of the one before. */
  async write(status: RunningStatus): Promise<void> {
    const fresh = `${this.#path}.new`;
    await this.#own();
    // What is there already may be a link to another file, or open to others.
    await removeIfAny(fresh);
    await Deno.writeTextFile(fresh, `${JSON.stringify(status)}\n`, { createNew: true, mode: ONLY_MINE });
    await Deno.rename(fresh, this.#path);
  }

  /** The folder, for its owner alone also where somebody has made it otherwise. */
  async #own(): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true, mode: MY_FOLDER });
    const { mode } = await Deno.stat(this.#folder);
    if (Deno.build.os !== "windows" && mode !== null && (mode & 0o077) !== 0) await Deno.chmod(this.#folder, MY_FOLDER);
  }

  /** Take it away; that it is gone already is fine. */
  async remove(): Promise<void> {
    for (const path of [this.#path, `${this.#path}.new`]) await removeIfAny(path);
  }
}

async function removeIfAny(path: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
