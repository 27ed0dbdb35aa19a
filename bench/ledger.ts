// deno-lint-ignore-file no-console
/** How fast the two ledgers take rows and give them back, on this machine, and what copying a run between them costs. */
import { openLedger } from "../src/ledger/mod.ts";
import type { Attempt, Ledger } from "../src/spec/mod.ts";
import { makeAttempts, makeRun } from "../tests/support/attempts.ts";
import { hasPostgres, startPostgres } from "../tests/support/postgres.ts";
import { tempDir } from "../tests/support/temp_dir.ts";
import { spread } from "./_spread.ts";

const ROWS = 20_000;
const ROUNDS = 3;
/** Of the sweep's own group commits: few rows where calls are slow, many in a replay. */
const BATCHES = [1, 50, 500];
const OUTPUT_CHARS = 2000;

/** Prints rows per second. */
export async function ledgerBench(): Promise<void> {
  console.log(`${ROWS.toLocaleString("en-US")} rows with answers of ${OUTPUT_CHARS} characters; rows per second`);
  using dir = tempDir();
  await measured("SQLite", (round) => Promise.resolve(`${dir.path}/${round}.sqlite`));
  if (hasPostgres.ignore) return;
  await using server = await startPostgres({ isDurable: true });
  await measured("PostgreSQL", () => server.database());
}

async function measured(name: string, place: (round: string) => Promise<string>): Promise<void> {
  const rows = [...makeAttempts({ cells: ROWS, seed: "ledger", outputChars: OUTPUT_CHARS, retryShare: 0 })];
  for (const batch of BATCHES) {
    // One row at a time waits for the disk each time: a tenth of the rows says as much.
    const some = batch === 1 ? rows.slice(0, ROWS / 10) : rows;
    const [appended, read]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      await using ledger = await openLedger(await place(`${batch}-${round}`));
      await ledger.startRun(makeRun());
      appended.push(await perSecond(some.length, () => append(ledger, some, batch)));
      read.push(await perSecond(some.length, () => readAll(ledger)));
    }
    console.log(
      `${name.padEnd(11)} ${String(batch).padStart(3)} at once: append ${spread(appended, 0)}, read ${spread(read, 0)}`,
    );
  }
}

async function append(ledger: Ledger, rows: readonly Attempt[], batch: number): Promise<void> {
  for (let i = 0; i < rows.length; i += batch) await ledger.append(rows.slice(i, i + batch));
}

async function readAll(ledger: Ledger): Promise<void> {
  let count = 0;
  for await (const _ of ledger.attempts("run_1")) count++;
  if (count === 0) throw new Error("Cannot measure reading as no row came back");
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return count / (performance.now() - startMs) * 1000;
}

if (import.meta.main) await ledgerBench();
