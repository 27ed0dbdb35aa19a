import { isTable } from "../base/mod.ts";
import type { ScoringRecord } from "../spec/mod.ts";

type Config = ScoringRecord["config"];

/** The scorers of a scoring that compare answers in pairs. */
export function pairwiseNames(config: Config): string[] {
  const named = isTable(config.named) ? Object.entries(config.named) : [];
  return [
    ...(isTable(config.pairwise) ? ["pairwise"] : []),
    ...named.filter(([, one]) => isTable(one) && one.kind === "pairwise").map(([name]) => name),
  ];
}

/** How much the scorers of a scoring count in a mean: comparisons in pairs do not unless they are given a weight. */
export function configWeights(config: Config): { [scorer: string]: number } {
  const given = isTable(config.weights) ? config.weights as { [scorer: string]: number } : {};
  return { ...Object.fromEntries(pairwiseNames(config).map((name) => [name, 0])), ...given };
}
