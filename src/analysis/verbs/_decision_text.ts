import { formatCount, formatMs, formatScore, formatUsd } from "../../base/mod.ts";
import { type Estimate, mean, pairedDifference, smallestDetectableDifference } from "../../statistics/mod.ts";
import type { DecideOptions } from "./decide.ts";
import type { Metric } from "./_metric.ts";
import { differencesOf, type PairwiseTests } from "./_pairwise_tests.ts";
import { requirementText, type Standing } from "./_requirements.ts";
import type { Variant } from "./_variants.ts";

/** A variant that may be chosen. */
export interface Candidate extends Standing {
  readonly variant: Variant;
  /** Over the common prompts; `null` where it takes no part. */
  readonly cost: Estimate | null;
  /** As `cost`. */
  readonly quality: Estimate | null;
  /** Its quality by common prompt, such that more is better. */
  readonly figures: readonly number[];
}

/** What a decision is told by. */
export interface DecisionFacts {
  readonly candidates: readonly Candidate[];
  /** Those that meet what is required and have figures. */
  readonly compared: readonly Candidate[];
  readonly tests: PairwiseTests;
  readonly chosen: Candidate | null;
  /** Of cost and quality. */
  readonly metrics: readonly Metric[];
  readonly confidence: number;
}

/** More variants than this are counted. */
const MOST_TOLD = 3;

/** A decision in sentences. */
export function decisionText(facts: DecisionFacts, options: DecideOptions): string {
  const parts = [headline(facts), requirements(facts, options), rule(facts, options), power(facts, options)];
  return parts.filter((part) => part !== "").join("\n\n");
}

function headline({ chosen, metrics: [cost, quality], confidence }: DecisionFacts): string {
  if (chosen === null) return "**No decision.**";
  const [paid, got] = [chosen.cost!, chosen.quality!];
  return `**${chosen.variant.name}**: ${priced(paid, cost)}, ${quality.name} ${ranged(got, quality)} ` +
    `(${100 * confidence} % intervals over ${formatCount(got.clusters, "prompt")}; ${got.method}).`;
}

function requirements({ candidates, compared, chosen }: DecisionFacts, { require = {} }: DecideOptions): string {
  const wanted = Object.entries(require).map(([figure, one]) => `${figure} ${requirementText(one)}`).join(", ");
  const missing = candidates.filter(({ misses }) => misses.length > 0);
  const unknown = candidates.filter((one) => one.misses.length === 0 && !compared.includes(one));
  return [
    wanted === "" ? "" : `${candidates.length - missing.length} of ${formatCount(candidates.length, "variant")} ` +
      `${candidates.length - missing.length === 1 ? "meets" : "meet"} what is required: ${wanted}.`,
    missing.length === 0
      ? ""
      : `Out: ${missing.map(({ variant, misses }) => `${variant.name} (${misses.join("; ")})`).join(", ")}.`,
    chosen === null || chosen.unsure.length === 0 ? "" : `Not sure of the chosen one: ${chosen.unsure.join("; ")}.`,
    unknown.length === 0
      ? ""
      : `Not compared, as no prompt has both cost and quality of it: ${
        unknown.map(({ variant }) => variant.name).join(", ")
      }.`,
  ].filter((sentence) => sentence !== "").join(" ");
}

function rule(facts: DecisionFacts, { margin, whenUnsure = "better" }: DecideOptions): string {
  const { chosen, compared, tests, metrics: [cost, quality] } = facts;
  if (chosen === null) return "No variant is left to choose from.";
  if (compared.length === 1) return "It is the only one left to choose from.";
  const saves = cost.name === "cost" ? "cheapest" : `one with the least ${cost.name}`;
  if (margin !== undefined) {
    return tests.stands[compared.indexOf(chosen)]
      ? `It is the ${saves} of those that are shown to be less than ${margin} worse in ${quality.name} than any other one ` +
        `${basis(facts)}. ${rival(facts, margin)}`
      : `It has the best mean ${quality.name} of ${compared.length}. No ${
        cost.name === "cost" ? "cheaper" : "other"
      } one is shown to be less than ${margin} worse than any other one ${basis(facts)}.`;
  }
  if (whenUnsure === "better") {
    return `It has the best mean ${quality.name} of ${compared.length}${tied(facts)}. ${saving(facts)} ${
      basis(facts)
    }.`;
  }
  return `It is the ${saves} of those that no other one is shown to beat in ${quality.name} ${basis(facts)}. ${
    rival(facts)
  }`;
}

/** What could be saved by those that the chosen one is not shown to beat. */
function saving(facts: DecisionFacts): string {
  const { chosen, compared, tests, metrics: [cost, quality], confidence } = facts;
  const less = cost.name === "cost" ? "cheaper" : `with less ${cost.name}`;
  const allCheaper = compared.filter((one) => one.cost!.value < chosen!.cost!.value);
  if (allCheaper.length === 0) return `None ${cost.name === "cost" ? "is" : "comes"} ${less}${dearer(facts)}`;
  const p = (one: Candidate) => tests.adjusted[compared.indexOf(one)][compared.indexOf(chosen!)];
  // What another one beats is not thereby beaten by the chosen one.
  const cheaper = allCheaper.filter((one) => !((p(one) ?? 1) <= 1 - confidence))
    .toSorted((a, b) => mean(b.figures)! - mean(a.figures)! || a.cost!.value - b.cost!.value);
  if (cheaper.length === 0) return `It is shown to beat each one that is ${less}`;
  const told = cheaper.slice(0, MOST_TOLD).map((one) => {
    const { estimate } = pairedDifference(differencesOf(chosen!.figures, one.figures), { confidence })!;
    const share = (1 - one.cost!.value / chosen!.cost!.value) * 100;
    return `${one.variant.name} (${share.toFixed(0)} % less; worse by ${ranged(estimate, quality)}, ` +
      `adjusted p = ${pText(p(one))})`;
  });
  const rest = cheaper.length - told.length;
  return `It is not shown to beat these, ${less}: ${told.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Who has the same mean as the chosen one. */
function tied({ chosen, compared }: DecisionFacts): string {
  const best = mean(chosen!.figures)!;
  const count = compared.filter((one) => one !== chosen && isSame(mean(one.figures)!, best)).length;
  return count === 0 ? "" : `, as ${count === 1 ? "another one has" : `${count} others have`}`;
}

/** How many the chosen one, which is the cheapest, is not shown to beat. */
function dearer({ compared, tests }: DecisionFacts): string {
  const standing = tests.stands.filter((stands) => stands).length - 1;
  const others = compared.length - 1;
  if (standing === 0) return `, and it is shown to beat ${others === 1 ? "the other one" : `all ${others} others`}`;
  return `; it is not shown to beat ${
    standing < others ? `${standing} of the ${others} others` : others === 1 ? "the other one" : `any of the others`
  }`;
}

/** Means that differ by rounding alone are the same. */
export function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

function basis({ compared, tests, confidence }: DecisionFacts): string {
  return `(paired permutation tests, n = ${compared[0].figures.length} prompts, ${
    formatCount(tests.tests, "test")
  } with ` +
    `Holm's correction, p ≤ ${Number((1 - confidence).toPrecision(6))})`;
}

/** How the chosen one stands to the one with the best mean. */
function rival(
  { chosen, compared, tests, metrics: [cost, quality], confidence }: DecisionFacts,
  margin?: number,
): string {
  const best = bestOf(compared);
  if (best === chosen) return `It has the best mean, too.`;
  const [a, b] = [compared.indexOf(chosen!), compared.indexOf(best)];
  const { estimate } = pairedDifference(differencesOf(best.figures, chosen!.figures), { confidence })!;
  const times = best.cost!.value / chosen!.cost!.value;
  const dearer = Number.isFinite(times) ? `, at ${times.toPrecision(2)} times the ${cost.name}` : "";
  const p = `adjusted p${margin === undefined ? "" : ` that it is ${margin} or more`} = ${pText(tests.adjusted[a][b])}`;
  return `The best mean is that of ${best.variant.name}: better by ${ranged(estimate, quality)}, ${p}${dearer}.`;
}

function power(
  { chosen, compared, tests, metrics: [, quality], confidence }: DecisionFacts,
  options: DecideOptions,
): string {
  const prompts = compared[0]?.figures.length ?? 0;
  if (compared.length < 2 || prompts < 2) return "";
  const best = bestOf(compared);
  const rivals = compared.filter((one) => one !== (chosen ?? best));
  const level = Number((1 - confidence).toPrecision(6));
  if (tests.least > level) {
    return `With ${formatCount(prompts, "prompt")} and ${formatCount(tests.tests, "test")} no difference can reach ` +
      `p ≤ ${level}, however large it is.`;
  }
  const other = best === chosen || chosen === null ? bestOf(rivals) : best;
  const spread = deviation(differencesOf(other.figures, (chosen ?? best).figures));
  if (spread === 0) return "";
  const significance = (1 - confidence) / tests.tests;
  const found = smallestDetectableDifference({ between: spread, prompts, significance });
  const wanted = options.margin === undefined ? "" : ` The margin is ${options.margin}.`;
  return `A true difference of ${
    figure(found, quality)
  } from ${other.variant.name} would be found in four of five such runs, a ` +
    `smaller one less often (power of a paired t test at p ≤ ${Number(significance.toPrecision(2))}).${wanted}`;
}

function bestOf(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, one) => mean(one.figures)! > mean(best.figures)! ? one : best);
}

function deviation(values: readonly number[]): number {
  const center = mean(values)!;
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function priced(estimate: Estimate, metric: Metric): string {
  if (metric.unit !== "US$") return `${metric.name} ${ranged(estimate, metric)}`;
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((usd) =>
    usd === null ? null : formatUsd(1000 * usd)
  );
  return `$${value} per 1,000 cells${low === null ? "" : ` ($${low} to $${high})`}`;
}

function ranged({ value, low, high }: Estimate, metric: Metric): string {
  const interval = low === null || high === null ? "" : ` (${figure(low, metric)} to ${figure(high, metric)})`;
  return `${figure(value, metric)}${interval}`;
}

function figure(value: number, { unit }: Metric): string {
  if (unit === "US$") return `$${formatUsd(value)}`;
  if (unit === "ms") return `${formatMs(value)} ms`;
  return unit === null ? formatScore(value) : `${Number(value.toPrecision(4))} ${unit}`;
}

function pText(p: number | null): string {
  if (p === null) return "unknown";
  return p < 0.001 ? "less than 0.001" : p.toFixed(3);
}
