/** What a variant costs and how good it is, in any units; `null` where that is not known. */
export interface ParetoPoint {
  /** Lower is better: money, or time. */
  readonly cost: number | null;
  /** Higher is better: a mean score. */
  readonly quality: number | null;
}

/**
 * Which points are not beaten: no other costs less or the same and is as good or better, and one of the two strictly. It
 * gives their places in what was given, in ascending order of cost; points that are the same are all on it, and those of
 * which something is not known are not (the maxima of a set of vectors of Kung, Luccio & Preparata 1975, by one pass
 * over the sorted points).
 *
 * @example Two of four are worth their price
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paretoFrontier } from "@tapedeck/tapedeck";
 *
 * const points = [{ cost: 3, quality: 0.9 }, { cost: 1, quality: 0.5 }, { cost: 2, quality: 0.4 }, { cost: 1, quality: null }];
 * assertEquals(paretoFrontier(points), [1, 0]);
 * ```
 */
export function paretoFrontier(points: readonly ParetoPoint[]): number[] {
  const known = points.flatMap(({ cost, quality }, place) =>
    cost === null || quality === null ? [] : [{ cost, quality, place }]
  );
  known.sort((a, b) => a.cost - b.cost || b.quality - a.quality || a.place - b.place);
  let best: { readonly cost: number; readonly quality: number } | null = null;
  const frontier: number[] = [];
  for (const point of known) {
    const isSame = point.cost === best?.cost && point.quality === best.quality;
    if (!isSame && best !== null && point.quality <= best.quality) continue;
    best = point;
    frontier.push(point.place);
  }
  return frontier;
}
