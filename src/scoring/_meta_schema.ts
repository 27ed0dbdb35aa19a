import type { JsonObject } from "../spec/mod.ts";

const schema = { $ref: "#" };
const count = { type: "integer", minimum: 0 };
const number = { type: "number" };
const texts = { type: "array", items: { type: "string" } };
const schemas = { type: "array", minItems: 1, items: schema };
const schemaMap = { type: "object", additionalProperties: schema };

/**
 * What a JSON Schema must look like: the types of the keywords of draft 4 to 2020-12. Validation passes over a keyword of
 * a wrong type or throws in the midst of a run, so schemas are checked beforehand.
 */
export const META_SCHEMA: JsonObject = {
  type: ["object", "boolean"],
  properties: {
    $ref: { type: "string" },
    // The single name comes last, as the last alternative is the one that a message tells of.
    type: { anyOf: [{ type: "array", minItems: 1, items: { $ref: "#/$defs/type" } }, { $ref: "#/$defs/type" }] },
    enum: { type: "array" },
    required: texts,
    properties: schemaMap,
    patternProperties: schemaMap,
    additionalProperties: schema,
    unevaluatedProperties: schema,
    propertyNames: schema,
    dependentSchemas: schemaMap,
    dependentRequired: { type: "object", additionalProperties: texts },
    $defs: schemaMap,
    definitions: schemaMap,
    minProperties: count,
    maxProperties: count,
    items: { anyOf: [schema, { type: "array", items: schema }] },
    prefixItems: schemas,
    additionalItems: schema,
    unevaluatedItems: schema,
    contains: schema,
    minContains: count,
    maxContains: count,
    minItems: count,
    maxItems: count,
    uniqueItems: { type: "boolean" },
    minimum: number,
    maximum: number,
    exclusiveMinimum: { type: ["number", "boolean"] },
    exclusiveMaximum: { type: ["number", "boolean"] },
    multipleOf: { type: "number", exclusiveMinimum: 0 },
    minLength: count,
    maxLength: count,
    pattern: { type: "string" },
    format: { type: "string" },
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: schema,
    if: schema,
    then: schema,
    else: schema,
  },
  $defs: {
    type: { enum: ["array", "boolean", "integer", "null", "number", "object", "string"] },
  },
};
