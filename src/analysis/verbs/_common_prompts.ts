import type { RepeatReduction } from "../../scoring/mod.ts";
import { clusteredMean, type Estimate } from "../../statistics/mod.ts";
import type { Table } from "../frames/mod.ts";
import { type Metric, metricOf } from "./_metric.ts";
import { promptFigures } from "./_prompt_pairs.ts";
import { type Variant, variantsOf } from "./_variants.ts";

/** The figures of variants on prompts that all of them have, so that none is judged by easier ones. */
export interface CommonPrompts {
  readonly variants: readonly Variant[];
  readonly metrics: readonly Metric[];
  /** The prompts that all variants have all metrics of; variants without any figure take no part. */
  readonly n: number;
  /** By metric, variant and common prompt; `null` throughout for a variant that takes no part. */
  readonly figures: readonly (readonly (readonly (number | null)[])[])[];
  /** By variant: the prompts that it has all metrics of. */
  readonly own: readonly number[];
}

/** What is looked at. */
export interface CommonPromptsOptions {
  readonly by: readonly string[];
  readonly metrics: readonly string[];
  readonly reduction?: RepeatReduction;
  /** Whether a variant takes part; all do unless given. */
  readonly takesPart?: (variant: Variant) => boolean;
}

/** The figures of a table's variants on the prompts that they have in common. */
export function commonPrompts(table: Table, options: CommonPromptsOptions): CommonPrompts {
  const { by, metrics, reduction, takesPart = () => true } = options;
  const { variants } = variantsOf(table, by);
  const known = metrics.map((name) => metricOf(table, name, reduction));
  const found = known.map((metric) => variants.map(({ placed }) => promptFigures({ metric, placed })));
  const own = variants.map((variant, v) =>
    takesPart(variant) ? [...found[0][v].keys()].filter((prompt) => found.every((of) => of[v].has(prompt))) : []
  );
  const taking = own.map((prompts) => new Set(prompts)).filter(({ size }) => size > 0);
  const common = taking.length === 0 ? [] : [...taking[0]].filter((prompt) => taking.every((set) => set.has(prompt)));
  return {
    variants,
    metrics: known,
    n: common.length,
    figures: found.map((of) =>
      of.map((byPrompt, v) => common.map((prompt) => own[v].length === 0 ? null : byPrompt.get(prompt)!))
    ),
    own: own.map(({ length }) => length),
  };
}

/** The mean of a variant's figures with its interval, one figure per prompt; `null` where there is none. */
export function meanOf(
  figures: readonly (number | null)[],
  { metric, confidence }: { readonly metric: Metric; readonly confidence: number },
): Estimate | null {
  const known = figures.filter((figure) => figure !== null);
  const isShare = metric.name === "ok" || /^score(_|$)/.test(metric.name);
  const isWithin = known.every((figure) => figure >= 0 && figure <= 1);
  return clusteredMean(known, { confidence, bounds: isShare && isWithin ? [0, 1] : [-Infinity, Infinity] });
}
