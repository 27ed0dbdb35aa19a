import type { Ledger, RunRecord } from "../../spec/mod.ts";
import type { CompareQuery } from "./_compare_query.ts";

/** Runs that a form offers, the newest first. */
export const MOST_RUNS = 200;
/** So far back is looked for a run to compare with. */
const MOST_LOOKED_AT = 25;

/** Two runs, or one twice: whose variants are compared then. */
export type ChosenRuns =
  | { readonly kind: "runs"; readonly a: RunRecord; readonly b: RunRecord }
  /** A run that is asked for is not there. */
  | { readonly kind: "missing" }
  /** No run has an answer yet. */
  | { readonly kind: "none" };

/**
 * The runs that an address asks for. Where it leaves one open, that is the newest other run of the same plan that has
 * cells which have ended, or else the same run; where it leaves both open, they are the two newest runs of one plan, or
 * else the newest run twice. `a` is the older one.
 */
export async function chosenRuns(ledger: Ledger, { a, b }: Pick<CompareQuery, "a" | "b">): Promise<ChosenRuns> {
  if (a.run !== null && b.run !== null) {
    const [one, other] = [await ledger.run(a.run), await ledger.run(b.run)];
    return one === null || other === null ? { kind: "missing" } : { kind: "runs", a: one, b: other };
  }
  const given = a.run ?? b.run;
  if (given === null) return await newestRuns(ledger);
  const run = await ledger.run(given);
  if (run === null) return { kind: "missing" };
  // A variant alone is compared within its run.
  const isWithin = (a.variant ?? b.variant) !== null;
  const other = isWithin ? run : await newestOther(ledger, run) ?? run;
  return a.run === null ? { kind: "runs", a: other, b: run } : { kind: "runs", a: run, b: other };
}

async function newestRuns(ledger: Ledger): Promise<ChosenRuns> {
  const seen = new Map<string, RunRecord>();
  for (const run of await ledger.runs({ last: MOST_LOOKED_AT })) {
    if (!await hasEnded(ledger, run)) continue;
    const newer = seen.get(run.plan);
    if (newer !== undefined) return { kind: "runs", a: run, b: newer };
    seen.set(run.plan, run);
  }
  const [newest] = seen.values();
  return newest === undefined ? { kind: "none" } : { kind: "runs", a: newest, b: newest };
}

async function newestOther(ledger: Ledger, { runId, plan }: RunRecord): Promise<RunRecord | null> {
  for (const run of await ledger.runs({ plan, last: MOST_LOOKED_AT })) {
    if (run.runId !== runId && await hasEnded(ledger, run)) return run;
  }
  return null;
}

async function hasEnded(ledger: Ledger, { runId }: RunRecord): Promise<boolean> {
  return (await ledger.tryCounts(runId)).some(({ final }) => final);
}
