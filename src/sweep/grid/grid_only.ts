/** What a plan is restricted to beside its endpoints and samples, of which it has no others then. */
export interface GridOnly {
  /** As it was asked for: `temperature=0.2`. It decides nothing. */
  readonly written: readonly string[];
  /** By the name of an axis, the places of the values that are kept; points without the axis are not. */
  readonly axes: { readonly [axis: string]: readonly number[] };
  /** Which repeats are made, from 1, in their order; absent: all. */
  readonly repeats?: readonly number[];
}
