import { seededRandom } from "../../base/mod.ts";
import type { FindingContext } from "./_answer_findings.ts";
import { drawnLabels } from "./_label_permutations.ts";
import { countsOf, type RawFinding } from "./_new_finding.ts";
import { pooled, type PooledSamples, type RequestPair } from "./_pair_requests.ts";
import type { Sample } from "./_sample.ts";
import type { DriftKind } from "./drift_report.ts";

/** Something of each recording that is one of a few names. */
interface Value {
  readonly kind: DriftKind;
  readonly what: string;
  readonly isAsked: (sample: Sample) => boolean;
  /** `null`: it is not there. */
  read(sample: Sample): string | null;
}

const NONE = "(none)";
/** A value that so many recordings have apart is no name of anything. */
const MOST_VALUES = 20;
const MOST_SHOWN = 6;
const LEAST_RESAMPLES = 1999;
const MOST_WORK = 2e7;

const isOk = ({ ok }: Sample) => ok;

const VALUES: readonly Value[] = [
  { kind: "model", what: "returned model", isAsked: isOk, read: ({ model }) => model },
  { kind: "model", what: "system fingerprint", isAsked: isOk, read: ({ fingerprint }) => fingerprint },
  { kind: "model", what: "served by", isAsked: isOk, read: ({ servedBy }) => servedBy },
  {
    kind: "failures",
    what: "status",
    isAsked: () => true,
    read: ({ status, failure }) => failure ?? (status === null ? null : String(status)),
  },
];

/** What the names in the recordings of one endpoint say: of models, of failures, and in headers. */
export function valueFindings(pairs: readonly RequestPair[], context: FindingContext): RawFinding[] {
  const headers = new Set<string>();
  for (const { base, new: fresh } of pairs) {
    for (const sample of [...base, ...fresh]) {
      for (const [name, value] of sample.headers) if (value !== null) headers.add(name);
    }
  }
  const ofHeaders = [...headers].sort().flatMap((name) => {
    const read = (sample: Sample) => sample.headers.get(name) ?? null;
    // Whether the header is there at all is compared by itself.
    const isAsked = (sample: Sample) => sample.ok && read(sample) !== null;
    const finding = valueFinding(pairs, { kind: "headers", what: `header ${name}`, isAsked, read }, context);
    return finding === null || finding.base === finding.new && finding.pValue === null ? [] : [finding];
  });
  return [...VALUES.flatMap((value) => valueFinding(pairs, value, context) ?? []), ...ofHeaders];
}

/** `null` where no recording has it, or nearly each another one. */
function valueFinding(pairs: readonly RequestPair[], value: Value, context: FindingContext): RawFinding | null {
  const groups = pairs.map((pair) => pooled(pair, value.isAsked))
    .filter(({ isBase }) => isBase.includes(true) && isBase.includes(false));
  const counts = countValues(groups, value);
  const known = [...counts.keys()].filter((name) => name !== NONE);
  const facts = countsOf(groups);
  if (known.length === 0 || known.length > Math.min(MOST_VALUES, Math.max(2, facts.baseSamples / 2))) return null;
  const [base, fresh] = [0, 1].map((side) => shownCounts(counts, side));
  const varies = [0, 1].some((side) => [...counts.values()].filter((sides) => sides[side] > 0).length > 1);
  const test = varies ? distributionTest(groups, value, context) : null;
  return {
    kind: value.kind,
    what: value.what,
    endpoint: context.endpoint,
    among: "all",
    unit: null,
    base,
    new: fresh,
    difference: null,
    relative: null,
    ...facts,
    method: test?.method ?? "one and the same on each tape",
    pValue: test?.pValue ?? null,
    verdict: test === null ? base === fresh ? "within noise" : "changed" : test.verdict,
    details: varies ? [...counts].sort().map(([name, [old, now]]) => `${name}: ${old} → ${now}`) : [],
  };
}

function countValues(groups: readonly PooledSamples[], { read }: Value): Map<string, [number, number]> {
  const counts = new Map<string, [number, number]>();
  for (const { samples, isBase } of groups) {
    samples.forEach((sample, i) => {
      const name = read(sample) ?? NONE;
      const sides = counts.get(name) ?? [0, 0];
      sides[isBase[i] ? 0 : 1]++;
      counts.set(name, sides);
    });
  }
  return counts;
}

/** The values of one tape, the most frequent first. */
function shownCounts(counts: ReadonlyMap<string, readonly [number, number]>, side: number): string {
  const there = [...counts].filter(([, sides]) => sides[side] > 0)
    .sort(([a, x], [b, y]) => y[side] - x[side] || (a < b ? -1 : 1)).map(([name]) => name);
  const more = there.length > MOST_SHOWN ? `, … (${there.length})` : "";
  return there.slice(0, MOST_SHOWN).join(", ") + more;
}

/**
 * Whether values come as often as they did: the sum of squared differences of their shares, the labels of the tapes
 * handed out anew within each request.
 */
function distributionTest(groups: readonly PooledSamples[], { read }: Value, context: FindingContext) {
  const numbers = new Map<string, number>();
  const varied = groups.map(({ samples, isBase, isBaseFirst }) => ({
    codes: samples.map((sample) => {
      const name = read(sample) ?? NONE;
      if (!numbers.has(name)) numbers.set(name, numbers.size);
      return numbers.get(name)!;
    }),
    isBase,
    isBaseFirst,
  })).filter(({ codes }) => codes.some((code) => code !== codes[0]));
  const sums = new Float64Array(numbers.size);
  const add = ({ codes, isBase }: Pick<typeof varied[number], "codes" | "isBase">, bases: number) => {
    codes.forEach((code, i) => sums[code] += isBase[i] ? -1 / bases : 1 / (codes.length - bases));
  };
  const statistic = () => {
    const total = sums.reduce((sum, value) => sum + value * value, 0);
    sums.fill(0);
    return total;
  };
  for (const group of varied) add(group, group.isBase.filter(Boolean).length);
  const observed = statistic();
  if (observed === 0) return { pValue: null, method: "values come as often", verdict: "within noise" as const };
  const ways = varied.reduce((product, { codes }) => product * codes.length, 1);
  if (2 / ways > context.alpha) {
    return { pValue: null, method: "too few recordings to tell noise by", verdict: "noise unknown" as const };
  }
  const random = seededRandom(context.seed);
  const resamples = Math.max(LEAST_RESAMPLES, Math.min(context.resamples, Math.floor(MOST_WORK / varied.length)));
  let extreme = 0;
  for (let drawn = 0; drawn < resamples; drawn++) {
    for (const group of varied) {
      add({ ...group, isBase: drawnLabels(group, random) }, group.isBase.filter(Boolean).length);
    }
    if (statistic() >= observed * (1 - 1e-12)) extreme++;
  }
  const method = `shares of values; labels permuted within each request, ${
    resamples.toLocaleString("en-US")
  } resamples`;
  return { pValue: (extreme + 1) / (resamples + 1), method, verdict: null };
}
