import { assert, assertEquals } from "@std/assert";
import { type Schema, Validator } from "@cfworker/json-schema";
import fc from "fast-check";
import { randomOf } from "../../../src/provider/simulated/_draws.ts";
import { patternText } from "../../../src/provider/simulated/_pattern_text.ts";
import { schemaInstance } from "../../../src/provider/simulated/_schema_instance.ts";
import type { JsonObject, JsonValue } from "../../../src/spec/mod.ts";

/** Schemas of every kind of value that something follows. */
const anySchema: fc.Arbitrary<JsonObject> = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.record({ low: fc.integer({ min: -50, max: 50 }), width: fc.nat(50), isWhole: fc.boolean() })
      .map(({ low, width, isWhole }): JsonObject => ({
        type: isWhole ? "integer" : "number",
        minimum: low,
        maximum: low + width,
      })),
    fc.record({ least: fc.nat(20), more: fc.nat(20) })
      .map(({ least, more }): JsonObject => ({ type: "string", minLength: least, maxLength: least + more })),
    fc.constantFrom<JsonObject>(
      { type: "boolean" },
      { type: "null" },
      { const: { a: [1, null] } },
      { enum: ["red", 7, null] },
      { type: ["string", "null"] },
      { type: "integer", exclusiveMinimum: 3, exclusiveMaximum: 10, multipleOf: 3 },
      { type: "string", pattern: "^[A-Z]{2,3}-\\d{4}$" },
      { type: "string", format: "date-time" },
      { type: "string", format: "uuid" },
      { type: "string", format: "email" },
    ),
    fc.record({ items: tie("schema"), least: fc.nat(2), more: fc.nat(3) })
      .map(({ items, least, more }): JsonObject => ({
        type: "array",
        items,
        minItems: least,
        maxItems: least + more,
      })),
    fc.record({
      properties: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie("schema"), { maxKeys: 4 }),
      strict: fc.boolean(),
    }).map(({ properties, strict }): JsonObject => ({
      type: "object",
      properties,
      required: Object.keys(properties).filter((_, place) => strict || place % 2 === 0),
      ...(strict ? { additionalProperties: false } : {}),
    })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf): JsonObject => ({ anyOf })),
  ),
})).schema;

function problem(schema: JsonObject, value: JsonValue | undefined): string | null {
  const { valid, errors } = new Validator(structuredClone(schema) as Schema, "2020-12").validate(value);
  return valid ? null : JSON.stringify({ schema, value, errors });
}

Deno.test("a value is made for every schema, and it follows it", () => {
  fc.assert(
    fc.property(anySchema, fc.integer(), (schema, seed) => {
      const value = schemaInstance(schema, randomOf(seed));
      assert(value !== undefined, JSON.stringify(schema));
      assertEquals(problem(schema, value), null);
    }),
    { numRuns: 300 },
  );
});

const SPECIAL: { readonly [what: string]: JsonObject } = {
  "a tree that refers to itself": {
    $ref: "#/$defs/node",
    $defs: {
      node: {
        type: "object",
        properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/node" } } },
        required: ["name", "children"],
        additionalProperties: false,
      },
    },
  },
  "an expression that refers to its root": {
    anyOf: [
      { type: "number" },
      { type: "object", properties: { left: { $ref: "#" }, right: { $ref: "#" } }, required: ["left", "right"] },
    ],
  },
  "parts that must all hold": {
    allOf: [
      { type: "object", properties: { a: { type: "integer" } }, required: ["a"] },
      { properties: { b: { enum: ["x", "y"] } }, required: ["b"] },
    ],
  },
  "exactly one of two": {
    oneOf: [
      { type: "object", properties: { kind: { const: "cat" } }, required: ["kind"] },
      { type: "object", properties: { kind: { const: "dog" } }, required: ["kind"] },
    ],
  },
  "a list of different values": { type: "array", items: { enum: [1, 2, 3, 4] }, minItems: 3, uniqueItems: true },
  "a tuple": { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false, minItems: 2 },
  "a list with a certain value in it": {
    type: "array",
    items: { type: "string" },
    contains: { const: "here" },
    minItems: 2,
  },
  "a property that is null and must be there": {
    type: "object",
    properties: { a: { type: "null" }, b: { const: null } },
    required: ["a", "b", "c"],
  },
  "a map": { type: "object", additionalProperties: { type: "integer" }, minProperties: 2 },
  "anything at all": {},
  "a type that only its keywords tell": { properties: { a: { minimum: 3 } }, required: ["a"] },
};

for (const [what, schema] of Object.entries(SPECIAL)) {
  Deno.test(`a value is made for ${what}`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const value = schemaInstance(schema, randomOf(seed));
      assert(value !== undefined);
      assertEquals(problem(schema, value), null);
    }
  });
}

Deno.test("Gemini's way of writing schemas is understood", () => {
  const schema: JsonObject = {
    type: "OBJECT",
    properties: { city: { type: "STRING" }, days: { type: "INTEGER", nullable: true } },
    required: ["city", "days"],
  };
  for (let seed = 0; seed < 20; seed++) {
    const value = schemaInstance(schema, randomOf(seed)) as JsonObject;
    assertEquals(typeof value.city, "string");
    assert(value.days === null || Number.isInteger(value.days));
  }
});

const IMPOSSIBLE: { readonly [what: string]: JsonObject } = {
  "nothing follows": { type: "integer", minimum: 5, maximum: 4 },
  "refers to what is not there": { $ref: "#/$defs/nobody" },
  "refers to itself and nothing else": { $ref: "#" },
  "has a pattern that is none": { type: "string", pattern: "(" },
};

for (const [what, schema] of Object.entries(IMPOSSIBLE)) {
  Deno.test(`no value is made for a schema that ${what}`, () => {
    assertEquals(schemaInstance(schema, randomOf(what)), undefined);
  });
}

const PATTERNS = [
  "^[A-Z]{3}-\\d{4}$",
  "^(?:\\+\\d{1,3} )?\\(?\\d{3}\\)?[ -]\\d{3}-\\d{4}$",
  "^#[0-9a-fA-F]{6}$",
  "^(red|green|blue)$",
  "^\\w+@\\w+\\.(com|org)$",
  "^v\\d+\\.\\d+\\.\\d+(?:-[a-z]+)?$",
  "^[^\\s/]+/[^\\s/]+$",
  "^\\p{Lu}\\p{Ll}*$",
  "^\\u0041{2}.?$",
  "^(?<year>\\d{4})-(?<month>0[1-9]|1[0-2])$",
  "^[a-z]*[\\d_-]{2,}$",
  "no anchors",
  "^(?!b)[a-z]$",
];

for (const pattern of PATTERNS) {
  Deno.test(`a text is made for the pattern ${pattern}`, () => {
    for (let seed = 0; seed < 20; seed++) {
      const text = patternText(pattern, randomOf(seed));
      assert(text !== undefined && new RegExp(pattern, "u").test(text), `${text}`);
    }
  });
}

Deno.test("what repeats in a pattern is drawn anew each time", () => {
  const text = patternText("^[a-z]{30}$", randomOf("letters"))!;
  assert(new Set(text).size > 5, text);
});
