import { jsonPointerTo } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";

/** A place where two JSON values differ. */
export interface JsonChange {
  /** JSON Pointer. */
  readonly pointer: string;
  /** `undefined`: it is not there. */
  readonly before: JsonValue | undefined;
  /** `undefined`: it is not there. */
  readonly after: JsonValue | undefined;
}

/** Where two JSON values differ, the order of names aside. `isNoise` tells names that are not looked at. */
export function jsonChanges(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  isNoise: (name: string) => boolean = () => false,
): JsonChange[] {
  const changes: JsonChange[] = [];
  collect(before, after, { pointer: "", isNoise, changes });
  return changes;
}

interface Collecting {
  readonly pointer: string;
  readonly isNoise: (name: string) => boolean;
  readonly changes: JsonChange[];
}

function collect(before: JsonValue | undefined, after: JsonValue | undefined, context: Collecting): void {
  if (before === after) return;
  const { pointer, isNoise, changes } = context;
  if (!isNested(before) || !isNested(after) || Array.isArray(before) !== Array.isArray(after)) {
    changes.push({ pointer, before, after });
    return;
  }
  const [a, b] = [before, after] as { [name: string]: JsonValue }[];
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (isNoise(name)) continue;
    collect(own(a, name), own(b, name), { ...context, pointer: jsonPointerTo(pointer, name) });
  }
}

function isNested(value: JsonValue | undefined): value is JsonValue[] | { [name: string]: JsonValue } {
  return typeof value === "object" && value !== null;
}

function own(object: { readonly [name: string]: JsonValue }, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
