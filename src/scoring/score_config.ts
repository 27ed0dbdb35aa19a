import { z } from "zod";
import { nearestName } from "../base/mod.ts";
import type { JsonObject, JsonValue, ScoreReduction } from "../spec/mod.ts";
import { customScorerSchema } from "./_custom_schema.ts";
import type { CustomScorerConfig } from "./custom_scorer_config.ts";
import { KIND_NAMES, scorerSchema } from "./_scorer_kinds.ts";
import { NAME_RULE, SCORER_NAME } from "./_scorer_name.ts";
import { reductionSchema } from "./_reduction_schema.ts";
import { scorerNames } from "./_scorer_names.ts";
import type { ScorerConfigs, ScorerKind } from "./scorer_configs.ts";

/** A scorer under a name of its own: its kind, beside the options of that kind. */
export type NamedScorerConfig = { [K in ScorerKind]: { kind: K } & ScorerConfigs[K] }[ScorerKind];

/** The `[score]` table of a plan, with everything filled in that it leaves out. A scorer that it does not name is not used. */
export interface ScoreConfig extends Partial<ScorerConfigs> {
  /** Scorers under names of their own, in the order of the table: `[score.date] kind = "regex"`. */
  named?: { [name: string]: NamedScorerConfig };
  /** Scorers from outside, in the order of the table. */
  custom?: CustomScorerConfig[];
  /** How much scorers count in the mean of an answer; one that is not named counts 1. */
  weights?: { [name: string]: number };
  /** How the scores of a prompt's repeats become one; absent: by their mean, over all cells that have a score. */
  reduce?: ScoreReduction;
  /** The same for single scorers. */
  reductions?: { [name: string]: ScoreReduction };
  /** What a cell without an answer is when scores are reduced: a score of 0, or nothing. Absent: `skip`. */
  failed?: "zero" | "skip";
  /** From which score on an answer passes, for `majority` and `pass@k`. Absent: 0.5. */
  threshold?: number;
}

const SETTINGS = ["weights", "reduce", "failed", "threshold", "custom"];

const namedSchema = z.unknown().transform((value, context): NamedScorerConfig => {
  const { kind, ...options } = value as { kind: unknown };
  if (!KIND_NAMES.includes(kind as ScorerKind)) {
    const nearest = typeof kind === "string" ? nearestName(kind, KIND_NAMES) : null;
    const hint = nearest === null
      ? `must be one of ${KIND_NAMES.join(", ")}`
      : `is unknown: did you mean "${nearest}"?`;
    context.addIssue({ code: "custom", path: ["kind"], message: hint });
    return z.NEVER;
  }
  const result = scorerSchema(kind as ScorerKind).safeParse(options);
  if (result.success) return { kind, ...(result.data as object) } as NamedScorerConfig;
  for (const { path, message } of result.error.issues) context.addIssue({ code: "custom", path, message });
  return z.NEVER;
});

/**
 * The schema of a plan's `[score]` table, strict in its keys and values. Each scorer is a table of options, or `true`
 * where it needs none: `exact = { ignore_case = true }`, `contains = true`, `regex = { pattern = "^\\d+$" }`. A table
 * with a `kind` is a scorer under a name of its own: `[score.date] kind = "regex"`.
 */
export const scoreConfigSchema: z.ZodType<ScoreConfig> = z.preprocess(
  refuseUnknown,
  z.object({
    ...Object.fromEntries(KIND_NAMES.map((kind) => [kind, scorerSchema(kind).optional()])),
    weights: z.record(z.string(), z.number().min(0)).optional(),
    reduce: reductionSchema.optional(),
    failed: z.enum(["zero", "skip"]).optional(),
    threshold: z.number().gt(0).max(1).optional(),
    custom: z.array(customScorerSchema).optional(),
  }).catchall(namedSchema),
).transform((table, context): ScoreConfig => {
  const config = settle(table as { [key: string]: JsonValue });
  refuseUnknownWeights(config, context);
  return config;
}) as unknown as z.ZodType<ScoreConfig>;

/** A key that is neither a setting nor a kind is a name, if its table has a kind. */
function refuseUnknown(table: unknown, context: z.RefinementCtx): unknown {
  if (typeof table !== "object" || table === null || Array.isArray(table)) return table;
  const known = [...KIND_NAMES, ...SETTINGS];
  let isWrong = false;
  for (const [key, value] of Object.entries(table)) {
    if (known.includes(key)) continue;
    const hasKind = typeof value === "object" && value !== null && "kind" in value;
    if (hasKind && SCORER_NAME.test(key) && key !== "human") continue;
    const nearest = nearestName(key, known);
    const other = `it must be one of ${known.join(", ")}, or a table with a kind`;
    const unknown = `is not a known key: ${nearest === null ? other : `did you mean "${nearest}"?`}`;
    const message = key === "human" ? "is the name of what people give" : hasKind ? NAME_RULE : unknown;
    context.addIssue({ code: "custom", path: [key], message, params: { hidden: true } });
    isWrong = true;
  }
  return isWrong ? z.NEVER : table;
}

/** The reductions of single scorers and the scorers with names in places of their own. */
function settle(table: { readonly [key: string]: JsonValue }): ScoreConfig {
  const config: JsonObject = {};
  const named: JsonObject = {};
  const reductions: JsonObject = {};
  for (const [key, value] of Object.entries(table)) {
    if (value === undefined) continue;
    if (key === "custom") {
      config.custom = (value as JsonObject[]).map(({ reduce, ...custom }) => {
        if (reduce !== undefined) reductions[custom.name as string] = reduce;
        return custom;
      });
      continue;
    }
    if (SETTINGS.includes(key)) {
      config[key] = value;
      continue;
    }
    const { reduce, ...options } = value as JsonObject;
    if (reduce !== undefined) reductions[key] = reduce;
    if (KIND_NAMES.includes(key as ScorerKind)) config[key] = options;
    else named[key] = options;
  }
  if (Object.keys(named).length > 0) config.named = named;
  if (Object.keys(reductions).length > 0) config.reductions = reductions;
  return config as unknown as ScoreConfig;
}

function refuseUnknownWeights(config: ScoreConfig, context: z.RefinementCtx): void {
  const names = scorerNames(config);
  for (const key of Object.keys(config.weights ?? {}).filter((key) => !names.includes(key))) {
    const message = `is the name of no scorer of the table: it must be one of ${names.join(", ")}`;
    context.addIssue({ code: "custom", path: ["weights", key], message });
  }
  names.forEach((name, i) => {
    if (names.indexOf(name) === i) return;
    const message = `has two scorers of the name "${name}": each needs its own, by "name"`;
    context.addIssue({ code: "custom", path: ["custom"], message, params: { hidden: true } });
  });
}
