import type { Point, PointSpace } from "./point_space.ts";

/** Spaces that have no point in common, one behind the other. */
export class JoinedPoints implements PointSpace {
  readonly #spaces: readonly PointSpace[];
  readonly count: number;

  constructor(spaces: readonly PointSpace[]) {
    this.#spaces = spaces;
    this.count = spaces.reduce((sum, { count }) => sum + count, 0);
  }

  at(index: number): Point {
    let rest = index;
    for (const space of this.#spaces) {
      if (rest < space.count) return space.at(rest);
      rest -= space.count;
    }
    throw new RangeError(`Cannot find a point as there are ${this.count} of them: current value is ${index}`);
  }

  counts(axis: number): readonly number[] {
    const counts: number[] = [];
    for (const space of this.#spaces) {
      space.counts(axis).forEach((count, place) => counts[place] = (counts[place] ?? 0) + count);
    }
    return Array.from(counts, (count = 0) => count);
  }

  ends(axis: number, place: number): readonly Point[] {
    const found = this.#spaces.flatMap((space) => space.ends(axis, place));
    return found.length < 3 ? found : [found[0], found.at(-1)!];
  }
}
