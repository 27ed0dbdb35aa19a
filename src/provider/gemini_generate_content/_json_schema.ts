import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject, listOf, textOrNull } from "../_read.ts";
import { camelCased } from "./_names.ts";

const FIELDS = [
  "anyOf",
  "maxItems",
  "minItems",
  "maxLength",
  "minLength",
  "maxProperties",
  "minProperties",
  "propertyOrdering",
];

/**
 * A schema in Google's own dialect, that of OpenAPI 3.0, as JSON Schema: types are in lower case there, and `null` is a
 * type like the others.
 */
export function jsonSchemaOf(schema: JsonObject): JsonObject {
  const { nullable, ...fields } = camelCased(schema, FIELDS);
  const type = textOrNull(fields.type)?.toLowerCase();
  if (type === "type_unspecified") delete fields.type;
  else if (type !== undefined) fields.type = type;
  if (isObject(fields.properties)) fields.properties = mapValues(fields.properties, inner);
  if (isObject(fields.items)) fields.items = jsonSchemaOf(fields.items);
  if (Array.isArray(fields.anyOf)) fields.anyOf = fields.anyOf.map(inner);
  return nullable === true ? orNull(fields) : fields;
}

function inner(value: JsonValue): JsonValue {
  return isObject(value) ? jsonSchemaOf(value) : value;
}

function mapValues(object: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

function orNull(schema: JsonObject): JsonObject {
  const { type, anyOf } = schema;
  if (typeof type === "string") schema.type = [type, "null"];
  else if (Array.isArray(anyOf)) schema.anyOf = [...anyOf, { type: "null" }];
  if (Array.isArray(schema.enum)) schema.enum = [...listOf(schema.enum), null];
  return schema;
}
