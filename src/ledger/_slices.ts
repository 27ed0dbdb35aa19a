import { systemClock } from "../base/mod.ts";

/** So long may a thread work before others who wait for it notice. */
const SLICE_MS = 10;

/** Long reading in slices: whatever else the thread has to do goes on between two of them. */
export class Slices {
  #beginMs = systemClock.nowMs();

  /** Whether it is somebody else's turn. It is real time that they wait, whatever the clock of a test says. */
  get isOver(): boolean {
    return systemClock.nowMs() - this.#beginMs >= SLICE_MS;
  }

  /** Let all go on that is ready. */
  async rest(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#beginMs = systemClock.nowMs();
  }
}
