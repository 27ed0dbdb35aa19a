import { Decimal } from "../../base/mod.ts";
import { estimateCost } from "../../catalog/cost/mod.ts";
import type { ChatRequest, RouteAudit } from "../../spec/mod.ts";
import type { KnownEndpoint } from "./_callable_endpoint.ts";

const OUTPUT_TOKENS = 256;

export function costOrder(known: readonly KnownEndpoint[], request: ChatRequest) {
  const inputTokens = Math.ceil(JSON.stringify(request.messages).length / 4);
  const outputTokens = request.maxTokens ?? OUTPUT_TOKENS;
  const usage = { inputTokens, outputTokens, cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null };
  const priced = known.map((one) => {
    const { price } = one.endpoint;
    return { one, usd: price === null ? null : estimateCost(price, usage).usd };
  });
  priced.sort((a, b) => {
    if (a.usd === null || b.usd === null) return a.usd === b.usd ? 0 : a.usd === null ? 1 : -1;
    return Decimal.parse(a.usd).compare(Decimal.parse(b.usd));
  });
  const candidates: RouteAudit["candidates"] = priced.map(({ one, usd }) => ({
    endpoint: one.endpoint.key,
    score: usd === null ? null : -Number(usd),
    why: usd === null ? "its price is unknown" : `${usd} USD a call`,
    expectedUsd: usd,
  }));
  return { ordered: priced.map(({ one }) => one), candidates };
}
