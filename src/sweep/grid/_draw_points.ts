import { z } from "zod";
import { seededRandom } from "../../base/mod.ts";
import type { AxisDraft } from "./_axis_draft.ts";
import { unitValue } from "./_unit_value.ts";

/** The most points of a sample: they are in memory. */
const MOST_POINTS = 100_000;
/** How often a point may be refused for each that is asked for. */
const MOST_TRIES = 100;
const LEAST_TRIES = 10_000;

/** `[grid.sample]` */
export const sampleSchema = z.strictObject({
  method: z.enum(["random", "latin-hypercube"]).default("random"),
  count: z.int().min(1).max(MOST_POINTS),
  seed: z.union([z.string(), z.int()]).default(0),
});

/** Which points are to be drawn. */
export type SampleSettings = z.infer<typeof sampleSchema>;

/** Axes that move together: their places among the drafts, and how many steps they have; 0: they are drawn from a range. */
export interface DrawnDimension {
  readonly axes: readonly number[];
  readonly size: number;
}

/** By axis, the place of a listed value, or the value itself where it is drawn from a range. */
export type DrawnPoint = readonly number[];

/** What points are drawn from. */
export interface DrawParts {
  readonly drafts: readonly AxisDraft[];
  readonly dimensions: readonly DrawnDimension[];
  readonly sample: SampleSettings;
}

/** Draws that are equally likely in a hypercube: each of so many strata of each dimension is drawn from once. */
export function latinPoints({ drafts, dimensions, sample: { count, seed } }: DrawParts): DrawnPoint[] {
  const random = seededRandom(`grid/latin-hypercube/${seed}`);
  const points = Array.from({ length: count }, () => new Array<number>(drafts.length).fill(0));
  for (const { axes, size } of dimensions) {
    const strata = shuffled(count, random);
    strata.forEach((stratum, i) => {
      const [low, high] = [stratum / count, (stratum + 1) / count];
      const at = (stratum + random()) / count;
      for (const axis of axes) {
        const { continuum } = drafts[axis];
        points[i][axis] = continuum === null
          ? Math.min(size - 1, Math.floor(at * size))
          : unitValue(continuum, at, { low, high });
      }
    });
  }
  return points;
}

/**
 * Points that are drawn by themselves, each dimension by itself, until there are enough that `settle` gives another key
 * for than for those before; `null` from it refuses a point. Fewer: no more were found.
 */
export function drawnPoints(
  { drafts, dimensions, sample: { count, seed } }: DrawParts,
  settle: (point: DrawnPoint) => string | null,
): DrawnPoint[] {
  const random = seededRandom(`grid/random/${seed}`);
  const points: DrawnPoint[] = [];
  const seen = new Set<string>();
  const most = Math.max(LEAST_TRIES, count * MOST_TRIES);
  for (let tries = 0; points.length < count && tries < most; tries++) {
    const point = new Array<number>(drafts.length).fill(0);
    for (const { axes, size } of dimensions) {
      const at = fineRandom(random);
      for (const axis of axes) {
        const { continuum } = drafts[axis];
        point[axis] = continuum === null ? Math.floor(at * size) : unitValue(continuum, at);
      }
    }
    const key = settle(point);
    if (key === null || seen.has(key)) continue;
    seen.add(key);
    points.push(point);
  }
  return points;
}

/** So many different whole numbers below `total`, each set of them equally likely, in rising order (Floyd's algorithm). */
export function drawnIndexes(total: number, { count, seed }: Pick<SampleSettings, "count" | "seed">): number[] {
  const random = seededRandom(`grid/random/${seed}`);
  const drawn = new Set<number>();
  for (let last = total - count; last < total; last++) {
    const index = Math.floor(fineRandom(random) * (last + 1));
    drawn.add(drawn.has(index) ? last : index);
  }
  return [...drawn].sort((a, b) => a - b);
}

/** In [0, 1), in steps fine enough for any whole number that a double holds exactly. */
function fineRandom(random: () => number): number {
  return (Math.floor(random() * 2 ** 26) * 2 ** 27 + Math.floor(random() * 2 ** 27)) / 2 ** 53;
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}
