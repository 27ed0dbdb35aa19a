import { Decimal } from "../base/mod.ts";
import type { Price, Usage } from "../spec/mod.ts";

/** What a call by the token is charged. */
export type TokenPrice = Extract<Price, { kind: "tokens" }>;

const ZERO = Decimal.fromInteger(0);

/** The most that so many tokens may cost, whatever a cache has to do with it. */
export function dearest(price: TokenPrice, tokens: { inputTokens: number; outputTokens: number }): Decimal {
  const { inputUsd, cacheReadUsd = "0", cacheWriteUsd = "0", outputUsd, requestUsd = "0" } = price;
  const rates = [inputUsd, cacheReadUsd, cacheWriteUsd].map((rate) => Decimal.parse(rate));
  const input = rates.reduce((most, rate) => rate.compare(most) > 0 ? rate : most);
  return times(input, tokens.inputTokens).plus(times(Decimal.parse(outputUsd), tokens.outputTokens))
    .plus(Decimal.parse(requestUsd));
}

/** What was counted, priced; `null` where a number that costs something is not known. */
export function pricedUsage(price: TokenPrice, usage: Usage): Decimal | null {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  if (inputTokens === null || outputTokens === null) return null;
  const [read, written] = [cacheReadTokens ?? 0, cacheWriteTokens ?? 0];
  const { inputUsd, cacheReadUsd = inputUsd, cacheWriteUsd = inputUsd, outputUsd, requestUsd = "0" } = price;
  return [
    times(Decimal.parse(inputUsd), Math.max(0, inputTokens - read - written)),
    times(Decimal.parse(cacheReadUsd), read),
    times(Decimal.parse(cacheWriteUsd), written),
    times(Decimal.parse(outputUsd), outputTokens),
    Decimal.parse(requestUsd),
  ].reduce((sum, part) => sum.plus(part), ZERO);
}

function times(rate: Decimal, tokens: number): Decimal {
  return rate.times(Decimal.fromInteger(tokens));
}
