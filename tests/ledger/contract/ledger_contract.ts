import type { Ledger } from "../../../src/spec/mod.ts";
import { CALLS } from "./calls.ts";
import { CELL_TRIES } from "./cell_tries.ts";
import { COSTS } from "./costs.ts";
import { ENDPOINT_USE } from "./endpoint_use.ts";
import { ROUTES } from "./routes.ts";
import { RUNS_AND_ATTEMPTS } from "./runs_and_attempts.ts";
import { SCORINGS } from "./scorings.ts";
import { USE } from "./use.ts";

/** A kind of ledger, as the tests of the contract get at one. */
export interface LedgerBackend {
  /** Stands before the names of the tests. */
  readonly name: string;
  /** Whether there is none on this machine. */
  readonly ignore: boolean;
  /** Opens a new, empty one. */
  open(): Promise<Ledger>;
}

/** A sentence, and the test of it, which opens as many ledgers as it likes. */
export type LedgerTest = readonly [name: string, fn: (open: () => Promise<Ledger>) => Promise<void>];

/** Declares the tests that every ledger must pass. */
export function ledgerContract({ name, ignore, open }: LedgerBackend): void {
  const all = [
    ...RUNS_AND_ATTEMPTS,
    ...CELL_TRIES,
    ...SCORINGS,
    ...ROUTES,
    ...USE,
    ...ENDPOINT_USE,
    ...COSTS,
    ...CALLS,
  ];
  for (const [sentence, fn] of all) {
    Deno.test({ name: `${name}: ${sentence}`, ignore, fn: () => fn(open) });
  }
}
