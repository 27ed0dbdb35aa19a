import { UserError } from "../base/mod.ts";
import { ledgerIsThere, openLedger } from "../ledger/mod.ts";
import type { Ledger, RunRecord } from "../spec/mod.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";

/** The word for the run that began last. */
export const LATEST = "latest";

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
 * The id of a run that a command is given: `latest` stands for the one that began last.
 * @throws {UserError} when the ledger has no run at all.
 */
export async function runIdOf(ledger: Ledger, given: string): Promise<string> {
  if (given !== LATEST) return given;
  const [latest]: (RunRecord | undefined)[] = await ledger.runs();
  if (latest === undefined) throw new UserError("Cannot find the latest run as the ledger has none", { exitCode: 2 });
  return latest.runId;
}
