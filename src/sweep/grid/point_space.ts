/** Stands in a point for an axis that does not apply there. */
export const ABSENT = -1;

/** The place of each axis's value, in the plan's order; {@linkcode ABSENT} where the axis does not apply. */
export type Point = readonly number[];

/** Some points of a grid, in an order of their own, none of them in memory unless it must be. */
export interface PointSpace {
  /** How many there are. */
  readonly count: number;
  /** One of them, by an index from 0 that is below `count`. */
  at(index: number): Point;
  /** How many points have each value of an axis. */
  counts(axis: number): readonly number[];
  /** The first point with this value of an axis, and the last one; empty where there is none, one where it is alone. */
  ends(axis: number, place: number): readonly Point[];
}
