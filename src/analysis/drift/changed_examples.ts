import type { DriftPair } from "./drift_report.ts";

/** So many pairs whose answers have changed, of as many requests as there are. */
export function changedExamples(pairs: readonly DriftPair[], most: number): DriftPair[] {
  const seen = new Map<string, number>();
  return pairs.filter(({ changed }) => changed).map((pair) => {
    const turn = seen.get(pair.request) ?? 0;
    seen.set(pair.request, turn + 1);
    return { pair, turn };
  }).sort((a, b) => a.turn - b.turn).slice(0, most).map(({ pair }) => pair);
}
