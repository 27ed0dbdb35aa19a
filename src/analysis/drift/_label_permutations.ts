import { seededRandom } from "../../base/mod.ts";

/** Up to so many ways of handing out the labels of one request all are tried. */
const MOST_WAYS = 512;
/** And of all requests together. */
const MOST_EXACT = 1 << 16;
/** What drawing ways of all requests may take together, in looks at pairs of recordings. */
const DRAWN_WORK = 2 ** 25;
const MOST_DRAWN = 20_000;
/** Additions that one test may take. */
const MOST_WORK = 4e6;

/** The recordings of one request on both tapes, in an order that does not depend on which tape is the first. */
export interface LabelledSamples {
  /** Tells requests apart; decides what is drawn. */
  readonly request: string;
  /** Whether the recording is on the first tape. */
  readonly isBase: readonly boolean[];
  /** Tells the tapes apart whichever comes first. */
  readonly isBaseFirst: boolean;
}

type Labels = Pick<LabelledSamples, "isBase" | "isBaseFirst">;

/** What a figure of one request would be, however its recordings were handed out to the two tapes. */
export interface LabelPool {
  /** As they were handed out. */
  readonly observed: number;
  /** Of each way of handing them out, or of ways that were drawn, the observed one among them. */
  readonly values: Float64Array;
}

/** What a permutation test says. */
export interface LabelTest {
  readonly pValue: number | null;
  readonly method: string;
  /** `null` where the p-value decides, all tests of the report counted. */
  readonly verdict: "within noise" | "noise unknown" | null;
}

/** How a test is made. */
export interface LabelTestOptions {
  readonly resamples: number;
  readonly seed: string;
  /** With fewer ways of handing out labels than this tells from noise, nothing is tested. */
  readonly alpha: number;
}

/**
 * All values that a figure of one request may have if the two tapes were recorded from the same thing: then any of its
 * recordings could as well be on the other tape. `requests` is how many requests share the memory.
 */
export function labelPool(
  { request, isBase, isBaseFirst }: LabelledSamples,
  statistic: (isBase: readonly boolean[]) => number,
  requests: number,
): LabelPool {
  const observed = statistic(isBase);
  const { n, chosen, labels } = labelling({ isBase, isBaseFirst });
  const ways = waysOf(n, chosen);
  if (ways <= MOST_WAYS) {
    const values: number[] = [];
    eachChoice(n, chosen, (places) => values.push(statistic(labels(places))));
    return { observed, values: Float64Array.from(values) };
  }
  const random = seededRandom(`labels ${request}`);
  const count = Math.min(MOST_DRAWN, Math.max(MOST_WAYS, Math.floor(DRAWN_WORK / (requests * n * n / 2))));
  const values = Float64Array.from({ length: count }, () => statistic(labels(drawnPlaces(n, chosen, random))));
  values[0] = observed;
  return { observed, values };
}

/** The labels of the recordings of one request, handed out anew. */
export function drawnLabels(group: Labels, random: () => number): boolean[] {
  const { n, chosen, labels } = labelling(group);
  return labels(drawnPlaces(n, chosen, random));
}

/** How labels are handed out: places are chosen for one side, the same one whichever tape comes first. */
function labelling({ isBase, isBaseFirst }: Labels) {
  const n = isBase.length;
  const bases = isBase.filter(Boolean).length;
  const isBaseChosen = bases * 2 === n ? isBaseFirst : bases * 2 < n;
  const labels = (places: readonly number[]) => {
    const given = new Array<boolean>(n).fill(!isBaseChosen);
    for (const place of places) given[place] = isBaseChosen;
    return given;
  };
  return { n, chosen: Math.min(bases, n - bases), labels };
}

/**
 * How often the mean of the figures of all requests is at least as extreme as it was, if labels are handed out anew
 * within each request (Good 2005, "Permutation, Parametric and Bootstrap Tests of Hypotheses", ch. 3: blocks). Each
 * request is a block, so what differs between requests is no part of the noise. With one recording on each tape this is
 * the sign-flip test of paired differences.
 */
export function labelTest(
  pools: readonly LabelPool[],
  alternative: "greater" | "two-sided",
  options: LabelTestOptions,
): LabelTest {
  const total = pools.reduce((sum, { observed }) => sum + observed, 0);
  const scale = pools.reduce((sum, { values }) => sum + Math.abs(values[0]), 0);
  const isExtreme = extremeness(total, alternative, scale);
  // What is the same however the labels are is added once.
  let fixed = 0;
  const varied = pools.filter(({ values, observed }) => {
    const isFixed = values.every((value) => value === observed);
    if (isFixed) fixed += observed;
    return !isFixed;
  });
  const name = "labels permuted within each request";
  if (varied.length === 0) return { pValue: null, method: "all the same", verdict: "within noise" };
  const ways = varied.reduce((product, { values }) => product * values.length, 1);
  if ((alternative === "greater" ? 1 : 2) / ways > options.alpha) {
    // Zero is as extreme as it was where nothing differs.
    const verdict = isExtreme(0) ? "within noise" : "noise unknown";
    return { pValue: null, method: "too few recordings to tell noise by", verdict };
  }
  if (ways <= MOST_EXACT) {
    const totals = varied.reduce((sums, { values }) => sumsOf(sums, values), Float64Array.of(fixed));
    return { pValue: count(totals, isExtreme) / totals.length, method: `${name}, exact`, verdict: null };
  }
  const resamples = Math.max(1999, Math.min(options.resamples, Math.floor(MOST_WORK / varied.length)));
  const random = seededRandom(options.seed);
  let extreme = 0;
  for (let i = 0; i < resamples; i++) {
    let drawn = fixed;
    for (const { values } of varied) drawn += values[Math.floor(random() * values.length)];
    if (isExtreme(drawn)) extreme++;
  }
  // The observed labels count among the drawn ones (Phipson & Smyth 2010).
  return {
    pValue: (extreme + 1) / (resamples + 1),
    method: `${name}, ${resamples.toLocaleString("en-US")} resamples`,
    verdict: null,
  };
}

function extremeness(observed: number, alternative: "greater" | "two-sided", scale: number) {
  // Sums that differ by rounding alone are the same.
  const tolerance = 1e-12 * Math.max(scale, Math.abs(observed));
  if (alternative === "greater") return (total: number) => total >= observed - tolerance;
  return (total: number) => Math.abs(total) >= Math.abs(observed) - tolerance;
}

function sumsOf(sums: Float64Array<ArrayBuffer>, values: Float64Array): Float64Array<ArrayBuffer> {
  const all = new Float64Array(sums.length * values.length);
  let at = 0;
  for (const sum of sums) for (const value of values) all[at++] = sum + value;
  return all;
}

function count(totals: Float64Array, isExtreme: (total: number) => boolean): number {
  let found = 0;
  for (const total of totals) if (isExtreme(total)) found++;
  return found;
}

/** How many choices of so many of `n` there are. */
function waysOf(n: number, chosen: number): number {
  let ways = 1;
  for (let i = 1; i <= chosen; i++) ways = ways * (n - chosen + i) / i;
  return Math.round(ways);
}

function eachChoice(n: number, chosen: number, visit: (places: readonly number[]) => void): void {
  const places: number[] = [];
  const choose = (from: number) => {
    if (places.length === chosen) return visit(places);
    for (let place = from; place <= n - (chosen - places.length); place++) {
      places.push(place);
      choose(place + 1);
      places.pop();
    }
  };
  choose(0);
}

/** So many different places of `n`: the beginning of a shuffle. */
function drawnPlaces(n: number, chosen: number, random: () => number): number[] {
  const places = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < chosen; i++) {
    const other = i + Math.floor(random() * (n - i));
    [places[i], places[other]] = [places[other], places[i]];
  }
  places.length = chosen;
  return places;
}
