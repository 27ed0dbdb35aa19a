import { type Estimate, mean, wilsonInterval } from "../../statistics/mod.ts";
import { agreementOf, agreementTable, type AnswerMeasure, isEven, withinOf } from "./_agreement.ts";
import { labelPool, labelTest, type LabelTestOptions } from "./_label_permutations.ts";
import { countsOf, meanOf, type RawFinding } from "./_new_finding.ts";
import { pooled, type PooledSamples, type RequestPair } from "./_pair_requests.ts";

/** What findings are made with. */
export interface FindingContext extends LabelTestOptions {
  /** `null`: the requests are of several endpoints. */
  readonly endpoint: string | null;
  readonly alpha: number;
}

/** Each answer is compared with each other: so many of a request and a tape, fewer where there are many requests. */
const MOST_REPEATS = 64;
const LEAST_REPEATS = 6;
const SHARED_REPEATS = 320;

/** What a measure says of the answers, apart for those whose noise is known and those of which it is not. */
export function answerFindings(
  pairs: readonly RequestPair[],
  measure: AnswerMeasure,
  context: FindingContext,
): RawFinding[] {
  const shared = Math.floor(SHARED_REPEATS / Math.sqrt(pairs.length));
  const most = Math.min(MOST_REPEATS, Math.max(LEAST_REPEATS, shared));
  const groupsOf = (among: RequestPair["among"]) =>
    pairs.filter((pair) => pair.among === among)
      .map((pair) => pooled(pair, ({ ok }) => ok, most))
      .filter(({ samples, isBase }) =>
        isBase.includes(true) && isBase.includes(false) && samples.some((sample) => measure.has(sample))
      );
  return [
    ...repeatedFindings(groupsOf("repeated"), measure, context),
    ...singleFindings(groupsOf("deterministic"), { measure, context, among: "deterministic" }),
    ...singleFindings(groupsOf("sampled"), { measure, context, among: "sampled" }),
  ];
}

function repeatedFindings(
  groups: readonly PooledSamples[],
  measure: AnswerMeasure,
  { endpoint, alpha, ...options }: FindingContext,
): RawFinding[] {
  if (groups.length === 0) return [];
  const tables = groups.map(({ samples }) => agreementTable(samples, measure));
  const agreements = groups.map(({ isBase }, i) => agreementOf(tables[i], isBase));
  const pools = groups.map((group, i) => {
    const statistic = (isBase: readonly boolean[]) => {
      const agreement = agreementOf(tables[i], isBase);
      return withinOf(agreement)! - agreement.across;
    };
    return isEven(tables[i], group.samples.length)
      ? { observed: 0, values: Float64Array.of(0) }
      : labelPool(group, statistic, groups.length);
  });
  const test = labelTest(pools, "greater", { ...options, alpha });
  const finding: RawFinding = {
    kind: measure.kind,
    what: measure.what,
    endpoint,
    among: "repeated",
    unit: "share",
    base: mean(agreements.map((one) => withinOf(one)!)),
    new: mean(agreements.map(({ across }) => across)),
    difference: meanOf(agreements.map((one) => one.across - withinOf(one)!), [-1, 1]),
    relative: null,
    ...countsOf(groups),
    method: `agreement across the tapes against that of repeats within them; ${test.method}`,
    pValue: test.pValue,
    verdict: test.verdict,
    details: [],
  };
  return measure.what === "normalised text"
    ? [finding, ...steadinessFindings(groups, { tables, context: { endpoint, alpha, ...options } })]
    : [finding];
}

/** Whether repeats agree with each other as they did: a model may come to vary more and still say the same on average. */
function steadinessFindings(
  all: readonly PooledSamples[],
  { tables, context }: { readonly tables: readonly Float64Array[]; readonly context: FindingContext },
): RawFinding[] {
  const isRepeated = ({ isBase }: PooledSamples) => {
    const bases = isBase.filter(Boolean).length;
    return bases > 1 && isBase.length - bases > 1;
  };
  const places = all.flatMap((group, i) => isRepeated(group) ? [i] : []);
  if (places.length === 0) return [];
  const { endpoint, ...options } = context;
  const groups = places.map((i) => all[i]);
  const agreements = places.map((i) => agreementOf(tables[i], all[i].isBase));
  const pools = places.map((i) => {
    const statistic = (isBase: readonly boolean[]) => {
      const { withinBase, withinNew } = agreementOf(tables[i], isBase);
      return withinNew! - withinBase!;
    };
    return isEven(tables[i], all[i].samples.length)
      ? { observed: 0, values: Float64Array.of(0) }
      : labelPool(all[i], statistic, places.length);
  });
  const test = labelTest(pools, "two-sided", options);
  return [{
    kind: "answers",
    what: "agreement of repeats",
    endpoint,
    among: "repeated",
    unit: "share",
    base: mean(agreements.map(({ withinBase }) => withinBase!)),
    new: mean(agreements.map(({ withinNew }) => withinNew!)),
    difference: meanOf(agreements.map(({ withinBase, withinNew }) => withinNew! - withinBase!), [-1, 1]),
    relative: null,
    ...countsOf(groups),
    method: `normalised text; ${test.method}`,
    pValue: test.pValue,
    verdict: test.verdict,
    details: [],
  }];
}

/** Of requests recorded once: what is deterministic is compared as it is, of what is sampled nothing is claimed. */
function singleFindings(
  groups: readonly PooledSamples[],
  { measure, context, among }: {
    readonly measure: AnswerMeasure;
    readonly context: FindingContext;
    readonly among: "deterministic" | "sampled";
  },
): RawFinding[] {
  if (groups.length === 0) return [];
  const across = groups.map(({ samples }) => measure.agree(samples[0], samples[1]));
  const share = mean(across)!;
  const isSame = across.every((agreement) => agreement === 1);
  const isKnown = among === "deterministic";
  return [{
    kind: measure.kind,
    what: measure.what,
    endpoint: context.endpoint,
    among,
    unit: "share",
    base: isKnown ? 1 : null,
    new: share,
    difference: isKnown ? fallBelowOne(across) : null,
    relative: null,
    ...countsOf(groups),
    method: isKnown
      ? "answers compared as they are: no sampling is asked for"
      : "agreement across the tapes; no repeats to tell noise by",
    pValue: null,
    verdict: isSame ? "within noise" : isKnown ? "changed" : "noise unknown",
    details: [],
  }];
}

function fallBelowOne(across: readonly number[]): Estimate | null {
  const isShare = across.every((agreement) => agreement === 0 || agreement === 1);
  if (!isShare) return meanOf(across.map((agreement) => agreement - 1), [-1, 0]);
  const rate = wilsonInterval(across.filter((agreement) => agreement === 1).length, across.length);
  if (rate === null) return null;
  const less = (value: number | null) => value === null ? null : value - 1;
  return { ...rate, value: rate.value - 1, low: less(rate.low), high: less(rate.high) };
}
