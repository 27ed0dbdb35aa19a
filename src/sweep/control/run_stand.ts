import type { ErrorKind, Ledger, RunRecord, TryCount } from "../../spec/mod.ts";
import { type RunState, runState } from "./run_state.ts";

/** How the cells of one endpoint stand. */
export interface EndpointStand {
  /** `model@provider[/tag]` */
  readonly endpoint: string;
  /** Cells that ended with an answer. */
  readonly ok: number;
  /** Cells that ended without one. */
  readonly failed: number;
  /** Tries of all of them. */
  readonly tries: number;
  /**
   * What those tries cost, or cost when they were recorded, as far as it is known, in US dollars; `null` where nothing is
   * known of what some may have cost.
   */
  readonly costUsd: number | null;
  /** Tries that may have cost something that nobody knows. */
  readonly costsUnknown: number;
}

/** How a run stands, from counts alone. */
export interface RunStand {
  /** As the ledger has it. */
  readonly run: RunRecord;
  /** Whether a process has it, and what that does. */
  readonly state: RunState;
  /** Cells that ended with an answer. */
  readonly ok: number;
  /** Cells that ended without one. */
  readonly failed: number;
  /** HTTP tries. */
  readonly tries: number;
  /**
   * What all tries cost, or cost when they were recorded, as far as it is known, in US dollars; `null` where nothing is
   * known of what some may have cost.
   */
  readonly costUsd: number | null;
  /** The same of what the run has paid for. */
  readonly paidUsd: number | null;
  /** Tries that may have cost something that nobody knows. */
  readonly costsUnknown: number;
  /** Of them, those that the run has paid for. */
  readonly paidUnknown: number;
  /** By endpoint, in the order in which they first have a cell. */
  readonly endpoints: readonly EndpointStand[];
  /** Cells that ended without an answer, by the kind of failure, the most frequent first. */
  readonly failures: readonly { readonly kind: ErrorKind; readonly cells: number }[];
}

/** What of a run's stand may be known already. */
export interface RunStandOptions {
  /** Whether a process is known to have the run; the run's lock tells unless given. */
  readonly isTaken?: boolean;
  /** Its tries, counted; the ledger counts them unless given. */
  readonly counts?: readonly TryCount[];
}

/** How a run stands. Its rows are counted where they are kept, none is read. */
export async function runStand(ledger: Ledger, run: RunRecord, options: RunStandOptions = {}): Promise<RunStand> {
  const state = await runState(run, ledger, options);
  const counts = options.counts ?? await ledger.tryCounts(run.runId);
  const ended = counts.filter(({ final }) => final);
  // What was given up may have been paid for: it is counted, and adds nothing.
  const paid = sums(
    counts.filter(({ billed, source, costsUnknown }) => billed || (source !== "replay" && costsUnknown > 0)),
  );
  const failures = new Map<ErrorKind, number>();
  for (const { errorKind, tries } of ended) {
    if (errorKind !== null) failures.set(errorKind, (failures.get(errorKind) ?? 0) + tries);
  }
  return {
    run,
    state,
    ...sums(counts),
    paidUsd: paid.costUsd,
    paidUnknown: paid.costsUnknown,
    endpoints: [...Map.groupBy(counts, ({ endpoint }) => endpoint)].map(([endpoint, own]) => ({
      endpoint,
      ...sums(own),
    })),
    failures: [...failures].map(([kind, cells]) => ({ kind, cells })).sort((a, b) => b.cells - a.cells),
  };
}

function sums(counts: readonly TryCount[]): Omit<EndpointStand, "endpoint"> {
  const sum = { ok: 0, failed: 0, tries: 0, costUsd: 0, costsUnknown: 0 };
  let known = 0;
  for (const { final, status, tries, costUsd, costsKnown, costsUnknown } of counts) {
    sum.tries += tries;
    sum.costUsd += costUsd;
    sum.costsUnknown += costsUnknown;
    known += costsKnown;
    if (final) sum[status === "ok" ? "ok" : "failed"] += tries;
  }
  return { ...sum, costUsd: known === 0 && sum.costsUnknown > 0 ? null : sum.costUsd };
}
