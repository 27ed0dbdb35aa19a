import type { ErrorKind } from "../spec/mod.ts";
import { budgetText, type RunSummary, type StopReason } from "../sweep/mod.ts";
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

/** How the failures are named that made it pointless to go on: when that is mended, their cells are worth another try. */
const KINDS: { readonly [reason in StopReason]: ErrorKind | null } = {
  credential: "auth",
  credit: "payment",
  model: "not_found",
  permission: "permission",
  request: "invalid_request",
  budget: null,
};

/** Which failures to try again when the run is gone on with. */
export function retriedKinds({ stops = [], failed, mode }: RunSummary): readonly ErrorKind[] {
  if (failed === 0 || mode === "replay") return [];
  return [...new Set(stops.flatMap(({ reason }) => KINDS[reason] ?? []))];
}
