import { z } from "zod";
import type { JsonObject } from "../spec/mod.ts";
import { areFlags, compileRegex, REGEX_FLAGS } from "./_compile_regex.ts";
import { compileSchema } from "./_compile_schema.ts";
import { parseTolerance } from "./_tolerance.ts";

/** How texts are compared. */
export const textShape = {
  ignore_case: z.boolean().default(false),
  trim: z.boolean().default(true),
  ignore_punctuation: z.boolean().default(false),
};

/** How far off a number may be, as text. */
export const tolerance = z.custom<string | number>(
  (value) => (typeof value === "string" || typeof value === "number") && parseTolerance(value) !== null,
  'must be a decimal number that is not negative, such as "0.01"',
).transform((value) => String(parseTolerance(value))).default("0");

/** A regular expression. */
export const pattern = z.string().superRefine((value, context) => {
  const reason = failure(() => compileRegex(value, ""));
  if (reason !== null) context.addIssue(`must be a regular expression in RE2's syntax (${reason})`);
});

/** The flags of a regular expression. */
export const flags = z.string().refine(areFlags, `must be some of ${[...REGEX_FLAGS].join(", ")}`).default("");

/** A JSON Schema. */
export const jsonSchema = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be a table that is a JSON Schema",
).superRefine((value, context) => {
  const reason = failure(() => compileSchema(value));
  if (reason !== null) context.addIssue(`must be a JSON Schema (${reason})`);
});

/** Why something throws; `null` when it does not. */
function failure(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
