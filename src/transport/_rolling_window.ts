/** So many parts a window is counted in: what falls out of it does so a part at a time. */
const PARTS = 10;

interface Part {
  /** Its place on the clock, in parts since the clock's zero. */
  place: number;
  calls: number;
  failures: number;
}

/** How many calls there were in the last `windowMs`, and how many of them failed. */
export class RollingWindow {
  readonly #windowMs: number;
  readonly #partMs: number;
  readonly #mostLatest: number;
  #parts: Part[] = [];
  #latest: { readonly atMs: number; readonly failed: boolean }[] = [];

  /** `latest`: how many of the last calls are looked at by themselves. */
  constructor(windowMs: number, { latest }: { latest: number }) {
    this.#windowMs = windowMs;
    this.#partMs = Math.max(1, windowMs / PARTS);
    this.#mostLatest = latest;
  }

  add(nowMs: number, failed: boolean): void {
    this.#latest.push({ atMs: nowMs, failed });
    if (this.#latest.length > this.#mostLatest) this.#latest.shift();
    const place = Math.floor(nowMs / this.#partMs);
    const last = this.#parts.at(-1);
    const part = last?.place === place ? last : { place, calls: 0, failures: 0 };
    if (part !== last) this.#parts.push(part);
    part.calls++;
    if (failed) part.failures++;
  }

  count(nowMs: number): { calls: number; failures: number } {
    const oldest = Math.floor(nowMs / this.#partMs) - PARTS + 1;
    if (this.#parts.length > 0 && this.#parts[0].place < oldest) {
      this.#parts = this.#parts.filter(({ place }) => place >= oldest);
    }
    let [calls, failures] = [0, 0];
    for (const part of this.#parts) {
      calls += part.calls;
      failures += part.failures;
    }
    return { calls, failures };
  }

  /** Of the latest calls alone: an hour of good answers must not hide that nothing works any more. */
  countLatest(nowMs: number): { calls: number; failures: number } {
    const within = this.#latest.filter(({ atMs }) => nowMs - atMs < this.#windowMs);
    return { calls: within.length, failures: within.filter(({ failed }) => failed).length };
  }

  clear(): void {
    this.#latest = [];
    this.#parts = [];
  }
}
