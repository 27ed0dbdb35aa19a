import { jsonPointerTo } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { SegmentDifference } from "../cassette_miss_error.ts";

const SHOWN_CHARS = 60;

/** What stands at a place on the tape and in the request; `undefined` where nothing does. */
export interface Pair {
  readonly recorded: JsonValue | undefined;
  readonly requested: JsonValue | undefined;
}

/** Whether two values are the same, members in whatever order. */
export function isSame({ recorded, requested }: Pair): boolean {
  if (recorded === requested) return true;
  const a = JSON.stringify(recorded) ?? "";
  const b = JSON.stringify(requested) ?? "";
  // Printing is faster than comparing, and what has its members in another order is as long.
  return a === b || a.length === b.length && firstDifference({ recorded, requested }, "") === null;
}

/** Where two values differ first, in the order of the recorded one; `null` where they are the same. */
export function firstDifference({ recorded, requested }: Pair, pointer: string): SegmentDifference | null {
  if (recorded === requested) return null;
  if (!isNested(recorded) || !isNested(requested) || Array.isArray(recorded) !== Array.isArray(requested)) {
    return { pointer, ...shownPair({ recorded, requested }), character: firstOtherCharacter({ recorded, requested }) };
  }
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(requested)])) {
    const pair = { recorded: own(recorded, key), requested: own(requested, key) };
    const found = firstDifference(pair, jsonPointerTo(pointer, key));
    if (found !== null) return found;
  }
  return null;
}

/** How unlike two values are as texts: 0 is the same, 1 has nothing in common. */
export function unlikeness({ recorded, requested }: Pair): number {
  const a = JSON.stringify(recorded) ?? "";
  const b = JSON.stringify(requested) ?? "";
  const most = Math.max(a.length, b.length, 1);
  const shorter = Math.min(a.length, b.length);
  const before = sameStart(a, b);
  let behind = 0;
  while (behind < shorter - before && a[a.length - 1 - behind] === b[b.length - 1 - behind]) behind++;
  return 1 - (before + behind) / most;
}

function isNested(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null;
}

function own(object: { [key: string]: JsonValue }, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function sameStart(a: string, b: string): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return same;
}

function firstOtherCharacter({ recorded, requested }: Pair): number | null {
  if (typeof recorded !== "string" || typeof requested !== "string") return null;
  // Not half a character, which the two may have in common.
  return [...recorded.slice(0, sameStart(recorded, requested))].length + 1;
}

/** Long texts are shown from shortly before the place where they part. */
function shownPair({ recorded, requested }: Pair): { recorded: string; requested: string } {
  const a = JSON.stringify(recorded) ?? "absent";
  const b = JSON.stringify(requested) ?? "absent";
  const from = a.length <= SHOWN_CHARS && b.length <= SHOWN_CHARS ? 0 : Math.max(0, sameStart(a, b) - SHOWN_CHARS / 3);
  const show = (text: string) =>
    (from > 0 ? "…" : "") + text.slice(from, from + SHOWN_CHARS).toWellFormed() +
    (text.length > from + SHOWN_CHARS ? "…" : "");
  return { recorded: show(a), requested: show(b) };
}
