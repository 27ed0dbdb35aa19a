import { estimateCost, outputLimit } from "../catalog/cost/mod.ts";
import { Decimal } from "../base/mod.ts";
import type { ChatRequest, Endpoint, EndpointRecord, Usage } from "../spec/mod.ts";
import type { CallAmounts } from "../transport/mod.ts";

/** What a provider puts in front of a request that has tools, in no relation to their size. */
const TOOLS_TOKENS = 1000;
/** An image by its URL counts for no more with any provider that tells its rule. */
const IMAGE_TOKENS = 16_000;

/** What the bounds of a call go by. */
export interface CallBoundsOptions {
  /** Where it goes, with its price. */
  readonly endpoint: Endpoint;
  /** What the catalog knows of it; `null`: nothing. */
  readonly record: EndpointRecord | null;
  /** When it is made: RFC 3339, UTC. */
  readonly at: string;
  /** How long a call may take; `null`: for ever. */
  readonly totalMs: number | null;
}

/** The most that a call may use. `null` is unknown. */
export interface CallBounds {
  /** A token is at least a byte of what is sent. */
  readonly inputTokens: number;
  /** As the request limits it, else as the endpoint does. */
  readonly outputTokens: number | null;
  /** US dollars, as an exact decimal string. */
  readonly usd: string | null;
}

/**
 * The most that a call may use and cost. A token is at least a byte of what is sent; what is paid by the hour is busy no
 * longer than a call may take. The cost is `null` where no limit of the answer or no price is known: a budget refuses
 * such a call.
 */
export function callBounds(request: ChatRequest, options: CallBoundsOptions): CallBounds {
  const { record } = options;
  const inputTokens = mostInputTokens(request);
  const limit = mostOutputTokens(request) ?? (record === null ? null : outputLimit(record, 0));
  const outputTokens = limit === null ? null : limit * answersOf(request);
  return { inputTokens, outputTokens, ...usdBound({ inputTokens, outputTokens }, options) };
}

function usdBound(
  { inputTokens, outputTokens: limit }: Pick<CallBounds, "inputTokens" | "outputTokens">,
  { endpoint: { price }, at, totalMs }: CallBoundsOptions,
): Pick<CallAmounts, "usd"> {
  if (price === null) return { usd: null };
  const outputTokens = limit ?? (price.kind === "hour" ? 0 : null);
  if (outputTokens === null) return { usd: null };
  const usage = { inputTokens, outputTokens, cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null };
  const usages: Usage[] = [usage, { ...usage, cacheWriteTokens: inputTokens }];
  const costs = usages.map((each) => estimateCost(price, each, { at, latencyMs: totalMs, inFlight: 1 }).usd);
  if (costs.includes(null)) return { usd: null };
  const [plain, written] = costs.map((usd) => Decimal.parse(usd!));
  return { usd: (plain.compare(written) >= 0 ? plain : written).toString() };
}

/** Under these names the body may limit an answer by itself; the largest counts, whichever the provider looks at. */
const OUTPUT_LIMITS = ["max_tokens", "max_completion_tokens", "max_output_tokens"];

function mostOutputTokens({ maxTokens, extra = {} }: ChatRequest): number | null {
  const limits = OUTPUT_LIMITS.map((name) => extra[name]).filter((value) => typeof value === "number");
  if (maxTokens !== undefined) limits.push(maxTokens);
  return limits.length === 0 ? null : Math.max(...limits);
}

/** Each of the answers that are asked for may be as long. */
function answersOf({ extra = {} }: ChatRequest): number {
  return Math.max(1, ...["n", "best_of"].map((name) => Number(extra[name])).filter(Number.isFinite));
}

function mostInputTokens({ messages, tools = [], responseFormat, extra }: ChatRequest): number {
  const text = JSON.stringify([messages, tools, responseFormat ?? null, extra ?? null]);
  const parts = messages.flatMap(({ content }) => typeof content === "string" || content === null ? [] : content);
  const images = parts.filter(({ type }) => type === "image").length;
  return new TextEncoder().encode(text).length + images * IMAGE_TOKENS + (tools.length > 0 ? TOOLS_TOKENS : 0);
}
