import type { Ledger } from "../../../src/spec/mod.ts";
import { routes } from "./routes.ts";
import { runsAndAttempts } from "./runs_and_attempts.ts";
import { scorings } from "./scorings.ts";
import { use } from "./use.ts";

/** A kind of ledger, as the tests of the contract get at one. */
export interface LedgerBackend {
  /** Stands before the names of the tests. */
  readonly name: string;
  /** Whether there is none on this machine. */
  readonly ignore: boolean;
  /** Opens a new, empty one. */
  open(): Promise<Ledger>;
}

/** Declares a test, which opens as many ledgers as it likes. */
export type LedgerTest = (name: string, fn: (open: () => Promise<Ledger>) => Promise<void>) => void;

/** Declares the tests that every ledger must pass. */
export function ledgerContract({ name, ignore, open }: LedgerBackend): void {
  const test: LedgerTest = (sentence, fn) => Deno.test({ name: `${name}: ${sentence}`, ignore, fn: () => fn(open) });
  runsAndAttempts(test);
  scorings(test);
  routes(test);
  use(test);
}
