import type { JsonObject, JsonValue, ResponseFormat } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";

/** The format has no place for a schema's name. */
const SCHEMA_NAME = "answer";

/** The form of an answer as the body writes it. */
export function formatToWire(format: ResponseFormat): JsonObject {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json":
      return { type: "json_object" };
    case "json_schema":
      return { type: "json_object", json_schema: format.schema };
  }
}

/** The way back, from the schema's older name too; `undefined` where the form is not understood. */
export function formatFromWire(value: JsonValue | undefined): ResponseFormat | undefined {
  if (!isObject(value)) return undefined;
  const { type, json_schema: newer, schema: older, ...rest } = value;
  if (Object.keys(rest).length > 0 || (newer !== undefined && older !== undefined)) return undefined;
  const schema = newer ?? older;
  if (type === "json_object" && isObject(schema)) return { type: "json_schema", name: SCHEMA_NAME, schema };
  if (schema !== undefined) return undefined;
  return type === "json_object" ? { type: "json" } : type === "text" ? { type } : undefined;
}
