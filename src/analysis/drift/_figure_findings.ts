import { type Estimate, mean } from "../../statistics/mod.ts";
import type { FindingContext } from "./_answer_findings.ts";
import { type Figure, FIGURES, PRICE } from "./_figures.ts";
import { labelPool, labelTest } from "./_label_permutations.ts";
import { countsOf, meanOf, type RawFinding } from "./_new_finding.ts";
import { bothSides, pooled, type PooledSamples, type RequestPair } from "./_pair_requests.ts";

/** A request with the figures of its recordings. */
interface FigureGroup extends PooledSamples {
  readonly values: readonly number[];
}

/** What the numbers of the recordings say. */
export function figureFindings(pairs: readonly RequestPair[], context: FindingContext): RawFinding[] {
  const findings = FIGURES.map((figure) => figureFinding(groupsOf(pairs, figure), figure, context));
  const prices = figureFinding(groupsOf(atEqualTokens(pairs), PRICE), PRICE, context);
  return [...findings, prices].filter((finding) => finding !== null);
}

function groupsOf(pairs: readonly RequestPair[], { read }: Figure): FigureGroup[] {
  return pairs.map((pair) => pooled(pair, (sample) => read(sample) !== null))
    .filter(({ isBase }) => isBase.includes(true) && isBase.includes(false))
    .map((group) => ({ ...group, values: group.samples.map((sample) => read(sample)!) }));
}

/** All recordings with the same counts of tokens as if they were of one request. */
function atEqualTokens(pairs: readonly RequestPair[]): RequestPair[] {
  const groups = new Map<
    string,
    { pair: RequestPair; sides: [RequestPair["base"][number][], RequestPair["new"][number][]] }
  >();
  for (const pair of pairs) {
    [pair.base, pair.new].forEach((samples, side) => {
      for (const sample of samples) {
        const { inputTokens, cacheReadTokens, outputTokens, reasoningTokens } = sample;
        if (!sample.ok || inputTokens === null || outputTokens === null) continue;
        const key = JSON.stringify([pair.endpoint, inputTokens, cacheReadTokens, outputTokens, reasoningTokens]);
        let group = groups.get(key);
        if (group === undefined) groups.set(key, group = { pair: { ...pair, request: key }, sides: [[], []] });
        group.sides[side].push(sample);
      }
    });
  }
  return [...groups.values()].map(({ pair, sides: [base, fresh] }) => ({ ...pair, ...bothSides(base, fresh) }))
    .sort((a, b) => a.request < b.request ? -1 : 1);
}

/** `null` where nothing on the tapes tells the figure. */
export function figureFinding(
  groups: readonly FigureGroup[],
  figure: Figure,
  { endpoint, ...options }: FindingContext,
): RawFinding | null {
  if (groups.length === 0) return null;
  const { kind, what, unit, isRatio = false, isFact = false } = figure;
  const scaled = isRatio ? groups.map((group) => ({ ...group, values: group.values.map(Math.log) })) : groups;
  const differences = scaled.map(differenceOf);
  const [base, fresh] = [true, false].map((side) =>
    mean(scaled.map((group) => meanOfSide(group, group.isBase, side)))!
  );
  const isFactual = isFact && (groups.some(areApart) || differences.every((difference) => difference === 0));
  const isSame = differences.every((difference) => difference === 0) && groups.every(areEqual);
  const test = isFactual || isSame
    ? {
      pValue: null,
      verdict: isSame || !groups.some(areApart) ? "within noise" as const : "changed" as const,
      method: factMethod(isSame),
    }
    : labelTest(
      scaled.map((group) => labelPool(group, (isBase) => differenceOf({ ...group, isBase }), groups.length)),
      "two-sided",
      options,
    );
  const estimate = meanOf(differences);
  const baseFigure = isRatio ? Math.exp(base) : base;
  const newFigure = isRatio ? Math.exp(fresh) : fresh;
  return {
    kind,
    what,
    endpoint,
    among: "all",
    unit,
    base: baseFigure,
    new: newFigure,
    difference: isRatio && estimate !== null ? inUnit(estimate, baseFigure) : estimate,
    relative: unit === "share" || baseFigure === 0 ? null : newFigure / baseFigure - 1,
    ...countsOf(groups),
    method: `${isRatio ? "geometric means" : "means"} of requests; ${test.method}`,
    pValue: test.pValue,
    verdict: test.verdict,
    details: isFact ? apartDetails(groups) : [],
  };
}

function factMethod(isSame: boolean): string {
  return isSame ? "all the same" : "the same request has the same figure, so that another one is no noise";
}

function differenceOf(group: Pick<FigureGroup, "values" | "isBase">): number {
  return meanOfSide(group, group.isBase, false) - meanOfSide(group, group.isBase, true);
}

function meanOfSide({ values }: Pick<FigureGroup, "values">, isBase: readonly boolean[], side: boolean): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (isBase[i] !== side) continue;
    sum += values[i];
    count++;
  }
  return sum / count;
}

/** Whether all figures of one tape are above all of the other. */
function areApart({ values, isBase }: FigureGroup): boolean {
  const [base, fresh] = [true, false].map((side) => values.filter((_, i) => isBase[i] === side));
  return Math.max(...base) < Math.min(...fresh) || Math.max(...fresh) < Math.min(...base);
}

function areEqual({ values }: FigureGroup): boolean {
  return values.every((value) => value === values[0]);
}

function apartDetails(groups: readonly FigureGroup[]): string[] {
  const apart = groups.filter(areApart).length;
  return apart === 0 ? [] : [`differs in ${apart} of ${groups.length}`];
}

/** A difference of logarithms as one in the unit, seen from the first figure. */
function inUnit(estimate: Estimate, base: number): Estimate {
  const scaled = (value: number | null) => value === null ? null : base * Math.expm1(value);
  return {
    ...estimate,
    value: base * Math.expm1(estimate.value),
    standardError: estimate.standardError === null ? null : base * Math.exp(estimate.value) * estimate.standardError,
    low: scaled(estimate.low),
    high: scaled(estimate.high),
  };
}
