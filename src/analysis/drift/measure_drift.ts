import { displayAs } from "../../base/mod.ts";
import { readCassetteHeader } from "../../cassette/mod.ts";
import { holm } from "../../statistics/mod.ts";
import type { Price } from "../../spec/mod.ts";
import type { AnswerMeasure } from "./_agreement.ts";
import { answerFindings, type FindingContext } from "./_answer_findings.ts";
import { answerMeasures } from "./_answer_measures.ts";
import { figureFindings } from "./_figure_findings.ts";
import type { RawFinding } from "./_new_finding.ts";
import { notesOf } from "./_notes.ts";
import { pairRequests, pooled, type RequestPair, sideBySide } from "./_pair_requests.ts";
import { readTape, type RecordedRequest, type TapeRequests } from "./_read_tape.ts";
import { shapeFindings } from "./_shape_findings.ts";
import { ShapeBook } from "./_shape_book.ts";
import type { Sample } from "./_sample.ts";
import { valueFindings } from "./_value_findings.ts";
import type { DriftOptions, DriftSource } from "./drift_options.ts";
import type {
  DriftEndpoint,
  DriftFinding,
  DriftPair,
  DriftReport,
  DriftSide,
  DriftVerdict,
  UnpairedRequest,
} from "./drift_report.ts";
import { driftMarkdown } from "./drift_markdown.ts";
import type { DriftSample } from "./drift_sample.ts";

/**
 * Compare two cassettes of the same requests: what became of the API, or of the model behind it, between them?
 *
 * Requests are paired by what was asked, whatever their scope; several recordings of one request are repeats. Compared
 * are, of each endpoint and of all together: answers (exact, normalised, by their words, JSON, calls of tools, finish
 * reasons; in meaning where `similarity` is given), tokens, cost, latency, failures, the returned model, and the shape
 * and the headers of responses.
 *
 * What is noise is told from the repeats: if both tapes came from the same thing, each recording of a request could as
 * well be on the other tape, so the labels of the tapes are permuted within each request. Numbers need no repeats, as
 * two recordings of many requests show whether differences lean to one side; answers do, and of sampled answers without
 * repeats nothing is claimed. Deterministic requests without repeats are compared as they are, unless repeats of
 * others at the same endpoint differ. P-values are corrected together (Holm). `driftFrame` makes data frames of the
 * report, `judgeDrift` a verdict; a notebook shows it as tables.
 *
 * @throws {UserError} when a cassette cannot be read, or has no recorded call.
 *
 * @example A tape has not drifted from itself
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { judgeDrift, measureDrift } from "@tapedeck/tapedeck";
 *
 * const tape = "cassettes/quickstart.jsonl";
 * const report = await measureDrift(tape, tape);
 * assertEquals(report.onlyNew, []);
 * assert(report.findings.every(({ verdict }) => verdict === "within noise"));
 * assertEquals(judgeDrift(report).passed, true);
 * ```
 */
export async function measureDrift(
  base: DriftSource,
  fresh: DriftSource,
  options: DriftOptions = {},
): Promise<DriftReport> {
  const { alpha = 0.05, resamples = 9999, seed = "drift" } = options;
  const shapes = new ShapeBook();
  const [old, now] = readTapes(base, fresh, { options, shapes });
  const { pairs: met, onlyBase, onlyNew } = pairRequests(old, now);
  const { pairs, doubted } = withoutFalseTrust(met);
  const samples = pairs.flatMap((pair) => [...pair.base, ...pair.new]);
  const measures = await answerMeasures(samples, options);
  const context = { alpha, resamples, seed };
  const findings = correctedFindings(allFindings(pairs, { measures, shapes, context }), alpha);
  const report: DriftReport = {
    base: sideOf(old),
    new: sideOf(now),
    requests: pairs.length,
    endpoints: endpointsOf(pairs),
    findings,
    pairs: pairs.flatMap((pair) => driftPairs(pair, measures)),
    onlyBase: unpairedOf(onlyBase, now),
    onlyNew: unpairedOf(onlyNew, old),
    alpha,
    notes: notesOf({ old, now, pairs, doubted }),
  };
  return displayAs(report, () => ({ "text/markdown": driftMarkdown(report) }));
}

function readTapes(
  base: DriftSource,
  fresh: DriftSource,
  { options, shapes }: { readonly options: DriftOptions; readonly shapes: ShapeBook },
): [TapeRequests, TapeRequests] {
  const [first, second] = [base, fresh].map((source) => {
    const { cassette, run } = typeof source === "string" ? { cassette: source } : source;
    return { cassette, run, header: readCassetteHeader(cassette) };
  });
  const ignored = [first.header.ignore, second.header.ignore, options.ignore].flatMap((pointers) => pointers ?? []);
  const ignore = [...new Set(ignored)].sort();
  const shared = { ignore, shapes, headers: new Map(), priceOf: priceLookup(options.prices) };
  return [
    readTape(first.cassette, first.header, { ...shared, run: first.run, map: options.map ?? {} }),
    readTape(second.cassette, second.header, { ...shared, run: second.run, map: {} }),
  ];
}

function priceLookup(prices: DriftOptions["prices"]): (endpoint: string) => Price | null {
  if (prices === undefined) return () => null;
  if (isPrice(prices)) return () => prices;
  return (endpoint) => Object.hasOwn(prices, endpoint) ? prices[endpoint] : null;
}

function isPrice(prices: NonNullable<DriftOptions["prices"]>): prices is Price {
  return typeof prices.kind === "string";
}

/** Deterministic requests are only taken at their word where no repeats at their endpoint speak against it. */
function withoutFalseTrust(pairs: readonly RequestPair[]): { pairs: readonly RequestPair[]; doubted: string[] } {
  const differ = (samples: readonly Sample[]) => {
    const answers = samples.filter(({ ok }) => ok);
    return answers.some(({ normalised, toolCalls }) =>
      normalised !== answers[0].normalised || toolCalls !== answers[0].toolCalls
    );
  };
  const doubted = new Set(
    pairs.filter((pair) => pair.among === "repeated" && pair.deterministic && (differ(pair.base) || differ(pair.new)))
      .map(({ endpoint }) => endpoint),
  );
  return {
    pairs: pairs.map((pair) =>
      pair.among === "deterministic" && doubted.has(pair.endpoint) ? { ...pair, among: "sampled" } : pair
    ),
    doubted: [...doubted].sort(),
  };
}

function allFindings(
  pairs: readonly RequestPair[],
  { measures, shapes, context }: {
    readonly measures: readonly AnswerMeasure[];
    readonly shapes: ShapeBook;
    readonly context: Omit<FindingContext, "endpoint">;
  },
): RawFinding[] {
  const byEndpoint = Map.groupBy(pairs, ({ endpoint }) => endpoint);
  const ofNumbers = (some: readonly RequestPair[], endpoint: string | null) => [
    ...measures.flatMap((measure) => answerFindings(some, measure, { ...context, endpoint })),
    ...figureFindings(some, { ...context, endpoint }),
  ];
  return [
    ...byEndpoint.size > 1 ? ofNumbers(pairs, null) : [],
    ...[...byEndpoint].flatMap(([endpoint, some]) => [
      ...ofNumbers(some, endpoint),
      ...valueFindings(some, { ...context, endpoint }),
      ...shapeFindings(some, shapes, { ...context, endpoint }),
    ]),
  ];
}

const RANK: readonly DriftVerdict[] = ["changed", "beyond noise", "noise unknown", "within noise"];

/** All tests of a report are corrected together; what matters comes first, in the order in which it was looked at. */
function correctedFindings(raw: readonly RawFinding[], alpha: number): DriftFinding[] {
  const corrected = holm(raw.map(({ pValue }) => pValue));
  return raw.map((finding, i): DriftFinding => {
    const pAdjusted = corrected[i];
    const isRare = pAdjusted !== null && pAdjusted <= alpha;
    if (finding.verdict !== null) return { ...finding, pAdjusted, verdict: finding.verdict };
    if (!isRare || excludesZero(finding.difference)) {
      return { ...finding, pAdjusted, verdict: isRare ? "beyond noise" : "within noise" };
    }
    const method = `${finding.method}; rare by chance, but the interval includes 0`;
    return { ...finding, method, pAdjusted, verdict: "within noise" };
  }).sort((a, b) => RANK.indexOf(a.verdict) - RANK.indexOf(b.verdict));
}

/**
 * The labels of the tapes can be exchanged only where nothing at all has changed, so a change of another kind makes a
 * p-value small, too (Romano 1990): a mean that may be 0 has not been shown to move. Without an interval nothing speaks
 * against the p-value.
 */
function excludesZero(difference: DriftFinding["difference"]): boolean {
  if (difference === null || difference.low === null || difference.high === null) return true;
  const { low, high } = difference;
  const rounding = 1e-12 * Math.max(Math.abs(low), Math.abs(high));
  return low > rounding || high < -rounding;
}

function driftPairs(pair: RequestPair, measures: readonly AnswerMeasure[]): DriftPair[] {
  const { endpoint, model, request, prompt, among } = pair;
  return sideBySide(pair).map(([base, fresh]) => {
    const agreement = Object.fromEntries(measures.map((measure) => {
      const applies = base.ok && fresh.ok && (measure.has(base) || measure.has(fresh));
      return [measure.what, applies ? measure.agree(base, fresh) : null];
    }));
    const isSameText = base.json !== null && fresh.json !== null
      ? base.json === fresh.json
      : base.normalised === fresh.normalised;
    const changed = !isSameText || base.toolCalls !== fresh.toolCalls || base.ok !== fresh.ok;
    return { endpoint, model, request, prompt, among, base: shown(base), new: shown(fresh), agreement, changed };
  });
}

/** Without what only the comparison needed. */
function shown(sample: Sample): DriftSample {
  const { normalised: _, json: _json, toolNames: _names, shape: _shape, digest: _digest, headers: _headers, ...kept } =
    sample;
  return kept;
}

function sideOf({ path, requests }: TapeRequests): DriftSide {
  const times = [...requests.values()].flatMap(({ samples }) => samples.map(({ at }) => at)).sort();
  return { path, calls: times.length, requests: requests.size, from: times[0], to: times[times.length - 1] };
}

function endpointsOf(pairs: readonly RequestPair[]): DriftEndpoint[] {
  return [...Map.groupBy(pairs, ({ endpoint }) => endpoint)].map(([endpoint, some]) => {
    const groups = some.map((pair) => pooled(pair, () => true));
    const among = (stratum: RequestPair["among"]) => some.filter((pair) => pair.among === stratum).length;
    const bases = groups.reduce((sum, { isBase }) => sum + isBase.filter(Boolean).length, 0);
    const all = groups.reduce((sum, { isBase }) => sum + isBase.length, 0);
    return {
      endpoint,
      requests: some.length,
      baseSamples: bases,
      newSamples: all - bases,
      repeated: among("repeated"),
      deterministic: among("deterministic"),
      sampled: among("sampled"),
    };
  });
}

function unpairedOf(left: readonly RecordedRequest[], other: TapeRequests): UnpairedRequest[] {
  const scopes = new Set<string | null>();
  for (const { samples } of other.requests.values()) for (const { scope } of samples) scopes.add(scope);
  return left.map(({ endpoint, model, name, prompt, samples }) => ({
    endpoint,
    model,
    name,
    prompt,
    lines: samples.map(({ line }) => line).sort((a, b) => a - b),
    follows: samples.some(({ scope }) => scope !== null && scopes.has(scope)),
  }));
}
