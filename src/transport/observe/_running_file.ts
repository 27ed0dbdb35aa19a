import { join } from "node:path";
import type { RunningStatus } from "./running_status.ts";

const ONLY_MINE = 0o600;

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
    await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const fresh = `${this.#path}.new`;
    await Deno.writeTextFile(fresh, `${JSON.stringify(status)}\n`, { mode: ONLY_MINE });
    await Deno.rename(fresh, this.#path);
  }

  /** Take it away; that it is gone already is fine. */
  async remove(): Promise<void> {
    for (const path of [this.#path, `${this.#path}.new`]) {
      await Deno.remove(path).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
    }
  }
}
