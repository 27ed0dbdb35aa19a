/** Two tellings say something about each other from this ratio of what is used on. */
const APART = 1.5;
/** How far the reset may be from proportional: both are rounded, and time passes between the count and the header. */
const TOLERANCE = 1.15;
/** So many agreeing pairs are no accident. */
const ENOUGH = 3;
/** Lengths of windows that exist, and by how much a measured one may miss them. */
const USUAL_MS: readonly number[] = [1000, 60_000, 3_600_000, 86_400_000];
const NEAR = 1.1;

/**
 * Finds out whether a provider fills a limit up steadily, from what its responses tell: then the time until all is there
 * again is proportional to what is used, and their ratio is the pace. In a window that ends at once it is not.
 */
export class ToldPace {
  #used = 0;
  #resetMs = 0;
  #agreed = 0;
  /** By how much it comes back; 0: not known, or all at once. */
  perMs = 0;

  tell(used: number, resetMs: number): void {
    if (used <= 0 || resetMs <= 0) return;
    const ratio = used / this.#used;
    if (this.#used > 0 && ratio < APART && ratio > 1 / APART) return;
    if (this.#used > 0) this.#compare(ratio, resetMs / this.#resetMs);
    this.#used = used;
    this.#resetMs = resetMs;
    this.perMs = this.#agreed >= ENOUGH ? used / resetMs : 0;
  }

  /** The window by that pace, where it is a usual one; `null`: not known. */
  windowMs(limit: number): number | null {
    const measured = limit / this.perMs;
    return USUAL_MS.find((ms) => ratioOf(ms, measured) <= NEAR) ?? null;
  }

  #compare(used: number, reset: number): void {
    this.#agreed = ratioOf(used, reset) <= TOLERANCE ? this.#agreed + 1 : 0;
  }
}

/** 1 or more. */
function ratioOf(a: number, b: number): number {
  return Math.max(a / b, b / a);
}
