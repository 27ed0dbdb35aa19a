import { ABSENT, type Point, type PointSpace } from "./point_space.ts";

/** Points that are listed, as those of a sample are. */
export class PointList implements PointSpace {
  readonly #points: readonly Point[];

  constructor(points: readonly Point[]) {
    this.#points = points;
  }

  get count(): number {
    return this.#points.length;
  }

  at(index: number): Point {
    return this.#points[index];
  }

  counts(axis: number): readonly number[] {
    const counts: number[] = [];
    for (const point of this.#points) {
      const place = point[axis];
      if (place !== ABSENT) counts[place] = (counts[place] ?? 0) + 1;
    }
    return Array.from(counts, (count = 0) => count);
  }

  ends(axis: number, place: number): readonly Point[] {
    const has = (point: Point) => point[axis] === place;
    const first = this.#points.find(has);
    const last = this.#points.findLast(has);
    return first === undefined ? [] : first === last ? [first] : [first, last!];
  }
}
