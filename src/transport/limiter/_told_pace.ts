/** Two tellings say something about each other from this ratio of what is used on. */
const APART = 1.5;
/** How far the reset may be from proportional: both are rounded, and time passes between the count and the header. */
const TOLERANCE = 1.15;
/** So many agreeing pairs are no accident. */
const ENOUGH = 3;
/** Two tellings say whether the reset moves when they are so far apart in time. */
const LEAST_APART_MS = 3000;
const MOST_APART_MS = 20_000;
/** Lengths of windows that exist, and by how much a measured one may miss them. */
const USUAL_MS: readonly number[] = [1000, 60_000, 3_600_000, 86_400_000];
const NEAR = 1.1;

/**
 * Finds out how a limit comes back, from what responses tell of it. Where it is filled up steadily, the time until all is
 * there again is proportional to what is used, and their ratio is the pace. Where every call comes back by itself, the
 * moment of the reset moves on with each call. Where neither is seen, it is taken to come back all at once.
 */
export class ToldPace {
  #used = 0;
  #resetMs = 0;
  #agreed = 0;
  #atMs = -Infinity;
  #resetAtMs = 0;
  #moved = 0;
  /** By how much it comes back; 0: not steadily, or not known. */
  perMs = 0;

  /** Whether calls come back one by one. */
  get isRolling(): boolean {
    return this.#moved >= ENOUGH;
  }

  tell(used: number, { resetMs, nowMs }: { resetMs: number; nowMs: number }): void {
    if (used <= 0 || resetMs <= 0) return;
    this.#watchMoment(resetMs, nowMs);
    const ratio = used / this.#used;
    if (this.#used > 0 && ratio < APART && ratio > 1 / APART) return;
    if (this.#used > 0) this.#agreed = ratioOf(ratio, resetMs / this.#resetMs) <= TOLERANCE ? this.#agreed + 1 : 0;
    this.#used = used;
    this.#resetMs = resetMs;
    this.perMs = this.#agreed >= ENOUGH ? used / resetMs : 0;
  }

  /** The window by that pace, where it is a usual one; `null`: not known. */
  windowMs(limit: number): number | null {
    const measured = limit / this.perMs;
    return USUAL_MS.find((ms) => ratioOf(ms, measured) <= NEAR) ?? null;
  }

  #watchMoment(resetMs: number, nowMs: number): void {
    const apartMs = nowMs - this.#atMs;
    if (apartMs < LEAST_APART_MS) return;
    const movedMs = nowMs + resetMs - this.#resetAtMs;
    if (apartMs <= MOST_APART_MS) this.#moved = movedMs >= apartMs / 2 ? this.#moved + 1 : 0;
    this.#atMs = nowMs;
    this.#resetAtMs = nowMs + resetMs;
  }
}

/** 1 or more. */
function ratioOf(a: number, b: number): number {
  return Math.max(a / b, b / a);
}
