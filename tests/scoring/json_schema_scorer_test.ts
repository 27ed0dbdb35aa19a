import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { jsonSchemaScorer } from "../../src/scoring/mod.ts";
import type { JsonObject } from "../../src/spec/mod.ts";

const CITY: JsonObject = {
  type: "object",
  required: ["city"],
  properties: {
    city: { type: "string", pattern: "^[A-Z]" },
    tags: { type: "array", items: { $ref: "#/$defs/tag" } },
    size: { enum: ["small", "large"] },
  },
  additionalProperties: false,
  $defs: { tag: { type: "string", maxLength: 3 } },
};

const scoreOf = (output: string, schema = CITY) =>
  jsonSchemaScorer({ schema }).score({ input: "", output, expected: null });

const RIGHT: readonly (readonly [string, string])[] = [
  ["bare JSON", '{"city":"Paris","tags":["a"]}'],
  ["bare JSON with blanks", ' \n{ "city": "Paris" }\n'],
  ["a fence", '```json\n{ "city": "Paris" }\n```'],
  ["a fence in capitals", '```JSON\n{ "city": "Paris" }\n```'],
  ["a fence without a mark", '```\n{ "city": "Paris" }\n```'],
  ["a fence with words around it", 'Sure:\n\n```json\n{ "city": "Paris" }\n```\nAnything else?'],
  ["an indented fence", '  ```json\n  { "city": "Paris" }\n  ```'],
  ["a fence with Windows line ends", '```json\r\n{ "city": "Paris" }\r\n```\r\n'],
  ["an open fence", '```json\n{ "city": "Paris" }'],
  ["a marked fence behind another", '```ts\nlet a;\n```\n```json\n{ "city": "Paris" }\n```'],
  ["a fence within a text of the JSON", '{ "city": "P ```json {} ```" }'],
];

for (const [what, output] of RIGHT) {
  Deno.test(`json_schema: right is ${what}`, () => assertEquals(scoreOf(output), { name: "json_schema", score: 1 }));
}

const WRONG: readonly (readonly [what: string, output: string, at: string, reason: string])[] = [
  ["no JSON", "Paris", "#", "The answer is no JSON."],
  ["nothing", "", "#", "The answer is no JSON."],
  ["JSON with words around it", 'Sure: {"city":"Paris"}', "#", "The answer is no JSON."],
  ["JSON that was cut", '{"city":"Par', "#", "The answer is no JSON."],
  ["JSON in a fence that was cut", '```json\n{"city":"Par\n', "#", "The answer is no JSON."],
  ["another type", "[]", "#", 'Expected "object"'],
  ["a missing key", "{}", "#", '"city"'],
  ["a wrong value", '{"city":1}', "#/city", 'Expected "string"'],
  ["a wrong form", '{"city":"paris"}', "#/city", "pattern"],
  ["a wrong choice", '{"city":"Paris","size":"huge"}', "#/size", "small"],
  ["a wrong item", '{"city":"Paris","tags":["a","long"]}', "#/tags/1", "too long"],
  ["a key too many", '{"city":"Paris","zip":1}', "#/zip", "False boolean schema"],
];

for (const [what, output, at, reason] of WRONG) {
  Deno.test(`json_schema: wrong is ${what}`, () => {
    const { score, metadata } = scoreOf(output);
    assertEquals([score, metadata?.at], [0, at]);
    assertStringIncludes(String(metadata?.reason), reason);
  });
}

const REFUSED: readonly (readonly [what: string, schema: JsonObject, reason: string])[] = [
  ["an unknown type", { type: "strin" }, "#/type: "],
  [
    "a keyword of a wrong type, deep within",
    { properties: { a: { allOf: [{ minLength: "2" }] } } },
    "#/properties/a/allOf/0/minLength",
  ],
  ["a negative count", { minItems: -1 }, "-1 is less than 0"],
  ["a schema that is a number", { not: 5 }, "#/not"],
  ["required as a text", { required: "a" }, "#/required"],
  ["a reference to nothing", { properties: { a: { $ref: "#/$defs/b" } } }, 'nothing is at the $ref "#/$defs/b"'],
  ["a reference to another place", { $ref: "https://example.com/schema" }, "nothing is at the $ref"],
  ["a schema that is itself", { $ref: "#" }, "refers to itself without end"],
  [
    "a pattern that is none",
    { properties: { enum: { pattern: "[" } } },
    "#/properties/enum: Invalid regular expression",
  ],
  ["a pattern of keys that is none", { patternProperties: { "*": true } }, "Nothing to repeat"],
];

for (const [what, schema, reason] of REFUSED) {
  Deno.test(`json_schema: refused is ${what}`, () => {
    const { message } = assertThrows(() => jsonSchemaScorer({ schema }), UserError, reason);
    assertStringIncludes(message, "Cannot score by json_schema as 'schema' must be a JSON Schema (");
    assertStringIncludes(message, `current value is ${JSON.stringify(schema)}`);
  });
}

Deno.test("json_schema: each draft has its own rules", () => {
  const tuple = (uri: string): JsonObject => ({ $schema: uri, items: [{ type: "string" }], additionalItems: false });
  assertEquals(scoreOf('["a", 1]', tuple("http://json-schema.org/draft-07/schema#")).score, 0);
  assertEquals(scoreOf('["a"]', tuple("http://json-schema.org/draft-07/schema#")).score, 1);
  const exclusive = { $schema: "http://json-schema.org/draft-04/schema#", minimum: 1, exclusiveMinimum: true };
  assertEquals([scoreOf("1", exclusive).score, scoreOf("2", exclusive).score], [0, 1]);
  const prefix = { prefixItems: [{ type: "string" }], items: false };
  assertEquals([scoreOf('["a"]', prefix).score, scoreOf('["a", 1]', prefix).score], [1, 0]);
});

Deno.test("json_schema: an answer that is nested too deeply is wrong, and no failure", () => {
  const schema = { $defs: { list: { items: { $ref: "#/$defs/list" } } }, $ref: "#/$defs/list" };
  const { score, metadata } = scoreOf("[".repeat(100_000) + "]".repeat(100_000), schema);
  assertEquals([score, metadata?.reason], [0, "The answer is nested too deeply."]);
});

Deno.test("json_schema: the schema is left as it was", () => {
  const schema = structuredClone(CITY);
  jsonSchemaScorer({ schema }).score({ input: "", output: "{}", expected: null });
  assertEquals(schema, CITY);
  assertEquals(Reflect.ownKeys(schema), Reflect.ownKeys(CITY));
});

Deno.test("json_schema: the empty schema takes every JSON, in a fence or not", () => {
  const scorer = jsonSchemaScorer({ schema: {} });
  fc.assert(fc.property(fc.json(), fc.boolean(), (json, fenced) => {
    const output = fenced ? `Here:\n\`\`\`json\n${json}\n\`\`\`\n` : json;
    assertEquals(scorer.score({ input: "", output, expected: null }).score, 1);
  }));
});

Deno.test("json_schema: const takes the one value", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
    const score = (answer: unknown) =>
      scoreOf(JSON.stringify(answer), JSON.parse(JSON.stringify({ const: value }))).score;
    assertEquals(score(value), 1);
    if (JSON.stringify(value) !== JSON.stringify(other) && typeof value !== "object") assertEquals(score(other), 0);
  }));
});
