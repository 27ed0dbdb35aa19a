import { z } from "zod";
import { isJson } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import { jsonPlace } from "./_json_place.ts";
import { parseTolerance } from "./_tolerance.ts";
import type { ScorerConfigs } from "./scorer_configs.ts";

/** The options of `[score.choice]`. */
export const choiceShape = {
  choices_field: z.string().min(1).default("choices"),
  count: z.int().min(2).max(10).default(10),
  index_from: z.union([z.literal(0), z.literal(1)]).default(0),
};

/** The options of `[score.json_valid]`. */
export const jsonValidShape = {
  fence: z.boolean().default(true),
  type: z.enum(["any", "object", "array"]).default("any"),
};

const place = z.string().superRefine((value, context) => {
  try {
    jsonPlace(value);
  } catch {
    context.addIssue({ code: "custom", message: 'must be a JSON Pointer such as "/a/0" or a path such as "a[0].b"' });
  }
});

/** The options of `[score.json_path]`. */
export const jsonPathShape = {
  paths: z.array(place).default([]),
  equals: z.record(place, z.custom<JsonValue>((value) => isJson(value), "must be a value that JSON can carry"))
    .default({}),
};

/** One of its options is needed. */
export function checkJsonPath({ paths, equals }: ScorerConfigs["json_path"], context: z.RefinementCtx): void {
  if (paths?.length === 0 && Object.keys(equals ?? {}).length === 0) {
    context.addIssue({ code: "custom", message: 'needs "paths" or "equals"' });
  }
}

/** The options of `[score.json_diff]`. */
export const jsonDiffShape = { ignore: z.array(place).default([]) };

/** The options of `[score.latency]`. */
export const latencyShape = { max_ms: z.number().gt(0).optional(), ttft_max_ms: z.number().gt(0).optional() };

/** One of its options is needed. */
export function checkLatency(options: ScorerConfigs["latency"], context: z.RefinementCtx): void {
  if (options.max_ms === undefined && options.ttft_max_ms === undefined) {
    context.addIssue({ code: "custom", message: 'needs "max_ms" or "ttft_max_ms"' });
  }
}

/** The options of `[score.cost]`. */
export const costShape = {
  max_usd: z.custom<string | number>(
    (value) => (typeof value === "string" || typeof value === "number") && parseTolerance(value) !== null,
    'must be a decimal number that is not negative, such as "0.001"',
  ).transform((value) => String(parseTolerance(value))),
};

/** The options of `[score.checks]`. */
export const checksShape = {
  field: z.string().min(1).default("checks"),
  mode: z.enum(["mean", "all"]).default("mean"),
};

/** The options of `[score.tool_calls]`. */
export const toolCallsShape = {
  field: z.string().min(1).optional(),
  arguments: z.enum(["equal", "subset", "ignore"]).default("equal"),
  order: z.enum(["any", "same"]).default("any"),
  extra: z.enum(["wrong", "allowed"]).default("wrong"),
};
