import { mean } from "../../statistics/mod.ts";

/**
 * The 95 % confidence interval of a mean of scores, cut off at 0 and 1. Repeats and parameters ask the same prompt
 * again, so scores of one prompt are not independent: the standard error is clustered by prompt (Miller 2024, "Adding
 * error bars to evals", arXiv 2411.00640). `null` with fewer than two prompts, where it says nothing.
 */
export function scoreInterval(
  scores: readonly number[],
  clusters: readonly unknown[],
): readonly [low: number, high: number] | null {
  const center = mean(scores);
  if (center === null) return null;
  const residuals = new Map<unknown, number>();
  scores.forEach((score, i) => residuals.set(clusters[i], (residuals.get(clusters[i]) ?? 0) + score - center));
  if (residuals.size < 2) return null;
  const squares = [...residuals.values()].reduce((sum, residual) => sum + residual ** 2, 0);
  const margin = 1.96 * Math.sqrt(squares) / scores.length;
  return [Math.max(0, center - margin), Math.min(1, center + margin)];
}
