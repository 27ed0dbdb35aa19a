import type { JsonObject } from "../spec/mod.ts";
import type { ListedScoring, ScoredRun, ScorerCalls } from "../sweep/mod.ts";
import { fittedTable } from "./_fitted_table.ts";
import { formatCount, formatScore, formatUsd } from "./_format.ts";
import { snakeKeys } from "./_snake_keys.ts";
import type { Output } from "./io.ts";

/** What scoring a run came to, for people. */
export function scoredText(
  { runId, number, isUnchanged, scorers, calls, missing, out }: ScoredRun,
  output: Output,
): string {
  const rows = scorers.map((
    { scorer, mean, scored, unscored },
  ) => [scorer, formatScore(mean), `${scored}`, `${unscored}`]);
  const table = fittedTable(
    [
      { title: "scorer", align: "left" },
      { title: "mean", align: "right" },
      { title: "scored", align: "right" },
      { title: "without", align: "right", leaves: 1 },
    ],
    rows,
    output,
  );
  const head = isUnchanged
    ? `Scoring ${number} of ${runId} is by the same scorers: nothing was done (--again scores anew).\n\n`
    : `Scoring ${number} of ${runId}:\n\n`;
  const named = missing.cells.join(", ") + (missing.count > missing.cells.length ? ", …" : "");
  return [
    head,
    table,
    calls.length === 0 ? "" : `\n${calls.map(callsLine).join("")}`,
    missing.count === 0
      ? ""
      : `\n${formatCount(missing.count, "answer")} left out, as the plan does not have the cells: ${named}\n`,
    out === null ? "" : `\nresults  ${out} (written again)\n`,
  ].join("");
}

/** What the calls of a scorer came to, on a line. */
export function callsLine({ scorer, calls, costUsd, unscored }: ScorerCalls): string {
  const cost = costUsd === null ? "cost unknown" : `$${formatUsd(costUsd)}`;
  const lost = unscored === 0 ? "" : `, ${formatCount(unscored, "answer")} without a verdict`;
  return `${scorer}: ${formatCount(calls, "call")} of its own, ${cost}${lost}\n`;
}

/** The scorings of a run, one scorer a line, for people. */
export function scoringsText(scorings: readonly ListedScoring[], output: Output): string {
  if (scorings.length === 0) return "No scoring.\n";
  const rows = scorings.flatMap(({ number, createdAt, endedAt, scorers, calls }) =>
    scorers.map(({ scorer, mean, scored, unscored }, i) => {
      const own = calls.find((one) => one.scorer === scorer);
      return [
        i === 0 ? `${number}` : "",
        i === 0 ? `${createdAt.slice(0, 19).replace("T", " ")}${endedAt === null ? " (not ended)" : ""}` : "",
        scorer,
        formatScore(mean),
        `${scored}`,
        `${unscored}`,
        own === undefined ? "" : `${own.calls}`,
        own === undefined ? "" : own.costUsd === null ? "?" : formatUsd(own.costUsd),
      ];
    })
  );
  return fittedTable(
    [
      { title: "no.", align: "right" },
      { title: "begun (UTC)", align: "left", leaves: 2 },
      { title: "scorer", align: "left" },
      { title: "mean", align: "right" },
      { title: "scored", align: "right" },
      { title: "without", align: "right", leaves: 1 },
      { title: "calls", align: "right", leaves: 3 },
      { title: "USD", align: "right", leaves: 4 },
    ],
    rows,
    output,
  );
}

/** Of `--json`. */
export function scoredDocument(scored: ScoredRun): JsonObject {
  return snakeKeys(scored) as JsonObject;
}
