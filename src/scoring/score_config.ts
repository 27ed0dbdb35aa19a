import { z } from "zod";
import { nearestName } from "../base/mod.ts";
import type { JsonObject } from "../spec/mod.ts";
import { areFlags, compileRegex, REGEX_FLAGS } from "./_compile_regex.ts";
import { compileSchema } from "./_compile_schema.ts";
import { parseTolerance } from "./_tolerance.ts";

/** How texts are compared, as the `[score]` table has it. */
export interface TextScoreConfig {
  /** Whether capitals are the same as small letters. */
  ignore_case: boolean;
  /** Whether blanks at both ends are left out. */
  trim: boolean;
  /** Whether punctuation is left out, but for that within numbers. */
  ignore_punctuation: boolean;
}

/** The `[score]` table of a plan, with everything filled in that it leaves out. A scorer that it does not name is not used. */
export interface ScoreConfig {
  /** Is the answer the expected text? */
  exact?: TextScoreConfig;
  /** Has the answer the expected text within it? */
  contains?: TextScoreConfig & { mode: "all" | "any"; whole_words: boolean; numbers: boolean };
  /** Is a pattern found in the answer? */
  regex?: { pattern: string; flags: string; negate: boolean };
  /** Is the answer JSON that a schema accepts? */
  json_schema?: { schema: JsonObject };
  /** Is the number in the answer the expected one? Tolerances are decimal numbers as text. */
  number?: { tolerance: string; relative_tolerance: string; pick: "last" | "first" | "any" };
}

const textShape = {
  ignore_case: z.boolean().default(false),
  trim: z.boolean().default(true),
  ignore_punctuation: z.boolean().default(false),
};

const tolerance = z.custom<string | number>(
  (value) => (typeof value === "string" || typeof value === "number") && parseTolerance(value) !== null,
  'must be a decimal number that is not negative, such as "0.01"',
).transform((value) => String(parseTolerance(value))).default("0");

const pattern = z.string().superRefine((value, context) => {
  const reason = failure(() => compileRegex(value, ""));
  if (reason !== null) context.addIssue(`must be a regular expression in RE2's syntax (${reason})`);
});

const flags = z.string().refine(areFlags, `must be some of ${[...REGEX_FLAGS].join(", ")}`).default("");

const schema = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be a table that is a JSON Schema",
).superRefine((value, context) => {
  const reason = failure(() => compileSchema(value));
  if (reason !== null) context.addIssue(`must be a JSON Schema (${reason})`);
});

/**
 * The schema of a plan's `[score]` table, strict in its keys and values. Each scorer is a table of options, or `true`
 * where it needs none: `exact = { ignore_case = true }`, `contains = true`, `regex = { pattern = "^\\d+$" }`,
 * `json_schema = { schema = { type = "object" } }`, `number = { tolerance = "0.01" }`.
 */
export const scoreConfigSchema: z.ZodType<ScoreConfig> = z.strictObject({
  exact: scorerTable(textShape).optional(),
  contains: scorerTable({
    ...textShape,
    mode: z.enum(["all", "any"]).default("any"),
    whole_words: z.boolean().default(false),
    numbers: z.boolean().default(true),
  }).optional(),
  regex: scorerTable({ pattern, flags, negate: z.boolean().default(false) }).optional(),
  json_schema: scorerTable({ schema }).optional(),
  number: scorerTable({
    tolerance,
    relative_tolerance: tolerance,
    pick: z.enum(["last", "first", "any"]).default("last"),
  }).optional(),
});

/** A table of options, or `true` for none. An unknown key is an issue of its own, at its own path. */
function scorerTable<T extends z.ZodRawShape>(shape: T): z.ZodType<z.output<z.ZodObject<T>>> {
  const known = Object.keys(shape);
  return z.preprocess((value, context) => {
    if (value === true) return {};
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      context.addIssue({ code: "custom", message: "must be true or a table of options" });
      return z.NEVER;
    }
    for (const key of Object.keys(value).filter((key) => !known.includes(key))) {
      const nearest = nearestName(key, known);
      const hint = nearest === null ? `it must be one of ${known.join(", ")}` : `did you mean "${nearest}"?`;
      context.addIssue({ code: "custom", path: [key], message: `is not a known key: ${hint}` });
    }
    return value;
  }, z.object(shape)) as unknown as z.ZodType<z.output<z.ZodObject<T>>>;
}

/** Why something throws; `null` when it does not. */
function failure(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
