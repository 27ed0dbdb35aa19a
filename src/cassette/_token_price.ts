import { Decimal } from "../base/mod.ts";
import type { Price, TokenRates, Usage } from "../spec/mod.ts";

/** What a call by the token is charged. */
export type TokenPrice = Extract<Price, { kind: "tokens" }>;

const ZERO = Decimal.fromInteger(0);

const INPUT_RATES = ["inputUsd", "cacheReadUsd", "cacheWriteUsd", "cacheWrite1hUsd", "audioInputUsd"] as const;
const OUTPUT_RATES = ["outputUsd", "reasoningUsd", "audioOutputUsd", "imageOutputUsd"] as const;

/** The most that so many tokens may cost, whatever a cache, a tier or the time of day has to do with it. */
export function dearest(price: TokenPrice, tokens: { inputTokens: number; outputTokens: number }): Decimal {
  const sets: readonly Partial<TokenRates>[] = [price, ...(price.overrides ?? []).map(({ rates }) => rates)];
  const most = (names: readonly (keyof TokenRates)[]) =>
    sets.flatMap((rates) => names.map((name) => Decimal.parse(rates[name] ?? "0")))
      .reduce((dear, rate) => rate.compare(dear) > 0 ? rate : dear);
  return times(most(INPUT_RATES), tokens.inputTokens).plus(times(most(OUTPUT_RATES), tokens.outputTokens))
    .plus(most(["requestUsd"]));
}

/** What was counted at the plain rates; `null` where a number that costs something is not known. */
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
