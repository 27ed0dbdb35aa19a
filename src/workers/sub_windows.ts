/** A limit of so many in any window, cut so that windows that follow one another keep it. */
export interface SubWindows {
  /** So many in each of them. */
  readonly points: number;
  /** How long each is. */
  readonly ms: number;
}

const MOST = 59;

/**
 * Windows that begin and end lets twice as much through around the end of one. Of windows a k-th as long, any span of the
 * full length meets k + 1 at the most: with a (k + 1)-th of the limit in each, none goes over it. It is the k that wastes
 * least, and the shortest windows of those.
 */
export function subWindows(limit: number, windowMs: number): SubWindows {
  let best: SubWindows & { readonly sum: number } = { points: Math.floor(limit / 2), ms: windowMs, sum: 0 };
  for (let k = 1; k <= MOST; k++) {
    const points = Math.floor(limit / (k + 1));
    const sum = k * points;
    if (points >= 1 && sum >= best.sum) best = { points, ms: Math.ceil(windowMs / k), sum };
  }
  return best.points < 1 ? { points: 1, ms: windowMs } : { points: best.points, ms: best.ms };
}
