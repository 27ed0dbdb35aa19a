import type { Segment } from "../../spec/mod.ts";
import type { SegmentComparison } from "../cassette_miss_error.ts";
import { firstDifference, isSame, type Pair, unlikeness } from "./_first_difference.ts";
import { weightOf } from "./_weights.ts";

/** What two requests have under one name. */
export interface SegmentPair extends Pair {
  readonly name: string;
  readonly pointer: string;
  readonly isEqual: boolean;
}

/** Two requests, part by part. */
export interface Comparison {
  /** In the order of the recorded request; what only the other one has, last. */
  readonly pairs: readonly SegmentPair[];
  /** 0 where all is the same. */
  readonly distance: number;
}

/** Compare a recorded request with one that was not found. Segments of the same name belong together. */
export function compareSegments(recorded: readonly Segment[], requested: readonly Segment[]): Comparison {
  const others = new Map(requested.map((segment) => [segment.name, segment]));
  const pairs: SegmentPair[] = [];
  let distance = 0;
  const compare = (name: string, pointer: string, pair: Pair) => {
    const isEqual = isSame(pair);
    pairs.push({ name, pointer, isEqual, ...pair });
    // Whatever number of texts differ a little, another part that differs is more.
    if (!isEqual) distance += weightOf(name) + 0.001 * unlikeness(pair);
  };
  for (const { name, pointer, value } of recorded) {
    compare(name, pointer, { recorded: value, requested: others.get(name)?.value });
    others.delete(name);
  }
  for (const { name, pointer, value } of others.values()) {
    compare(name, pointer, { recorded: undefined, requested: value });
  }
  return { pairs, distance };
}

/** A pair with where and how its two sides differ, for people. */
export function toldPair({ name, pointer, isEqual, recorded, requested }: SegmentPair): SegmentComparison {
  const side = requested === undefined ? "recorded" : recorded === undefined ? "requested" : "both";
  const difference = isEqual ? null : firstDifference({ recorded, requested }, pointer);
  return { name, equal: isEqual, in: side, difference };
}
