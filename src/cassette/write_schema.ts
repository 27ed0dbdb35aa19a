import { fileURLToPath } from "node:url";
import { z } from "zod";
import { lineSchema } from "./schema.ts";

/** The JSON Schema of a line of a cassette, as the text of `cassettes/SCHEMA.json`. */
export function schemaText(): string {
  const schema = z.toJSONSchema(lineSchema, {
    // Whether a program may write to a list is of no interest to a file.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return JSON.stringify(schema, null, 2) + "\n";
}

/** Where the published schema stands. */
export const SCHEMA_PATH: string = fileURLToPath(new URL("../../cassettes/SCHEMA.json", import.meta.url));

if (import.meta.main) await Deno.writeTextFile(SCHEMA_PATH, schemaText());
