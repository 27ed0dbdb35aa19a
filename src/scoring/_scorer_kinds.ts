import { z } from "zod";
import { nearestName } from "../base/mod.ts";
import type { JsonObject, PureScorer } from "../spec/mod.ts";
import {
  checkJsonPath,
  checkLatency,
  checksShape,
  choiceShape,
  costShape,
  jsonDiffShape,
  jsonPathShape,
  jsonValidShape,
  latencyShape,
  toolCallsShape,
} from "./_kind_shapes.ts";
import { flags, jsonSchema, pattern, textShape, tolerance } from "./_option_schemas.ts";
import { reductionSchema } from "./_reduction_schema.ts";
import { checkCaller, checkJudge, judgeShape, pairwiseShape, similarityShape } from "./_call_scorer_shapes.ts";
import { checksScorer } from "./checks_scorer.ts";
import { choiceScorer } from "./choice_scorer.ts";
import { containsScorer } from "./contains_scorer.ts";
import { costScorer } from "./cost_scorer.ts";
import { exactScorer } from "./exact_scorer.ts";
import { jsonDiffScorer } from "./json_diff_scorer.ts";
import { jsonPathScorer } from "./json_path_scorer.ts";
import { jsonSchemaScorer } from "./json_schema_scorer.ts";
import { jsonValidScorer } from "./json_valid_scorer.ts";
import { latencyScorer } from "./latency_scorer.ts";
import { levenshteinScorer } from "./levenshtein_scorer.ts";
import { numberScorer } from "./number_scorer.ts";
import { regexScorer } from "./regex_scorer.ts";
import { rougeLScorer } from "./rouge_l_scorer.ts";
import { tokenF1Scorer } from "./token_f1_scorer.ts";
import { toolCallsScorer } from "./tool_calls_scorer.ts";
import type { ScorerConfigs, ScorerKind, TextScoreConfig } from "./scorer_configs.ts";

/** What there is to know of a kind of scorer. */
export interface KindRow<Options> {
  /** Goes up whenever an answer could get another verdict than before. */
  readonly version: number;
  /** Its options in the `[score]` table. */
  readonly shape: z.ZodRawShape;
  /** What options must be together. */
  readonly check?: (options: Options, context: z.RefinementCtx) => void;
  /** The fields of a sample's row that it looks at, beside what the sample expects. None unless given. */
  readonly fields?: (options: Options) => readonly string[];
  /** `null`: it makes calls, and is made elsewhere, with what calls need. */
  readonly create: ((options: Options) => PureScorer) | null;
}

/** The kinds of scorers in the order of their columns. */
export const SCORER_KINDS: { readonly [K in ScorerKind]: KindRow<ScorerConfigs[K]> } = {
  exact: { version: 1, shape: textShape, create: (options) => exactScorer(textOptions(options)) },
  contains: {
    version: 1,
    shape: {
      ...textShape,
      mode: z.enum(["all", "any"]).default("any"),
      whole_words: z.boolean().default(false),
      numbers: z.boolean().default(true),
    },
    create: ({ mode, whole_words: wholeWords, numbers, ...text }) =>
      containsScorer({ ...textOptions(text), mode, wholeWords, numbers }),
  },
  regex: { version: 1, shape: { pattern, flags, negate: z.boolean().default(false) }, create: regexScorer },
  json_schema: { version: 1, shape: { schema: jsonSchema }, create: jsonSchemaScorer },
  number: {
    version: 1,
    shape: { tolerance, relative_tolerance: tolerance, pick: z.enum(["last", "first", "any"]).default("last") },
    create: ({ relative_tolerance: relativeTolerance, ...rest }) => numberScorer({ ...rest, relativeTolerance }),
  },
  choice: {
    version: 1,
    shape: choiceShape,
    fields: ({ choices_field }) => [choices_field],
    create: ({ choices_field: choicesField, count, index_from: indexFrom }) =>
      choiceScorer({ choicesField, count, indexFrom }),
  },
  json_valid: { version: 1, shape: jsonValidShape, create: jsonValidScorer },
  json_path: { version: 1, shape: jsonPathShape, check: checkJsonPath, create: jsonPathScorer },
  json_diff: { version: 1, shape: jsonDiffShape, create: jsonDiffScorer },
  token_f1: { version: 1, shape: {}, create: tokenF1Scorer },
  levenshtein: { version: 1, shape: textShape, create: (options) => levenshteinScorer(textOptions(options)) },
  rouge_l: { version: 1, shape: {}, create: rougeLScorer },
  latency: {
    version: 1,
    shape: latencyShape,
    check: checkLatency,
    create: ({ max_ms: maxMs, ttft_max_ms: ttftMaxMs }) => latencyScorer({ maxMs, ttftMaxMs }),
  },
  cost: { version: 1, shape: costShape, create: ({ max_usd: maxUsd }) => costScorer({ maxUsd }) },
  tool_calls: {
    version: 1,
    shape: toolCallsShape,
    fields: ({ field }) => field === undefined ? [] : [field],
    create: toolCallsScorer,
  },
  checks: {
    version: 1,
    shape: checksShape,
    fields: ({ field }) => [field],
    create: (options) => checksScorer(makeScorer, options),
  },
  similarity: { version: 1, shape: similarityShape, check: checkCaller, create: null },
  judge: { version: 1, shape: judgeShape, check: checkJudge, fields: ({ show }) => shownFields(show), create: null },
  pairwise: {
    version: 1,
    shape: pairwiseShape,
    check: checkCaller,
    fields: ({ show }) => shownFields(show),
    create: null,
  },
};

/** @throws {TypeError} when there is no such kind, it makes calls, or has no such options. */
function makeScorer(kind: string, options: JsonObject): PureScorer {
  const row = KIND_NAMES.includes(kind as ScorerKind) ? SCORER_KINDS[kind as ScorerKind] as KindRow<unknown> : null;
  if (row === null || row.create === null || kind === "checks") {
    throw new TypeError(`A check must be of a kind of scorer that makes no calls: it is ${JSON.stringify(kind)}`);
  }
  const result = scorerSchema(kind as ScorerKind).safeParse(options);
  if (result.success) return row.create(result.data);
  const [{ path, message }] = result.error.issues;
  throw new TypeError(`A check cannot be used: ${[kind, ...path].join(".")} ${message}`);
}

/** Of what a judge is shown, the fields of the sample's row. */
function shownFields(show: readonly string[]): string[] {
  return show.filter((name) => !["input", "messages", "expected"].includes(name));
}

/** The names of the kinds in the order of their columns. */
export const KIND_NAMES = Object.keys(SCORER_KINDS) as ScorerKind[];

/** A kind's table of options, which may have its own `reduce`, or `true` for none. */
export function scorerSchema(kind: ScorerKind): z.ZodType {
  const { shape, check } = SCORER_KINDS[kind] as KindRow<unknown>;
  const table = scorerTable({ ...shape, reduce: reductionSchema.optional() });
  return check === undefined ? table : table.superRefine(check);
}

/** A table of options, or `true` for none. An unknown key is an issue of its own, at its own path. */
function scorerTable(shape: z.ZodRawShape): z.ZodType {
  const known = Object.keys(shape);
  const listed = known.filter((key) => key !== "reduce");
  return z.preprocess((value, context) => {
    if (value === true) return {};
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      context.addIssue({ code: "custom", message: "must be true or a table of options" });
      return z.NEVER;
    }
    for (const key of Object.keys(value).filter((key) => !known.includes(key))) {
      const nearest = nearestName(key, known);
      const others = listed.length === 0
        ? 'it takes no options but "reduce"'
        : `it must be one of ${listed.join(", ")}`;
      const hint = nearest === null ? others : `did you mean "${nearest}"?`;
      context.addIssue({ code: "custom", path: [key], message: `is not a known key: ${hint}` });
    }
    return value;
  }, z.object(shape));
}

function textOptions(config: TextScoreConfig) {
  return { ignoreCase: config.ignore_case, trim: config.trim, ignorePunctuation: config.ignore_punctuation };
}
