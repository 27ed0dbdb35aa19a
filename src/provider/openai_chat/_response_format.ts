import type { JsonObject, JsonValue, ResponseFormat } from "../../spec/mod.ts";
import { isObject, objectOrNull } from "../_read.ts";

/** The shape of the answer as it goes out. */
export function formatToWire(format: ResponseFormat): JsonObject {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json":
      return { type: "json_object" };
    case "json_schema": {
      const schema: JsonObject = { name: format.name, schema: format.schema };
      if (format.strict !== undefined) schema.strict = format.strict;
      return { type: "json_schema", json_schema: schema };
    }
  }
}

/** The shape in a body; `undefined` where it is none of these. */
export function readFormat(value: JsonValue): ResponseFormat | undefined {
  if (!isObject(value)) return undefined;
  if (value.type === "text") return { type: "text" };
  if (value.type === "json_object") return { type: "json" };
  const format = objectOrNull(value.json_schema);
  const schema = objectOrNull(format?.schema);
  if (value.type !== "json_schema" || typeof format?.name !== "string" || schema === null) return undefined;
  const { strict } = format;
  return { type: "json_schema", name: format.name, schema, ...(typeof strict === "boolean" ? { strict } : {}) };
}
