import { z } from "zod";
import { isPostgresUrl } from "../ledger/mod.ts";
import type { RunOptions, RunSummary, SweepPlan } from "../sweep/mod.ts";
import { commandPath } from "./_command_path.ts";
import type { LiveRun } from "./_live_run.ts";
import type { Io } from "./io.ts";
import { printable } from "./_printable.ts";

const SECOND_MS = 1000;

/** How long others wait for a sign of life before they take a worker's cells. */
export const leaseFlag = {
  lease: z.number().min(1).max(86_400).default(60).meta({
    placeholder: "SECONDS",
    description: "How long others wait for a sign of life before they take its cells",
  }),
};

/** The flags of a run that is shared by workers. */
export const sharedRunFlags = {
  alone: z.boolean().default(false)
    .describe("With a ledger in PostgreSQL: make all calls in this process, with no workers"),
  noWork: z.boolean().default(false).describe("With workers: make no calls in this process, only wait for theirs"),
  tapeDir: z.string().optional().meta({
    placeholder: "DIR",
    description: "With workers: where their tapes are brought together; tapes in --out unless given",
  }),
  ...leaseFlag,
};

/** What was given of {@linkcode sharedRunFlags}. */
export interface SharedRunFlags {
  readonly alone: boolean;
  readonly noWork: boolean;
  readonly tapeDir?: string | undefined;
  readonly lease: number;
  readonly out: string;
}

/** Whether a run's cells are for all workers of its ledger: a replay needs nobody's help. */
export function isShared({ alone }: SharedRunFlags, { mode, ledgerPath }: Pick<RunOptions, "mode" | "ledgerPath">) {
  return !alone && isPostgresUrl(ledgerPath) && mode !== "replay" && mode !== "refresh";
}

/** Runs a plan by all workers of its ledger. */
export async function sharedRun(
  plan: SweepPlan,
  options: RunOptions,
  { io, given, live }: { readonly io: Io; readonly given: SharedRunFlags; readonly live: LiveRun | null },
): Promise<RunSummary> {
  const { runShared } = await import("../workers/mod.ts");
  return await runShared(plan, {
    ...options,
    tapeDir: commandPath(io, given.tapeDir ?? `${given.out}/tapes`),
    noWork: given.noWork,
    worker: {
      leaseMs: given.lease * SECOND_MS,
      setupOf: () => Promise.resolve({ options: live?.options ?? {}, end: () => Promise.resolve() }),
    },
    onQueued: (runId) =>
      io.stderr.write(`The cells of ${printable(runId)} are in the queue for all workers of the ledger.\n`),
  });
}
