import type { JsonObject, JsonValue, ResponseFormat } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

/** The format has no place for a schema's name. */
const SCHEMA_NAME = "answer";

/** The form of an answer as the body writes it; `null` for text, and for what this format cannot ask for. */
export function formatToWire(format: ResponseFormat | undefined, unsupported: UnsupportedFields): JsonObject | null {
  if (format?.type === "json_schema") return { type: "json_schema", schema: format.schema };
  if (format?.type === "json") unsupported.add("responseFormat", "the provider makes JSON by a schema only");
  return null;
}

/** The way back; `undefined` where the form is not understood. */
export function formatFromWire(value: JsonValue | undefined): ResponseFormat | undefined {
  if (!isObject(value) || value.type !== "json_schema" || !isObject(value.schema)) return undefined;
  if (Object.keys(value).length > 2) return undefined;
  return { type: "json_schema", name: SCHEMA_NAME, schema: value.schema };
}
