import { budgetText, type RunSummary } from "../sweep/mod.ts";
import { formatCount } from "./_format.ts";

/** Why cells were left, what to do about it, and how many they are. */
export function stopLines({ stops = [], cells, ok, failed, mode }: RunSummary): string {
  if (stops.length === 0) return "";
  const lines = stops.map(({ message, advice }) => `Stopped: ${message}\n  ${advice}.\n`);
  const left = cells - ok - failed;
  const why = mode === "replay" ? ", as in the recording" : "";
  return `\n${lines.join("")}${formatCount(left, "cell")} ${left === 1 ? "was" : "were"} not run${why}.\n`;
}

/** What all sessions have spent of the limits of the budget. */
export function spendingLines({ spending = [] }: RunSummary): string {
  return spending.length === 0 ? "" : `\n${spending.map((one) => `${budgetText(one)}\n`).join("")}`;
}

/** What goes on with the run needs another value of the flag whose limit is used up. */
export function raisedFlags({ stops = [] }: RunSummary): ReadonlySet<string> {
  return new Set(
    stops.flatMap(({ exhausted }) =>
      exhausted === undefined || exhausted.scope !== "run" ? [] : [`budget-${exhausted.what}`]
    ),
  );
}
