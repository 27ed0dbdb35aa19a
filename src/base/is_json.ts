import type { JsonValue } from "../spec/mod.ts";
import { canonicalJson } from "./canonical_json.ts";
import { isTable } from "./is_table.ts";

/** Whether a value out of TOML or JSON can be carried by JSON: no date, no NaN, no infinity, no lone surrogate. */
export function isJson(value: unknown): value is JsonValue {
  if (Array.isArray(value)) return value.every(isJson);
  if (isTable(value)) return Object.entries(value).every(([key, one]) => key.isWellFormed() && isJson(one));
  if (typeof value === "object" && value !== null) return false;
  try {
    return canonicalJson(value as JsonValue) !== "";
  } catch {
    return false;
  }
}
