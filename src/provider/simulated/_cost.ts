import { Decimal } from "../../base/mod.ts";
import type { SimulatedUsage } from "./simulated_answer.ts";
import type { SimulatedPrice } from "./simulated_endpoint.ts";

/** What an answer costs, in US dollars, exactly. */
export function simulatedCost(usage: SimulatedUsage, price: SimulatedPrice): string {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, images } = usage;
  const plain = inputTokens - cacheReadTokens - cacheWriteTokens;
  const sums: readonly (readonly [number, string])[] = [
    [plain, price.inputUsd],
    [cacheReadTokens, price.cacheReadUsd ?? price.inputUsd],
    [cacheWriteTokens, price.cacheWriteUsd ?? price.inputUsd],
    [outputTokens, price.outputUsd],
    [1, price.requestUsd ?? "0"],
    [images, price.imageUsd ?? "0"],
  ];
  return sums.reduce(
    (sum, [count, usd]) => sum.plus(Decimal.fromInteger(count).times(Decimal.parse(usd))),
    Decimal.fromInteger(0),
  ).toString();
}
