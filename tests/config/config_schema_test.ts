import fc from "fast-check";
import { type Schema, Validator } from "@cfworker/json-schema";
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/toml";
import { CONFIG_SCHEMA_PATH, configSchemaText } from "../../src/config/write_schema.ts";
import { configs } from "./_configs.ts";
import { FULL_CONFIG } from "./_full_config.ts";

const schema = JSON.parse(configSchemaText());
const validator = new Validator(schema as Schema, "7", false);

Deno.test("the published schema is the one that the code has", async () => {
  const hint = "run `deno run -A src/config/write_schema.ts`";
  assertEquals(await Deno.readTextFile(CONFIG_SCHEMA_PATH), configSchemaText(), hint);
});

Deno.test("a file with every key in it is valid by the published schema", () => {
  assertEquals(validator.validate(parse(FULL_CONFIG)).errors, []);
});

Deno.test("what the code takes the published schema takes", () => {
  fc.assert(fc.property(configs, (config) => {
    assertEquals(validator.validate(config).errors, []);
  }));
});

const WRONG: readonly string[] = [
  "[default]",
  "version = 2",
  '[defaults]\nstrictness = "maybe"',
  "[parameters]\ntemperature = 3",
  "[parameters]\ntemp = 1",
  "[profiles.p]\ntop_p = 2",
  '[models."a/b".parameters]\nmax_tokens = 0',
  "[models.gpt]\nban = []",
  "[providers.a]\nurl = 'x'",
  "[providers.a]\nlifetimes = { models = '1 fortnight' }",
  "[providers.a.limits]\nusd_per_day = 5",
  '[[endpoints]]\nkey = "a"',
  "[[endpoints]]\nmodel = 'x'",
  '[[endpoints]]\nkey = "a/b@c"\nprice = { input_per_1m_usd = "1" }',
  "[credentials.'a/b']\nenv = 'not a name'",
  "[metrics]\nport = 70000",
];
for (const toml of WRONG) {
  Deno.test(`an editor marks ${JSON.stringify(toml)}`, () => {
    assert(!validator.validate(parse(toml)).valid);
  });
}

Deno.test("every key has a description, which an editor shows", () => {
  const bare: string[] = [];
  const walk = (at: { [key: string]: unknown }, path: string) => {
    for (const [key, value] of Object.entries(at.properties ?? {})) {
      if (value.description === undefined && value.$ref === undefined) bare.push(`${path}.${key}`);
      walk(value, `${path}.${key}`);
    }
    for (const inner of [at.additionalProperties, at.items]) {
      if (typeof inner === "object" && inner !== null) walk(inner as { [key: string]: unknown }, `${path}.*`);
    }
  };
  walk(schema, "");
  assertEquals(bare, []);
  assertEquals(Object.keys(schema.definitions.parameters.properties).length > 15, true);
});
