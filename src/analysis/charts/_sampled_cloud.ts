import { seededRandom } from "../../base/mod.ts";
import type { FittedScale } from "./_axes.ts";

/** One answer of a cloud. A type, not an interface, as it goes into a spec as JSON. */
export type CloudPoint = { readonly series: string; readonly x: number; readonly y: number };

/** Points of one series; both lists are of one length. */
export interface CloudSeries {
  readonly series: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Points of all series that both scales show, at most so many in all: where there are more, each series has its share of
 * them, drawn by chance with a fixed seed.
 */
export function sampledCloud(
  all: readonly CloudSeries[],
  { scales, most }: { readonly scales: { readonly x: FittedScale; readonly y: FittedScale }; readonly most: number },
): CloudPoint[] {
  const total = all.reduce((sum, { x }) => sum + x.length, 0);
  return all.flatMap(({ series, x, y }) => {
    const random = seededRandom("cloud");
    const count = total <= most ? x.length : Math.min(x.length, Math.ceil(most * x.length / total));
    return drawn(x.length, count, random)
      .filter((i) => isWithin(x[i], scales.x) && isWithin(y[i], scales.y))
      .map((i) => ({ series, x: short(x[i]), y: short(y[i]) }));
  });
}

/** `count` of the numbers below `n`, in ascending order (Knuth, "The Art of Computer Programming" 2, algorithm S). */
function drawn(n: number, count: number, random: () => number): number[] {
  const chosen: number[] = [];
  for (let i = 0; chosen.length < count; i++) {
    if ((n - i) * random() < count - chosen.length) chosen.push(i);
  }
  return chosen;
}

function isWithin(value: number, { domain }: FittedScale): boolean {
  return value >= domain[0] && value <= domain[1];
}

/** Four digits, which is finer than a pixel. */
function short(value: number): number {
  return Number(value.toPrecision(4));
}
