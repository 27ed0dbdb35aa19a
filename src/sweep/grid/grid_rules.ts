import type { EndpointGlobs } from "./endpoint_globs.ts";

/** Which points are meant: those that meet all of it. */
export interface PointCondition {
  /** The endpoints at which it is met; absent: at all. */
  readonly at?: EndpointGlobs;
  /** By the name of an axis, the places of the values that meet it. Where an axis is absent, it is not met. */
  readonly axes: { readonly [axis: string]: readonly number[] };
}

/**
 * What makes a grid of points other than the plain product of its axes. A value is told by its place among those of its
 * axis, so that this is plain data.
 */
export interface GridRules {
  /** How many of an axis's values, the first ones, make the product; absent: all. The others come by `include`. */
  readonly product?: { readonly [axis: string]: number };
  /** Axes that advance together; each stands in one at most, and those of one stand side by side in the plan. */
  readonly zip?: readonly (readonly string[])[];
  /** Points that are left out of the product, or of the sample. */
  readonly exclude?: readonly PointCondition[];
  /** Points that are added: every combination of these values, an axis that is not named with all of its product's. */
  readonly include?: readonly PointCondition[];
  /** Where an axis applies: where one of the conditions is met. Elsewhere it is absent from the cell. */
  readonly when?: { readonly [axis: string]: readonly PointCondition[] };
  /** The points of a sample, in the place of the product: for each the places of its values, in the axes' order. */
  readonly points?: readonly (readonly number[])[];
}
