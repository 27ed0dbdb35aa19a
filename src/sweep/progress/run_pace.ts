/** How long a pace looks back. */
const WINDOW_MS = 60_000;

/** How fast cells end, for whoever only sees their number now and then. */
export class RunPace {
  readonly #seen: { readonly nowMs: number; readonly ended: number }[] = [];

  /** So many cells have ended by now. Fewer than before: cells were taken back, and the pace begins anew. */
  saw(ended: number, nowMs: number): void {
    const last = this.#seen.at(-1);
    if (last !== undefined && ended < last.ended) this.#seen.length = 0;
    this.#seen.push({ nowMs, ended });
    while (this.#seen.length > 2 && nowMs - this.#seen[1].nowMs >= WINDOW_MS) this.#seen.shift();
  }

  /** Cells that ended in a second, of late; `null`: none has been seen to end. */
  get cellsPerS(): number | null {
    const [first] = this.#seen;
    const last = this.#seen.at(-1);
    if (last === undefined || last.ended === first.ended || last.nowMs <= first.nowMs) return null;
    return (last.ended - first.ended) / (last.nowMs - first.nowMs) * 1000;
  }
}
