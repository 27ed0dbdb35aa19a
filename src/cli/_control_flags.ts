import { z } from "zod";
import { UserError } from "../base/mod.ts";
import { parseShard, readErrorKinds, type RunOptions } from "../sweep/mod.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";

const ALL = "all";

/** The flags that say which run, or part of one, is run, and what of it again. */
export const controlFlags = {
  runId: z.string().optional().meta({
    placeholder: "ID",
    description: "The run's id: it is gone on with where the ledger has it, else begun; shards share one",
  }),
  shard: z.string().optional()
    .meta({ placeholder: "I/N", description: "Run the I-th of N parts of the grid, while others run theirs" }),
  retryFailed: z.string().optional().meta({
    bare: ALL,
    placeholder: "KINDS",
    description: "Try again what failed in --resume or the plan's last run: all, or rate_limited,timeout",
  }),
  recordRuns: z.string().optional()
    .meta({ placeholder: "DIR", description: "Record each run on a tape of its own in this folder" }),
};

/** What was given of {@linkcode controlFlags}. */
export interface ControlFlags {
  readonly runId?: string | undefined;
  readonly shard?: string | undefined;
  readonly retryFailed?: string | undefined;
  readonly recordRuns?: string | undefined;
  readonly cassette?: string | undefined;
  readonly mode?: RunOptions["mode"] | undefined;
}

/**
 * The flags as options of a run; what was not given is absent.
 * @throws {UserError} with exit code 2 when they do not go together.
 */
export function controlOptions(io: Pick<Io, "cwd">, given: ControlFlags): Partial<RunOptions> {
  const { runId, shard, retryFailed, recordRuns, cassette, mode } = given;
  if (recordRuns !== undefined && cassette !== undefined) {
    throw new UserError("Cannot record each run on a tape of its own (--record-runs) beside --cassette: choose one", {
      exitCode: 2,
    });
  }
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(shard === undefined ? {} : { shard: parseShard(shard) }),
    ...(retryFailed === undefined ? {} : { retryFailed: retryFailed === ALL ? true : readErrorKinds(retryFailed) }),
    ...(recordRuns === undefined
      ? {}
      : { cassettePath: commandPath(io, `${recordRuns}/{run}.jsonl`), mode: mode ?? "record" }),
  };
}
