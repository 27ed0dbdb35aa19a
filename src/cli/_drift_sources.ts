import { basename, dirname, join, resolve } from "node:path";
import { isThere, UserError } from "../base/mod.ts";
import type { DriftSource } from "../analysis/drift/mod.ts";
import { placesOf } from "../sweep/mod.ts";
import { openCommandLedger, runIdOf } from "./_command_ledger.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";

/**
 * What a word of the command line names: a cassette; the folder of a run, with its ledger beside it; or the id of a run
 * in the ledger.
 *
 * @throws {UserError} when it names nothing, or the run has no tape.
 */
export async function driftSource(io: Io, given: string, ledger: string): Promise<DriftSource> {
  const path = commandPath(io, given);
  if (await isThere(path)) {
    if (!(await Deno.stat(path)).isDirectory) return path;
    const beside = join(dirname(resolve(path)), "ledger.sqlite");
    if (await isThere(beside)) return await sourceOfRun(io, basename(resolve(path)), beside);
    throw new UserError(
      `Cannot measure drift as the folder is no run's, or has no ledger.sqlite beside it: current value is "${given}"`,
      { exitCode: 2 },
    );
  }
  if (/^(?:run_.*|latest|last)$/.test(given)) return await sourceOfRun(io, given, commandPath(io, ledger));
  throw new UserError(
    `Cannot measure drift as there is no such cassette, folder of a run, or run: current value is "${given}"`,
    { exitCode: 2 },
  );
}

async function sourceOfRun(io: Io, given: string, ledgerPath: string): Promise<DriftSource> {
  await using ledger = await openCommandLedger(io, ledgerPath);
  const runId = await runIdOf(ledger, given);
  const run = await ledger.run(runId);
  if (run === null) {
    throw new UserError(`Cannot measure drift as the ledger has no such run: current value is "${given}"`, {
      exitCode: 2,
    });
  }
  const { cassettePath } = await placesOf(run, ledgerPath);
  if (cassettePath === null) {
    throw new UserError(`Cannot measure drift as the run has no cassette: current value is "${runId}"`, {
      exitCode: 2,
    });
  }
  return { cassette: cassettePath, run: runId };
}
