import type { Segment } from "../../spec/mod.ts";
import type { SegmentComparison } from "../cassette_miss_error.ts";
import { firstDifference, type Pair, unlikeness } from "./_first_difference.ts";
import { weightOf } from "./_weights.ts";

/** Two requests, part by part. */
export interface Comparison {
  /** In the order of the recorded request; what only the other one has, last. */
  readonly segments: readonly SegmentComparison[];
  /** 0 where all is the same. */
  readonly distance: number;
}

/** Compare a recorded request with one that was not found. Segments of the same name belong together. */
export function compareSegments(recorded: readonly Segment[], requested: readonly Segment[]): Comparison {
  const others = new Map(requested.map((segment) => [segment.name, segment]));
  const segments: SegmentComparison[] = [];
  let distance = 0;
  const compare = (name: string, pointer: string, pair: Pair) => {
    const difference = firstDifference(pair, pointer);
    const side = pair.requested === undefined ? "recorded" : pair.recorded === undefined ? "requested" : "both";
    segments.push({ name, equal: difference === null, in: side, difference });
    // Whatever number of texts differ a little, another part that differs is more.
    if (difference !== null) distance += weightOf(name) + 0.001 * unlikeness(pair);
  };
  for (const { name, pointer, value } of recorded) {
    compare(name, pointer, { recorded: value, requested: others.get(name)?.value });
    others.delete(name);
  }
  for (const { name, pointer, value } of others.values()) {
    compare(name, pointer, { recorded: undefined, requested: value });
  }
  return { segments, distance };
}
