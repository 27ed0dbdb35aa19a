import { type CostTotals, costTotals } from "../../ledger/mod.ts";
import type { Attempt, ErrorKind, Ledger, RunRecord, ScoringRecord } from "../../spec/mod.ts";

/** The cells of a run at one endpoint, by how they stand. */
export interface EndpointCells {
  /** `model@provider[/tag]`. */
  readonly endpoint: string;
  /** Those that ended with an answer. */
  readonly ok: number;
  /** Those that ended without one. */
  readonly failed: number;
  /** Of those, how many for which reason. */
  readonly failures: { readonly [kind in ErrorKind]?: number };
  /** Those that failed and are to be tried again. */
  readonly reopened: number;
  /** Tries of all of them. */
  readonly tries: number;
}

/** All that a ledger says of a run. */
export interface RunOverview {
  /** As it stands in the ledger. */
  readonly run: RunRecord;
  /** By endpoint, in the order in which they first have a cell. */
  readonly endpoints: readonly EndpointCells[];
  /** Cells that have not ended, those that are to be tried again included. */
  readonly open: number;
  /** What its tries have cost, by endpoint. */
  readonly costs: CostTotals;
  /** Passes of scorers over it. */
  readonly scorings: readonly ScoringRecord[];
}

type Counts = { -readonly [field in keyof EndpointCells]: EndpointCells[field] } & {
  failures: { [kind in ErrorKind]?: number };
};

/** Read what a ledger says of a run, row by row. */
export async function runOverview(ledger: Ledger, run: RunRecord): Promise<RunOverview> {
  const counts = new Map<string, Counts>();
  let ended = 0;
  async function* counted(): AsyncGenerator<Attempt> {
    let last: Attempt | null = null;
    for await (const attempt of ledger.attempts(run.runId)) {
      if (last !== null && last.cellIndex !== attempt.cellIndex && !last.final) reopened(last);
      last = attempt;
      const own = countsOf(attempt);
      own.tries++;
      if (attempt.final) {
        ended++;
        if (attempt.status === "ok") own.ok++;
        else fail(own, attempt.errorKind!);
      }
      yield attempt;
    }
    if (last !== null && !last.final) reopened(last);
  }
  const countsOf = ({ endpoint }: Attempt): Counts => {
    const own = counts.get(endpoint) ?? { endpoint, ok: 0, failed: 0, failures: {}, reopened: 0, tries: 0 };
    counts.set(endpoint, own);
    return own;
  };
  const reopened = (attempt: Attempt) => countsOf(attempt).reopened++;
  const costs = await costTotals(counted(), "endpoint");
  const scorings = await ledger.scorings(run.runId);
  return { run, endpoints: [...counts.values()], open: run.cells - ended, costs, scorings };
}

function fail(counts: Counts, kind: ErrorKind): void {
  counts.failed++;
  counts.failures[kind] = (counts.failures[kind] ?? 0) + 1;
}
