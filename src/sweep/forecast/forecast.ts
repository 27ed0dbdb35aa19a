import { Decimal, systemClock } from "../../base/mod.ts";
import { type DetailedCost, estimateCost, type MissingFact } from "../../catalog/cost/mod.ts";
import type { LimitSettings, Price, SampleScript, Usage } from "../../spec/mod.ts";
import { gridOf } from "../grid/mod.ts";
import { valueShares } from "../_value_shares.ts";
import { CellMaker } from "../_cell_maker.ts";
import type { PlanEndpoint, SweepPlan } from "../sweep_plan.ts";
import { endpointTime, totalTime } from "./_run_time.ts";
import { conversationInputs } from "./_conversation_inputs.ts";
import { leastMs } from "./_least_ms.ts";
import { PastCalls } from "./_past_calls.ts";
import {
  loadTokenCounter,
  promptTokens,
  roughTokenCount,
  thriftyCounter,
  type TokenCounter,
  tokenizerKind,
} from "../../catalog/tokens/mod.ts";
import type { PastCall } from "./past_call.ts";
import type { EndpointForecast, ForecastRange, SweepForecast } from "./sweep_forecast.ts";

/** How much of its limit an answer of unknown length takes: few come near to it. The high end is all of it. */
const SHARE_OF_LIMIT = { low: 0.1, expected: 0.5 } as const;
const ENDS = ["low", "expected", "high"] as const;
const ZERO = Decimal.fromInteger(0);
/** A trillionth of a dollar: no forecast is as exact. */
const SHARE_DIGITS = 12;

/** What a forecast is made from beside the plan. */
export interface ForecastOptions {
  /** Prices by endpoint; those of the plan's endpoints unless given. `null` is unknown. */
  readonly prices?: (endpoint: PlanEndpoint) => Price | null;
  /** Calls that were made before, of the plan's endpoints and of others. */
  readonly history?: Iterable<PastCall>;
  /** Counts the tokens of a text; OpenAI's tokenizer unless given. */
  readonly tokenizer?: (text: string) => number;
  /** Whether tokens are told by the length of texts alone, which needs no tokenizer; they are not unless given. */
  readonly isRough?: boolean;
  /** The limits that are set for the provider of an endpoint, for all of its endpoints together; none unless given. */
  readonly limits?: ((endpoint: PlanEndpoint) => LimitSettings) | undefined;
  /** When the run would be made, in RFC 3339 in UTC, for prices by the time of day; now unless given. */
  readonly at?: string;
  /** How many calls there are to each endpoint, where some of them need none any more; one per cell unless given. */
  readonly calls?: (endpoint: PlanEndpoint) => number;
  /** Calls in flight at once; the plan's own number unless given. */
  readonly concurrency?: number;
  /** Of longer lists of prompts, so many of them stand for all; all are counted unless given. */
  readonly mostSamples?: number;
}

/**
 * What a run of a plan would use and cost, when every call is made and succeeds at once: a low, an expected and a high
 * number for each endpoint and in total. A replay costs nothing, whatever this says.
 *
 * Input tokens are those that the same request had before, else counted: exactly for OpenAI's models since GPT-4o, for
 * others by the same tokenizer with a margin. Output tokens are those of past calls of the endpoint (a tenth of them are
 * below the low end, a twentieth above the high one; expected is their mean), else a tenth, half and all of the plan's
 * limit. Time is what the limits that are set make it take, or so many calls at once of the latency that past calls had,
 * whichever is longer. Tools and what else a plan sends beside its messages are not counted. Costs are exact decimal strings of US
 * dollars; what is unknown is `null`.
 *
 * @example What a plan would cost
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { forecast, parsePlan } from "@tapedeck/tapedeck";
 *
 * const plan = await parsePlan(
 *   `name = "small"
 *   [parameters]
 *   max_tokens = 100
 *   [[endpoints]]
 *   key = "openai/gpt-4o@openai"
 *   base_url = "https://api.openai.com/v1"
 *   price = { input_per_1m_usd = "2.50", output_per_1m_usd = "10" }
 *   [prompts]
 *   items = [{ messages = [{ role = "user", content = "What is the capital of France?" }] }]`,
 *   { path: "small.toml" },
 * );
 * const { total } = await forecast(plan);
 * assertEquals(total.inputTokens.expected, 13);
 * assertEquals(total.costUsd, { low: "0.0001325", expected: "0.0005325", high: "0.0010375" });
 * ```
 */
export async function forecast(plan: SweepPlan, options: ForecastOptions = {}): Promise<SweepForecast> {
  const at = options.at ?? systemClock.date().toISOString();
  const past = new PastCalls(options.history ?? []);
  const count = thriftyCounter(
    options.tokenizer ?? (options.isRough ? roughTokenCount : await loadTokenCounter()),
  );
  const priceOf = options.prices ?? (({ price }) => price);
  const cells = new CellMaker(plan);
  const { limits = () => ({}), concurrency = plan.run.concurrency } = options;
  const counted = plan.endpoints.map((endpoint, place) =>
    endpointForecast({ plan, endpoint, place, price: priceOf(endpoint), past, count, cells, at, options })
  );
  const time = { past, limits, concurrency };
  const endpoints = counted.map((one, i) => ({
    ...one,
    timeMs: endpointTime(one, { ...time, endpoint: plan.endpoints[i] }),
  }));
  const timeMs = totalTime(counted, { ...time, endpoints: plan.endpoints });
  return {
    endpoints,
    total: { ...totalOf(counted), timeMs },
    leastMs: leastTime(plan, { endpoints, limits: options.limits }),
    at,
  };
}

/** Providers are called at the same time, and the limits of each hold for all of its endpoints together. */
function leastTime(
  plan: SweepPlan,
  { endpoints, limits = () => ({}) }: {
    readonly endpoints: readonly Counted[];
    readonly limits: ForecastOptions["limits"];
  },
): number | null {
  const uses = new Map<string, { limits: LimitSettings; calls: number; inputTokens: number; outputTokens: number }>();
  for (const [i, endpoint] of plan.endpoints.entries()) {
    const { calls, inputTokens, outputTokens } = endpoints[i];
    const use = uses.get(endpoint.provider) ??
      { limits: limits(endpoint), calls: 0, inputTokens: 0, outputTokens: 0 };
    use.calls += calls;
    use.inputTokens += inputTokens.low;
    use.outputTokens += outputTokens.low ?? 0;
    uses.set(endpoint.provider, use);
  }
  const times = [...uses.values()].map((use) => leastMs(use, use.limits)).filter((time) => time !== null);
  return times.length === 0 ? null : Math.max(...times);
}

/** What is known before the time. */
type Counted = Omit<EndpointForecast, "timeMs">;

interface EndpointFacts {
  readonly plan: SweepPlan;
  readonly endpoint: PlanEndpoint;
  readonly place: number;
  readonly price: Price | null;
  readonly past: PastCalls;
  readonly count: TokenCounter;
  readonly cells: CellMaker;
  readonly at: string;
  readonly options: ForecastOptions;
}

function endpointForecast(facts: EndpointFacts): Counted {
  const { plan, endpoint, past, price, options } = facts;
  const { begin, end } = gridOf(plan).endpoints[facts.place];
  const cells = options.calls?.(endpoint) ?? end - begin;
  const output = outputRange(facts);
  const sums = { low: new Sum(), expected: new Sum(), high: new Sum() };
  const missing = new Set<MissingFact>();
  const inputs = inputRanges(facts);
  const perSample = cells / inputs.length;
  const counts = { low: 0, expected: 0, high: 0 };
  const tokens = { low: 0, expected: 0, high: 0 };
  for (const end of ENDS) {
    for (const one of inputs) {
      for (const input of callInputs(one, { end, output: output[end] }, facts)) {
        const cost = price === null ? null : callCost(price, { input, output: output[end], end }, facts);
        for (const fact of cost?.missing ?? ["price"]) missing.add(fact);
        sums[end].add(cost?.usd ?? null);
        tokens[end] += input;
        counts[end]++;
      }
    }
  }
  const isPast = inputs.every(({ isPast }) => isPast);
  return {
    endpoint: endpoint.key,
    calls: Math.round(counts.expected * perSample),
    inputTokens: each((end) => Math.round(tokens[end] * perSample)),
    outputTokens: each((end) => output[end] === null ? null : Math.round(output[end] * counts[end] * perSample)),
    costUsd: each((end) => sums[end].share(cells, inputs.length)),
    basis: {
      input: isPast ? "history" : options.isRough ? "approximation" : tokenizerKind(endpoint.model),
      output: past.count(endpoint.key) > 0 ? "history" : output.high === null ? null : "limit",
      calls: past.count(endpoint.key),
    },
    missing: [...missing],
  };
}

/** The input of a sample's first call, and what follows. */
interface SampleInput {
  readonly tokens: ForecastRange<number>;
  readonly script: SampleScript | undefined;
  readonly isPast: boolean;
}

/** The input tokens of all calls of a sample's cell. */
function callInputs(
  { tokens, script }: SampleInput,
  { end, output }: { readonly end: typeof ENDS[number]; readonly output: number | null },
  { endpoint, count, options: { isRough } }: EndpointFacts,
): number[] {
  const kind = isRough ? "approximation" : tokenizerKind(endpoint.model);
  return conversationInputs(script, { end, first: tokens[end], output, count, kind });
}

/** The input tokens of a call, sample by sample. What the axes change, of that no template tells the tokenizer. */
function inputRanges(
  { plan, endpoint, place, past, count, cells, options: { mostSamples = Infinity, isRough } }: EndpointFacts,
): SampleInput[] {
  const kind = isRough ? "approximation" : tokenizerKind(endpoint.model);
  const grid = gridOf(plan);
  const step = Math.max(1, Math.ceil(plan.samples.length / mostSamples));
  return Array.from({ length: Math.ceil(plan.samples.length / step) }, (_, number) => {
    const i = number * step;
    const { messages, script } = plan.samples.at(i)!;
    // A cell's id is a hash: it is made where there is something to look up, and the calls of a conversation differ.
    const first = script !== undefined || past.count(endpoint.key) === 0
      ? null
      : grid.firstOf({ endpoint: place, sample: i });
    const known = first === null ? null : past.inputTokens(cells.at(first).id);
    return known === null
      ? { tokens: promptTokens(messages, { count, kind }), script, isPast: false }
      : { tokens: { low: known, expected: known, high: known }, script, isPast: true };
  });
}

/** The output tokens of one call, on average over the values of an axis of limits. */
function outputRange({ plan, endpoint, past, place }: EndpointFacts): ForecastRange<number | null> {
  const known = past.outputTokens(endpoint.key);
  const shares = valueShares<number>(plan, place, "maxTokens");
  const points = shares.reduce((sum, share) => sum + share.points, 0);
  const limited = (tokens: number) =>
    shares.reduce((sum, { value, points }) => sum + Math.min(value ?? Infinity, tokens) * points, 0) / points;
  if (points === 0) return each(() => 0);
  if (known !== null) return each((end) => limited(known[end]));
  if (shares.some(({ value }) => value === null)) return { low: null, expected: null, high: null };
  const most = limited(Infinity);
  return { low: most * SHARE_OF_LIMIT.low, expected: most * SHARE_OF_LIMIT.expected, high: most };
}

function callCost(
  price: Price,
  { input, output, end }: { readonly input: number; readonly output: number | null; readonly end: typeof ENDS[number] },
  { plan, endpoint, past, at, options: { concurrency = plan.run.concurrency } }: EndpointFacts,
): DetailedCost {
  const usage: Usage = {
    inputTokens: input,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: output === null ? null : end === "low" ? Math.floor(output) : Math.ceil(output),
    reasoningTokens: null,
  };
  const latencyMs = past.latencyMs(endpoint.key)?.[end] ?? null;
  return estimateCost(price, usage, { at, latencyMs, inFlight: concurrency });
}

/** An exact sum that is unknown once a part of it is. */
class Sum {
  #usd: Decimal | null = ZERO;

  add(usd: string | null): void {
    if (this.#usd === null) return;
    this.#usd = usd === null ? null : this.#usd.plus(Decimal.parse(usd));
  }

  /** So many times the mean of so many parts. */
  share(times: number, parts: number): string | null {
    if (this.#usd === null || parts === 0) return this.toString();
    if (times % parts === 0) return this.#usd.times(Decimal.fromInteger(times / parts)).toString();
    return this.#usd.times(Decimal.fromInteger(times)).dividedBy(Decimal.fromInteger(parts), SHARE_DIGITS).toString();
  }

  toString(): string | null {
    return this.#usd?.toString() ?? null;
  }
}

function totalOf(endpoints: readonly Counted[]): Omit<SweepForecast["total"], "timeMs"> {
  const costUsd = each((end) => {
    const sum = new Sum();
    for (const one of endpoints) sum.add(one.costUsd[end]);
    return sum.toString();
  });
  const plus = (a: number | null, b: number | null) => a === null || b === null ? null : a + b;
  return {
    calls: endpoints.reduce((sum, { calls }) => sum + calls, 0),
    inputTokens: each((end) => endpoints.reduce((sum, { inputTokens }) => sum + inputTokens[end], 0)),
    outputTokens: each((end) =>
      endpoints.reduce<number | null>((sum, { outputTokens }) => plus(sum, outputTokens[end]), 0)
    ),
    costUsd,
  };
}

function each<T>(make: (end: typeof ENDS[number]) => T): ForecastRange<T> {
  return { low: make("low"), expected: make("expected"), high: make("high") };
}
