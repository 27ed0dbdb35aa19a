import { UserError } from "../base/mod.ts";
import { ledgerIsThere, openLedger } from "../ledger/mod.ts";
import type { Ledger, RunRecord } from "../spec/mod.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";

/** The word for the run that began last. */
export const LATEST = "latest";
/** The same, as the commands of `run` say it. */
const LAST = "last";

/**
 * A ledger that is there, as a command's flag names it: to open one that is not would make it.
 * @throws {UserError} when there is none.
 */
export async function openCommandLedger(io: Io, given: string): Promise<Ledger> {
  const path = commandPath(io, given);
  if (!await ledgerIsThere(path)) {
    throw new UserError(`Cannot open the ledger as there is none: current value is "${given}"`, { exitCode: 2 });
  }
  return await openLedger(path);
}

/**
 * The id of a run that a command is given: `latest` and `last` stand for the one that began last, and the beginning of an
 * id for the id. One that the ledger does not have comes back as it is, for whoever looks for the run to say so.
 * @throws {UserError} when the ledger has no run at all.
 */
export async function runIdOf(ledger: Ledger, given: string): Promise<string> {
  if (await ledger.run(given) !== null) return given;
  const runs: RunRecord[] = await ledger.runs();
  if (given !== LATEST && given !== LAST) {
    const begun = runs.filter(({ runId }) => runId.startsWith(given));
    return begun.length === 1 ? begun[0].runId : given;
  }
  if (runs.length > 0) return runs[0].runId;
  throw new UserError("Cannot find the latest run as the ledger has none", { exitCode: 2 });
}
