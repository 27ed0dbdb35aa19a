import type { Clock } from "../spec/mod.ts";

/** What a power cut may cost: the recordings of so long, as the system writes them in its own time. */
const SYNC_EVERY_MS = 1000;

/** Forces what was written to the disk: now and then, and at the end. */
export class DiskSync {
  readonly #clock: Clock;
  #last: number;
  #isDue = false;
  #running: Promise<void> | null = null;
  #error: unknown = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.nowMs();
  }

  /** Something was written. */
  written(file: Deno.FsFile): void {
    this.#isDue = true;
    if (this.#running !== null || this.#clock.nowMs() - this.#last < SYNC_EVERY_MS) return;
    this.#running = this.#force(file).catch((error) => void (this.#error ??= error)).finally(() => {
      this.#running = null;
      this.#last = this.#clock.nowMs();
    });
  }

  /** @throws what the disk said, also earlier. */
  async end(file: Deno.FsFile): Promise<void> {
    await this.#running;
    if (this.#isDue) await this.#force(file);
    if (this.#error !== null) throw this.#error;
  }

  #force(file: Deno.FsFile): Promise<void> {
    this.#isDue = false;
    return file.syncData();
  }
}
