import { isTable } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";

/** Where a value stands in a row: `a.b` or `list[0]`. */
export interface FieldPath {
  /** As it was written. */
  readonly text: string;
  /** A name of a field, or a place in a list from 0; `null`: the text is no path, and can only be a name. */
  readonly parts: readonly (string | number)[] | null;
}

/** What stands at a path. */
export type FoundField =
  | { readonly found: true; readonly value: JsonValue }
  /** `at` is as far as the path was followed, with the part that was not there; `known` are those that there are. */
  | { readonly found: false; readonly at: string; readonly known: readonly string[] };

const PART = /^(?:([^.[\]]+)|\[(\d+)\])/;

/** A path from its text: names with dots between them, places of lists in brackets. */
export function fieldPath(text: string): FieldPath {
  const parts: (string | number)[] = [];
  let rest = text;
  while (rest !== "") {
    const dotted = parts.length > 0 && rest.startsWith(".") ? rest.slice(1) : rest;
    const match = PART.exec(dotted);
    // A name stands behind a dot, a place behind what it is a place of.
    if (match === null || (parts.length > 0 && (match[1] === undefined) === (dotted !== rest))) {
      return { text, parts: null };
    }
    parts.push(match[1] ?? Number(match[2]));
    rest = dotted.slice(match[0].length);
  }
  return { text, parts: parts.length === 0 ? null : parts };
}

/** The value at a path of a row. A field that has the whole text for its name comes first. */
export function findField(fields: JsonObject, { text, parts }: FieldPath): FoundField {
  if (Object.hasOwn(fields, text)) return { found: true, value: fields[text] };
  let value: JsonValue = fields;
  let before = "";
  for (const part of parts ?? [text]) {
    const at = before + (typeof part === "number" ? `[${part}]` : before === "" ? part : `.${part}`);
    if (typeof part === "number" ? !Array.isArray(value) || part >= value.length : !hasField(value, part)) {
      return { found: false, at, known: pathsIn(value, before) };
    }
    value = (value as JsonObject)[part];
    before = at;
  }
  return { found: true, value };
}

function hasField(value: JsonValue, name: string): value is JsonObject {
  return isTable(value) && Object.hasOwn(value, name);
}

function pathsIn(value: JsonValue, before: string): string[] {
  if (Array.isArray(value)) return value.slice(0, 10).map((_, i) => `${before}[${i}]`);
  return isTable(value) ? Object.keys(value).map((name) => before === "" ? name : `${before}.${name}`) : [];
}
