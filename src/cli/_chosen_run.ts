import { z } from "zod";
import { nearestName, UserError } from "../base/mod.ts";
import { ledgerIsThere, openLedger, shownLedger } from "../ledger/mod.ts";
import type { Ledger, RunRecord } from "../spec/mod.ts";
import { isNewestRun } from "./_newest_run.ts";

/** The argument of commands that are about one run. */
export const runArgument = { name: "RUN", description: "The run's id, how it begins, or last for the newest" };

/** Where runs are kept. */
export const ledgerFlag = {
  ledger: z.string().default("runs/ledger.sqlite").meta({
    placeholder: "PATH",
    description: "Where all attempts are kept: an SQLite file, or postgres://user@host/database",
  }),
};

/** A ledger that is there: to open one that is not would make it. `action` is what is to be done: `show the run`. */
export async function openExistingLedger(path: string, action: string): Promise<Ledger> {
  if (await ledgerIsThere(path)) return await openLedger(path);
  throw new UserError(`Cannot ${action} as there is no ledger: current value is "${shownLedger(path)}"`, {
    exitCode: 2,
  });
}

/** @throws {UserError} when the ledger has no such run, or several of which the id is the beginning. */
export async function chosenRun(ledger: Ledger, given: string, action: string): Promise<RunRecord> {
  const exact = await ledger.run(given);
  if (exact !== null) return exact;
  const runs = await ledger.runs();
  if (isNewestRun(given) && runs.length > 0) return runs[0];
  const begun = runs.filter(({ runId }) => runId.startsWith(given));
  if (begun.length === 1) return begun[0];
  const known = runs.map(({ runId }) => runId);
  const nearest = nearestName(given, known);
  const reason = begun.length > 1 ? `${begun.length} runs of the ledger begin so` : "the ledger has no such run";
  const hint = begun.length === 0 && nearest !== null ? ` (did you mean "${nearest}"?)` : "";
  throw new UserError(`Cannot ${action} as ${reason}${hint}: current value is "${given}"`, { exitCode: 2 });
}
