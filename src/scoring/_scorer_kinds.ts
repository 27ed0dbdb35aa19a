import { z } from "zod";
import { nearestName } from "../base/mod.ts";
import type { PureScorer } from "../spec/mod.ts";
import { flags, jsonSchema, pattern, textShape, tolerance } from "./_option_schemas.ts";
import { reductionSchema } from "./_reduction_schema.ts";
import { checkCaller, checkJudge, judgeShape, pairwiseShape, similarityShape } from "./_call_scorer_shapes.ts";
import { containsScorer } from "./contains_scorer.ts";
import { exactScorer } from "./exact_scorer.ts";
import { jsonSchemaScorer } from "./json_schema_scorer.ts";
import { numberScorer } from "./number_scorer.ts";
import { regexScorer } from "./regex_scorer.ts";
import type { ScorerConfigs, ScorerKind, TextScoreConfig } from "./scorer_configs.ts";

/** What there is to know of a kind of scorer. */
export interface KindRow<Options> {
  /** Goes up whenever an answer could get another verdict than before. */
  readonly version: number;
  /** Its options in the `[score]` table. */
  readonly shape: z.ZodRawShape;
  /** What options must be together. */
  readonly check?: (options: Options, context: z.RefinementCtx) => void;
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
  similarity: { version: 1, shape: similarityShape, check: checkCaller, create: null },
  judge: { version: 1, shape: judgeShape, check: checkJudge, create: null },
  pairwise: { version: 1, shape: pairwiseShape, check: checkCaller, create: null },
};

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
      const hint = nearest === null ? `it must be one of ${listed.join(", ")}` : `did you mean "${nearest}"?`;
      context.addIssue({ code: "custom", path: [key], message: `is not a known key: ${hint}` });
    }
    return value;
  }, z.object(shape));
}

function textOptions(config: TextScoreConfig) {
  return { ignoreCase: config.ignore_case, trim: config.trim, ignorePunctuation: config.ignore_punctuation };
}
