import { actualCost, type Priced } from "../../../src/catalog/cost/mod.ts";
import type { JsonObject, JsonValue, Price } from "../../../src/spec/mod.ts";
import { endpointsOf, modelsAround, type PriceLists } from "./price_lists.ts";
import { asObject, type ReportedCall } from "./reported_calls.ts";

/** What becomes of a call's cost. `exact`: a list that was near gives what was reported. */
export interface Finding {
  readonly reason: Reason;
  readonly exact: boolean;
}

type Reason = typeof REASONS[number]["reason"];

/** What is known of a call when reasons are looked for. */
interface Case {
  readonly call: ReportedCall;
  readonly lists: PriceLists;
  /** Costs by what was near: endpoints of the named provider, then models, the nearer list first. */
  readonly byEndpoint: readonly (number | null)[];
  readonly byModel: readonly (number | null)[];
  /** What the provider says the tokens cost upstream; `null` where it does not say. */
  readonly upstream: Upstream | null;
}

interface Upstream {
  readonly totalUsd: number | null;
  readonly inputUsd: number;
  readonly outputUsd: number;
}

/** In the order in which they are tried; each looks for its evidence in the call and the lists. */
const REASONS = [
  {
    reason: "by endpoint price",
    exact: true,
    holds: (one: Case) => one.byEndpoint.some((usd) => isReported(usd, one)),
  },
  {
    reason: "by model price of the nearest list",
    exact: true,
    holds: ({ byModel, ...one }: Case) => isReported(byModel[0], one),
  },
  {
    reason: "price changed: by the model price on the other side of the call",
    exact: true,
    holds: changedBetweenLists,
  },
  { reason: "key of one's own: the router takes its fee alone, tokens as upstream", exact: false, holds: byOwnKey },
  {
    reason: "fee of a server tool or a file beside the tokens, tokens as upstream",
    exact: false,
    holds: feeBesideTokens,
  },
  { reason: "reasoning billed on top of the output that it is in", exact: false, holds: reasoningTwice },
  { reason: "endpoint not named: by the price of one that serves the model", exact: false, holds: endpointNotNamed },
  { reason: "endpoint unknown: no list has the named provider for the model", exact: false, holds: endpointUnknown },
  { reason: "endpoint's price changed: billed at other rates than its list has", exact: false, holds: endpointChanged },
  { reason: "no price source: no list has the model", exact: false, holds: noPriceSource },
] as const;

/** All reasons that there are. */
export const ALL_REASONS: readonly string[] = REASONS.map(({ reason }) => reason);

/** Why the reported cost of a call is what it is; `null`: nobody knows. */
export function findingOf(call: ReportedCall, lists: PriceLists): Finding | null {
  const endpoints = endpointsOf(call, lists).filter((one) => one.extra.provider_name === call.provider);
  const one: Case = {
    call,
    lists,
    byEndpoint: endpoints.map((endpoint) => costOf(call, endpoint)),
    byModel: modelsAround(call, lists).map(({ record }) => costOf(call, record)),
    upstream: upstreamOf(call.rawUsage),
  };
  const found = REASONS.find(({ holds }) => holds(one));
  return found === undefined ? null : { reason: found.reason, exact: found.exact };
}

/** Whether two amounts are the same to a millionth, or to the picodollar that costs are rounded to. */
export function isSame(a: number | null, b: number): boolean {
  return a !== null && Math.abs(a - b) <= Math.max(1e-6 * Math.abs(b), 1e-12);
}

function costOf(call: ReportedCall, priced: Priced): number | null {
  const answer = { usage: call.usage, reportedCostUsd: null, timing: { latencyMs: null } };
  const { usd } = actualCost(answer, { endpoint: withRequestFee(priced, call), at: call.at });
  return usd === null ? null : Number(usd);
}

/** Perplexity's fee for a request, in US dollars, by how much of the web it looks at: documented, and in no list. */
const REQUEST_FEES: { readonly [model: string]: { readonly [size: string]: string } } = {
  "sonar": { low: "0.005", medium: "0.008", high: "0.012" },
  "sonar-pro": { low: "0.006", medium: "0.010", high: "0.014" },
  "sonar-reasoning": { low: "0.005", medium: "0.008", high: "0.012" },
  "sonar-reasoning-pro": { low: "0.006", medium: "0.010", high: "0.014" },
};

function withRequestFee(priced: Priced, { host, model, rawUsage }: ReportedCall): Priced {
  const price: Price | null = "price" in priced ? priced.price : priced;
  if (host !== "api.perplexity.ai" || price?.kind !== "tokens") return priced;
  const requestUsd = REQUEST_FEES[model]?.[String(rawUsage.search_context_size ?? "low")];
  return requestUsd === undefined ? price : { ...price, requestUsd, webSearchUsd: "0" };
}

function isReported(usd: number | null | undefined, { call }: Pick<Case, "call">): boolean {
  return isSame(usd ?? null, call.reportedUsd);
}

function changedBetweenLists({ byModel, ...one }: Case): boolean {
  const [nearer, farther] = byModel;
  return farther !== undefined && isReported(farther, one) && nearer !== farther;
}

function upstreamOf({ cost_details }: JsonObject): Upstream | null {
  const details = asObject(cost_details);
  const inputUsd = numberOf(details?.upstream_inference_prompt_cost ?? details?.upstream_inference_input_cost);
  const outputUsd = numberOf(details?.upstream_inference_completions_cost ?? details?.upstream_inference_output_cost);
  if (inputUsd === null || outputUsd === null) return null;
  return { totalUsd: numberOf(details?.upstream_inference_cost), inputUsd, outputUsd };
}

function byOwnKey({ call, upstream, byEndpoint, byModel }: Case): boolean {
  const total = upstream?.totalUsd ?? null;
  return call.rawUsage.is_byok === true && total !== null && total > call.reportedUsd &&
    [...byEndpoint, ...byModel].some((usd) => isSame(usd, total));
}

/** Something that costs beside the tokens was there, and the tokens alone cost what the provider says, or the fee is round. */
function feeBesideTokens({ call, lists, upstream }: Case): boolean {
  const uses = serverToolUses(call);
  if (uses === 0 && !sendsFile(call.request) && !cites(call.answer)) return false;
  const { webSearches: _, ...details } = call.usage.details ?? {};
  const plain = { ...call, usage: { ...call.usage, details } };
  return [...endpointsOf(call, lists), ...modelsAround(call, lists).map(({ record }) => record)].some((priced) => {
    const tokensUsd = costOf(plain, priced);
    if (tokensUsd === null || tokensUsd >= call.reportedUsd) return false;
    if (upstream !== null) return isSame(tokensUsd, upstream.inputUsd + upstream.outputUsd);
    return isSame(call.reportedUsd - tokensUsd, Math.max(1, uses) * SEARCH_FEE_USD);
  });
}

/** What xAI and Perplexity charge for one search, as they document it. */
const SEARCH_FEE_USD = 0.005;

function serverToolUses({ rawUsage }: ReportedCall): number {
  const { server_tool_use_details, server_tool_use, server_side_tool_usage_details } = rawUsage;
  const counts = [server_tool_use_details, server_tool_use, server_side_tool_usage_details]
    .flatMap((uses) => Object.values(asObject(uses) ?? {})).map((count) => numberOf(count) ?? 0);
  return counts.reduce((sum, count) => sum + count, 0) + (numberOf(rawUsage.num_server_side_tools_used) ?? 0);
}

/** Whether the answer names pages of the web that it was made from. */
function cites(answer: readonly JsonObject[]): boolean {
  return answer.some((one) => {
    const lists = [one.citations, ...messagesOf(one).map(({ annotations }) => annotations)];
    return lists.some((list) => Array.isArray(list) && list.length > 0);
  });
}

function messagesOf({ choices }: JsonObject): JsonObject[] {
  return (Array.isArray(choices) ? choices : []).map(asObject)
    .map((choice) => asObject(choice?.message) ?? asObject(choice?.delta) ?? {});
}

function sendsFile({ messages }: JsonObject): boolean {
  const contents = (Array.isArray(messages) ? messages : []).map((message) => asObject(message)?.content);
  return contents.some((content) =>
    Array.isArray(content) && content.some((part) => ["file", "input_file"].includes(String(asObject(part)?.type)))
  );
}

/** The visible answer has fewer characters than the output has tokens: the reasoning is among them, and is paid again. */
function reasoningTwice({ call, lists }: Case): boolean {
  const { outputTokens, reasoningTokens } = call.usage;
  if (outputTokens === null || reasoningTokens === null || reasoningTokens === 0) return false;
  if (visibleCharacters(call.answer) >= outputTokens) return false;
  const twice = { ...call, usage: { ...call.usage, outputTokens: outputTokens + reasoningTokens } };
  return modelsAround(call, lists).some(({ record }) => isReported(costOf(twice, record), { call }));
}

function visibleCharacters(answer: readonly JsonObject[]): number {
  return answer.flatMap(messagesOf).reduce((sum, { content, tool_calls }) => {
    const calls = (Array.isArray(tool_calls) ? tool_calls : []).map((one) => asObject(asObject(one)?.function));
    const texts = [content, ...calls.flatMap((call) => [call?.name, call?.arguments])];
    return sum + texts.reduce<number>((length, text) => length + (typeof text === "string" ? text.length : 0), 0);
  }, 0);
}

function endpointNotNamed({ call, lists }: Case): boolean {
  return call.provider === null &&
    endpointsOf(call, lists).some((endpoint) => isReported(costOf(call, endpoint), { call }));
}

/** What was billed are the tokens alone, and at rates that no list of the model has for the provider. */
function isTokensAlone({ call, upstream }: Case): boolean {
  return upstream !== null && isSame(upstream.inputUsd + upstream.outputUsd, call.reportedUsd);
}

function endpointUnknown(one: Case): boolean {
  return one.call.provider !== null && one.byEndpoint.length === 0 && one.byModel.length > 0 &&
    endpointsOf(one.call, one.lists).length > 0 && isTokensAlone(one);
}

function endpointChanged(one: Case): boolean {
  const { call, upstream, byEndpoint, lists } = one;
  if (byEndpoint.length === 0 || upstream === null || !isTokensAlone(one)) return false;
  const own = endpointsOf(call, lists).filter(({ extra }) => extra.provider_name === call.provider);
  const plain = (usage: Partial<ReportedCall["usage"]>) => ({ ...call, usage: { ...call.usage, ...usage } });
  return own.every((endpoint) =>
    !isSame(costOf(plain({ outputTokens: 0, reasoningTokens: 0 }), endpoint), upstream.inputUsd) ||
    !isSame(costOf(plain({ inputTokens: 0 }), endpoint), upstream.outputUsd)
  );
}

function noPriceSource({ byEndpoint, byModel, call, lists }: Case): boolean {
  return byEndpoint.length === 0 && byModel.length === 0 && endpointsOf(call, lists).length === 0;
}

function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
