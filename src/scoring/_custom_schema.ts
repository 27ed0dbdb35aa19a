import { z } from "zod";
import type { JsonObject } from "../spec/mod.ts";
import type { CustomScorerConfig } from "./custom_scorer_config.ts";
import { reductionSchema } from "./_reduction_schema.ts";
import { NAME_RULE, SCORER_NAME } from "./_scorer_name.ts";

const args = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be a table",
);

/** An entry of `[[score.custom]]`, which may have its own `reduce`. */
export const customScorerSchema: z.ZodType<CustomScorerConfig> = z.strictObject({
  use: z.string().min(1),
  name: z.string().regex(SCORER_NAME, NAME_RULE).refine((name) => name !== "human", "is the name of what people give")
    .optional(),
  args: args.optional(),
  output: z.enum(["text", "json"]).optional(),
  reduce: reductionSchema.optional(),
}).transform((entry) => ({ ...entry, name: entry.name ?? nameOf(entry.use) }));

/** `Levenshtein` of `npm:autoevals@0.3.0#Levenshtein`, `my_scorer` of `./my-scorer.ts`. */
function nameOf(use: string): string {
  const [path, fragment] = use.split("#", 2);
  const own = fragment || path.replace(/^(npm|jsr):/, "").replace(/(?<=.)@[^/]*$/, "").replace(/^.*\//, "");
  const name = own.replace(/\.[a-z]+$/, "").replace(/[^A-Za-z0-9_]+/g, "_").replace(/^[^A-Za-z]+/, "");
  return name === "" || name === "human" ? `scorer_${name}`.replace(/_$/, "") : name;
}
