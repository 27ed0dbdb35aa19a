/** What a plan is restricted to beside its endpoints and samples, of which it has no others then. */
export interface GridOnly {
  /** By the name of an axis, the places of the values that are kept; points without the axis are not. */
  readonly axes: { readonly [axis: string]: readonly number[] };
  /** Which repeats are made, from 1, in their order; absent: all. */
  readonly repeats?: readonly number[];
}
