import { isJson } from "../../base/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";

/** What the text of a field stands for. */
export const FIELD_TYPES = ["text", "number", "integer", "boolean", "json"] as const;

/** By the names of fields. */
export type FieldTypes = { readonly [field: string]: typeof FIELD_TYPES[number] };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INTEGER = /^[+-]?\d+$/;

/** A row with its texts as what they stand for, an empty one for nothing; what is wrong with one is said of its field. */
export function typedFields(
  fields: JsonObject,
  types: FieldTypes,
  say: (rule: string, value: JsonValue) => void = () => {},
): JsonObject {
  const typed = { ...fields };
  for (const [name, type] of Object.entries(types)) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (typeof value !== "string" || type === "text") continue;
    const read = value.trim() === "" ? null : valueOf(value.trim(), type);
    if (read === undefined) say(`has text in ${name} that is no ${type}, as prompts.types says`, value);
    else typed[name] = read;
  }
  return typed;
}

function valueOf(text: string, type: FieldTypes[string]): JsonValue | undefined {
  switch (type) {
    case "number":
      return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "integer":
      return INTEGER.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case "boolean":
      return /^(true|yes|1)$/i.test(text) ? true : /^(false|no|0)$/i.test(text) ? false : undefined;
    case "json":
      return parsed(text);
    default:
      return text;
  }
}

function parsed(text: string): JsonValue | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
