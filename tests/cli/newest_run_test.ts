import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

for (const word of ["last", "latest", "run_ne"]) {
  Deno.test(`run show finds the newest run by "${word}"`, async () => {
    using dir = tempDir();
    await twoRuns(dir.path);
    const io = testIo({ cwd: dir.path });
    assertEquals(await main(["run", "show", word], io), 0, io.written.stderr);
    assertStringIncludes(io.written.stdout, "run_new");
  });
}

async function twoRuns(folder: string): Promise<void> {
  await using ledger = await openSqliteLedger(`${folder}/runs/ledger.sqlite`);
  for (const [runId, day] of [["run_old", "01"], ["run_new", "02"]] as const) {
    await ledger.startRun(makeRun({ runId, cells: 1, startedAt: `2026-01-${day}T00:00:00.000Z` }));
    await ledger.append([makeAttempt({ runId, cellIndex: 0 })]);
  }
}
