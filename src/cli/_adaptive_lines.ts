import type { JsonObject } from "../spec/mod.ts";
import type { AdaptiveOutcome } from "../sweep/mod.ts";
import { formatCount, formatUsd } from "./_format.ts";

/** Dropped variants that are shown; `--json` has all. */
const MOST = 10;

/** What an adaptive sweep went on without, for people. */
export function adaptiveLines({ dropped, cellsLeftOut, savedUsd }: AdaptiveOutcome): string {
  if (dropped.length === 0) return "\nNo variant was dropped: none is proven to be beaten.\n";
  const saved = savedUsd === null ? "at a cost that is not known" : `about $${formatUsd(savedUsd)}`;
  const lines = dropped.slice(0, MOST).map(({ variant, leader, prompts, n, meanDifference, pValue }) =>
    `dropped: ${variant}: ${meanDifference.toFixed(3)} against ${leader} after ${formatCount(prompts, "prompt")} ` +
    `(paired permutation test, n = ${n}, p = ${pValue.toPrecision(2)})\n`
  );
  const more = dropped.length > MOST
    ? `… and ${formatCount(dropped.length - MOST, "more variant")}: --json has all\n`
    : "";
  return `\n${lines.join("")}${more}saved: ${formatCount(cellsLeftOut, "cell")}, ${saved}\n`;
}

/** The same for programs. */
export function adaptiveDocument({ dropped, cellsLeftOut, savedUsd }: AdaptiveOutcome): JsonObject {
  return {
    dropped: dropped.map(({ variant, leader, prompts, n, meanDifference, pValue, alpha }) => ({
      variant,
      leader,
      prompts,
      n,
      mean_difference: meanDifference,
      p_value: pValue,
      alpha,
    })),
    cells_left_out: cellsLeftOut,
    saved_usd: savedUsd,
  };
}
