import { displayAs, UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { RepeatReduction } from "../../scoring/mod.ts";
import type { Estimate } from "../../statistics/mod.ts";
import { type DataFrame, frameTable, readable } from "../frames/mod.ts";
import { commonPrompts, meanOf } from "./_common_prompts.ts";
import { type Candidate, decisionText, isSame } from "./_decision_text.ts";
import { oneOf } from "./_one_of.ts";
import { notShownWorse, type PairwiseTests, shownAsGood } from "./_pairwise_tests.ts";
import { type Requirement, standings } from "./_requirements.ts";
import { defaultBy } from "./_variants.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

/** Options of {@linkcode decide}. */
export interface DecideOptions {
  /** The columns whose values make a variant. The endpoint and every parameter that varies unless given. */
  readonly by?: string | readonly string[];
  /** What figures of `summarize` must be for a variant to be chosen: `{ ttft_p95_ms: { max: 750 } }`. */
  readonly require?: { readonly [figure: string]: Requirement };
  /** What decides: `score` unless given, or `ok`, or a column of numbers. */
  readonly quality?: string;
  /** What is saved: `cost` unless given, or `latency`, `ttft`, `tpot`, or a column of numbers. */
  readonly cost?: string;
  /**
   * How much worse than any other one the chosen one may be, in the unit of the quality: the cheapest one that is shown to
   * be no worse than that is chosen, and the one with the best mean where none is.
   */
  readonly margin?: number;
  /**
   * Without a margin, what to choose where the quality of some is not shown to differ: the one with the best mean, which is
   * `better` and so unless given, or the `cheaper` one.
   */
  readonly whenUnsure?: "better" | "cheaper";
  /** How a prompt's repeats become one score; their mean over the answers unless given. */
  readonly reduction?: RepeatReduction;
  /** How often intervals made so contain the mean; what is shown, is so at 1 less this. 0.95 unless given. */
  readonly confidence?: number;
  /** How many samples and sign patterns are drawn. 10,000 unless given, and more for very many variants. */
  readonly resamples?: number;
  /** Decides which are drawn. */
  readonly seed?: string;
}

/** Which variant to use, why, and how sure that is. A notebook shows its text and its candidates. */
export interface VariantDecision {
  /** The chosen variant's name; `null` where none can be chosen. */
  readonly variant: string | null;
  /** The chosen variant's values in the columns that make a variant; `null` where none can be chosen. */
  readonly values: { readonly [column: string]: ColumnValue } | null;
  /** The decision in sentences: what was chosen, by which rule, on how much evidence, and what it cannot say. Markdown. */
  readonly text: string;
  /** One row per variant, the chosen one first: see {@linkcode decide}. */
  readonly candidates: DataFrame;
}

const UNSURE = "decide as whenUnsure";

const COLUMNS: VerbColumns = {
  variant: "utf8",
  chosen: "bool",
  cost: "f64",
  cost_low: "f64",
  cost_high: "f64",
  cost_unit: "utf8",
  quality: "f64",
  quality_low: "f64",
  quality_high: "f64",
  quality_unit: "utf8",
  n_prompts: "i64",
  out: "utf8",
  unsure: "utf8",
  method: "utf8",
};

/**
 * Which variant to use: of those that meet what is required, the one with the best mean quality, or, with a `margin`, the
 * cheapest one that is shown to be as good up to it. `whenUnsure: "cheaper"` takes the cheapest that none is shown to beat.
 *
 * Only variants that meet the requirements are compared, on the prompts that all of them have, each prompt once, its
 * repeats averaged. All pairs are tested by a paired permutation test, with Holm's correction over all of them, so that
 * picking the best of many by luck shows nothing. `text` tells the rule, n, the method, and how large a difference would
 * have been found; `candidates` has the columns `by`, then
 *
 * - `variant`: its name; `chosen`;
 * - `cost` and `quality` with `_low`, `_high` and `_unit`: means over the prompts with their t intervals, in the units of
 *   `compare` (US$ per cell, all its tries included); `null` for those that do not take part;
 * - `n_prompts`: the prompts that all who take part have;
 * - `out`: what speaks against it: a requirement, who is shown to be better, or that it is not shown to be as good; `null`
 *   where nothing but the rule does;
 * - `unsure`: requirements that it meets by its figure, and not by all of the figure's interval;
 * - `method`: how the means were made, with n.
 *
 * Little data decides for the best mean, which may be the best by luck: the text tells which cheaper ones it is not shown
 * to beat. With `whenUnsure: "cheaper"` little data decides for the cheapest, however bad it looks.
 *
 * @throws {UserError} when the frame lacks a column, a summary a figure that is required, or an option is none.
 *
 * @example A run in, a decision out
 * ```ts ignore
 * const frame = await loadRun("runs/choose");
 * decide(frame, { by: "endpoint", require: { ttft_p95_ms: { max: 750 }, ok_rate: { min: 0.99 } } });
 * ```
 */
export function decide(frame: DataFrame, options: DecideOptions = {}): VariantDecision {
  const { quality = "score", cost = "cost", confidence = 0.95, resamples, seed, reduction, require = {} } = options;
  const { margin = 0 } = options;
  if (!Number.isFinite(margin) || margin < 0) {
    throw new UserError(`Cannot decide as margin must be a number from 0: current value is ${String(margin)}`);
  }
  const table = frameTable(frame);
  const by = options.by === undefined ? defaultBy(table) : [options.by].flat();
  const standing = standings(table, by, { require, reduction, intervals: { confidence, resamples, seed } });
  const found = commonPrompts(table, {
    by,
    metrics: [cost, quality],
    reduction,
    takesPart: ({ name }) => standing(name).misses.length === 0,
  });
  const [costs, qualities] = found.figures;
  const sign = found.metrics[1]?.betterIs === "lower" ? -1 : 1;
  const candidates = found.variants.map((variant, v): Candidate => ({
    variant,
    ...standing(variant.name),
    cost: meanOf(costs[v], { metric: found.metrics[0], confidence }),
    quality: meanOf(qualities[v], { metric: found.metrics[1], confidence }),
    figures: qualities[v].flatMap((figure) => figure === null ? [] : [sign * figure]),
  }));
  const compared = candidates.filter((one) => one.cost !== null && one.quality !== null);
  const tests = testsOf(compared, { ...options, significance: 1 - confidence });
  const chosen = choice(compared, tests, options);
  const facts = { candidates, compared, tests, chosen, metrics: found.metrics, confidence };
  const rows = candidates.toSorted((a, b) => inOrder(a, b, chosen)).map((one): VerbRow => ({
    ...Object.fromEntries(by.map((name, i) => [name, one.variant.values[i]])),
    variant: one.variant.name,
    chosen: one === chosen,
    ...interval("cost", one.cost),
    ...interval("quality", one.quality),
    cost_unit: found.metrics[0].unit,
    quality_unit: found.metrics[1].unit,
    n_prompts: one.quality === null ? null : found.n,
    out: reasonOf(one, { chosen, compared, tests, isMargin: options.margin !== undefined }),
    unsure: one.unsure.join("; ") || null,
    method: one.quality === null ? null : `${one.quality.method}, n = ${one.quality.n}`,
  }));
  return shown({
    variant: chosen?.variant.name ?? null,
    values: chosen === null ? null : Object.fromEntries(by.map((name, i) => [name, chosen.variant.values[i]])),
    text: decisionText(facts, options),
    candidates: verbFrame(rows, COLUMNS, { of: frame, names: by }),
  });
}

function choice(
  compared: readonly Candidate[],
  { stands }: PairwiseTests,
  { margin, whenUnsure = "better" }: DecideOptions,
): Candidate | null {
  const better = (a: Candidate, b: Candidate) => isSame(goodness(a), goodness(b)) ? 0 : goodness(b) - goodness(a);
  const best = compared.toSorted((a, b) => better(a, b) || a.cost!.value - b.cost!.value).slice(0, 1);
  const cheapest = compared.filter((one, c) => stands[c] || one === best[0])
    .toSorted((a, b) => a.cost!.value - b.cost!.value || better(a, b));
  const [chosen = null] = margin === undefined
    ? oneOf({ better: best, cheaper: cheapest }, whenUnsure, UNSURE)
    : cheapest;
  return chosen;
}

function testsOf(
  compared: readonly Candidate[],
  { margin, resamples, seed, significance }: DecideOptions & { readonly significance: number },
): PairwiseTests {
  const figures = compared.map((one) => one.figures);
  const count = figures.length * (figures.length - 1) / (margin === undefined ? 2 : 1);
  // A p-value that is drawn is never below 1 / (draws + 1), and is multiplied by the number of tests.
  const drawn = resamples ?? Math.min(50_000, Math.max(10_000, 40 * count));
  const options = { significance, resamples: drawn, seed };
  return margin === undefined ? notShownWorse(figures, options) : shownAsGood(figures, margin, options);
}

/** Why a candidate was not chosen; `null` for the chosen one, and for those that are merely dearer. */
function reasonOf(
  one: Candidate,
  { chosen, compared, tests, isMargin }: {
    readonly chosen: Candidate | null;
    readonly compared: readonly Candidate[];
    readonly tests: PairwiseTests;
    readonly isMargin: boolean;
  },
): string | null {
  if (one.misses.length > 0) return one.misses.join("; ");
  const place = compared.indexOf(one);
  if (place < 0) return "no prompt has both cost and quality of it";
  if (tests.stands[place]) return null;
  if (isMargin) return one === chosen ? null : "not shown to be as good as every other one";
  const better = compared.filter((other, i) => goodness(other) > goodness(one) && tests.adjusted[place][i]! < 1)
    .toSorted((a, b) => tests.adjusted[place][compared.indexOf(a)]! - tests.adjusted[place][compared.indexOf(b)]!);
  return `${better[0].variant.name} is shown to be better`;
}

function goodness({ figures }: Candidate): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

/** The chosen one first, then by cost, then those that take no part. */
function inOrder(a: Candidate, b: Candidate, chosen: Candidate | null): number {
  if (a === chosen || b === chosen) return a === chosen ? -1 : 1;
  if (a.cost === null || b.cost === null) return Number(a.cost === null) - Number(b.cost === null);
  return a.cost.value - b.cost.value;
}

function interval(name: string, estimate: Estimate | null): VerbRow {
  const { value = null, low = null, high = null } = estimate ?? {};
  return { [name]: value, [`${name}_low`]: low, [`${name}_high`]: high };
}

function shown(decision: VariantDecision): VariantDecision {
  const plain = decision.text.replaceAll("**", "");
  Object.defineProperty(decision, "toString", { enumerable: false, value: () => plain });
  return displayAs(decision, () => ({
    "text/html": `${paragraphs(decision.text)}${readable(decision.candidates).html}`,
    "text/markdown": decision.text,
    "text/plain": plain,
  }));
}

const ENTITIES: { readonly [char: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function paragraphs(markdown: string): string {
  return markdown.split("\n\n").map((part) => {
    const text = part.replaceAll(/[&<>]/g, (char) => ENTITIES[char]).replaceAll(/\*\*(.+?)\*\*/g, "<b>$1</b>");
    return `<p>${text}</p>`;
  }).join("");
}
