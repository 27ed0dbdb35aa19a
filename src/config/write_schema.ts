import { fileURLToPath } from "node:url";
import { z } from "zod";
import { age, credentialName, envName, parameterTable, priceTable } from "./_field_schemas.ts";
import { configSchema } from "./config_schema.ts";
import { PARAMETERS } from "./parameters.ts";
import { priceSchema } from "./read_price.ts";

/** Where the published schema stands. */
export const CONFIG_SCHEMA_PATH: string = fileURLToPath(new URL("../../docs/config.schema.json", import.meta.url));

/** What editors of TOML know: taplo, and with it Even Better TOML, read nothing later. */
const TARGET = "draft-7";

/** What the schemas of single fields say in words of JSON Schema, where zod cannot tell. */
const PUBLISHED: ReadonlyMap<unknown, object> = new Map<unknown, object>([
  [parameterTable, { $ref: "#/definitions/parameters" }],
  [priceTable, { $ref: "#/definitions/price" }],
  [age, { pattern: "^[0-9]+(\\.[0-9]+)?\\s*(s|m|min|h|d|w)$" }],
  [envName, { pattern: "^[A-Z_][A-Z0-9_]*$" }],
  [credentialName, { pattern: "^[^\\s/@:]+/[^\\s/@:]+$" }],
]);

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of a configuration file, as the text of `docs/config.schema.json`: what editors complete by. */
export function configSchemaText(): string {
  const { $schema, ...rest } = z.toJSONSchema(configSchema.unwrap(), {
    target: TARGET,
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, PUBLISHED.get(zodSchema)),
  });
  const definitions = { parameters: parametersDefinition(), price: definition(priceSchema()), json: {} };
  const document = { $schema, title: "The configuration of Tapedeck", ...rest, definitions };
  return JSON.stringify(document, null, 2) + "\n";
}

function parametersDefinition(): JsonSchema {
  const known = [...PARAMETERS].map(([name, { rule, schema }]) => [name, schema.optional().describe(sentence(rule))]);
  return definition(z.strictObject({
    ...Object.fromEntries(known),
    extra: z.record(z.string(), z.json()).optional().describe("A provider's own fields, as they stand in the body"),
    unset: z.array(z.string()).optional().describe("The names of parameters that are not to be inherited"),
  }));
}

/** A schema that stands within another document, where any JSON is `#/definitions/json`. */
function definition(schema: z.ZodType): JsonSchema {
  const converted = z.toJSONSchema(schema, { target: TARGET, io: "input", unrepresentable: "any" });
  const { $schema: _, definitions: __, ...rest } = converted;
  const text = JSON.stringify(rest).replaceAll(/"#\/definitions\/[^"]*"/g, '"#/definitions/json"');
  return JSON.parse(text);
}

function sentence(rule: string): string {
  return rule[0].toUpperCase() + rule.slice(1);
}

if (import.meta.main) await Deno.writeTextFile(CONFIG_SCHEMA_PATH, configSchemaText());
