/**
 * A process that writes a run's rows into a ledger, for tests that need a second process or one to kill. It writes
 * the cells that have not finished, and prints how many rows are safe after each batch.
 *
 * Arguments: the file or the URL, the run's id, how many cells, the first cell, the size of a batch.
 * @module
 */
import { openLedger } from "../../src/ledger/mod.ts";
import { makeAttempts, makeRun } from "./attempts.ts";

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const [path, runId, cells, first, batch] = Deno.args;
  await using ledger = await openLedger(path);
  if (await ledger.run(runId) === null) await ledger.startRun(makeRun({ runId, cells: Number(cells) }));
  const finished = new Set<number>();
  for await (const index of ledger.finishedCells(runId)) finished.add(index);
  const rows = [...makeAttempts({ cells: Number(cells), seed: runId, runId })]
    .filter((attempt) => attempt.cellIndex >= Number(first) && !finished.has(attempt.cellIndex));
  say("open");
  for (let i = 0; i < rows.length; i += Number(batch)) {
    const part = rows.slice(i, i + Number(batch));
    await ledger.append(part);
    say(`safe ${part.map((attempt) => `${attempt.cellIndex}/${attempt.try}`).join(" ")}`);
  }
  say("done");
}
