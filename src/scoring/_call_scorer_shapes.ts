import { z } from "zod";
import { isJson } from "../base/mod.ts";
import type { JsonObject, JsonValue } from "../spec/mod.ts";
import type { CallScorerConfig, JudgeConfig } from "./call_scorer_configs.ts";

const json = z.custom<JsonValue>(isJson, "must be a value that JSON can carry");
const table = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value) && isJson(value),
  "must be a table",
);
const share = z.number().min(0).max(1);

const callShape = {
  endpoint: json.optional(),
  parameters: table.optional(),
  cassette: z.string().min(1).optional(),
  concurrency: z.int().min(1).optional(),
};

const judgingShape = {
  ...callShape,
  rubric: z.string().refine((text) => text.trim() !== "", "must say what a good answer is"),
  reasoning: z.boolean().default(true),
  show: z.array(z.string().min(1)).default(["input", "expected"]),
};

/** The options of `[score.judge]`. */
export const judgeShape = {
  ...judgingShape,
  endpoints: z.array(json).min(1).optional(),
  grades: z.record(z.string().regex(/^\S(?:.*\S)?$/, "must be a word"), share).refine(
    areDistinct,
    "must have at least two grades that differ by more than capitals",
  ).optional(),
  scale: z.tuple([z.number(), z.number()]).refine(
    ([low, high]) => low < high,
    "must be the lowest and the highest number",
  )
    .optional(),
  format: z.enum(["line", "json"]).default("line"),
  panel: z.enum(["mean", "majority"]).default("mean"),
};

/** The options of `[score.pairwise]`. */
export const pairwiseShape = { ...judgingShape, baseline: table };

/** The options of `[score.similarity]`. */
export const similarityShape = {
  ...callShape,
  threshold: share.optional(),
  format: z.string().optional(),
  dimensions: z.int().min(1).optional(),
};

/** Says what is missing where nobody is named to call. */
export function checkCaller(options: CallScorerConfig, context: z.RefinementCtx): void {
  if (options.endpoint !== undefined) return;
  context.addIssue({ code: "custom", path: ["endpoint"], message: "must be the key of an endpoint, or its table" });
}

/** Says which options of a judge exclude each other. */
export function checkJudge(options: JudgeConfig, context: z.RefinementCtx): void {
  if (options.endpoints === undefined) checkCaller(options, context);
  else if (options.endpoint !== undefined) refuse(context, "endpoints", "endpoint");
  if (options.grades !== undefined && options.scale !== undefined) refuse(context, "scale", "grades");
}

function refuse(context: z.RefinementCtx, key: string, other: string): void {
  context.addIssue({ code: "custom", path: [key], message: `cannot stand beside "${other}"` });
}

function areDistinct(grades: object): boolean {
  const names = Object.keys(grades);
  return names.length > 1 && new Set(names.map((name) => name.toLowerCase())).size === names.length;
}
