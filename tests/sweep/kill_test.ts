import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "./_parrot.ts";

const CELLS = 40;
const CONCURRENCY = 4;

for (const mode of ["record", "append"] as const) {
  Deno.test(`a run that is killed again and again in mode ${mode} loses nothing and doubles nothing`, async () => {
    using dir = tempDir();
    const random = seededRandom(`kill ${mode}`);
    let child: Deno.ChildProcess | null = null;
    // Infinity until the process is there: what one that was killed had on its way may still come.
    let killAt = Infinity;
    let kills = 0;
    await using parrot = startParrot({
      intercept: (number) => {
        // At a request, while others are on their way to the tape and the ledger.
        if (number >= killAt) {
          killAt = Infinity;
          child?.kill("SIGKILL");
        }
        return undefined;
      },
    });
    for (let done = false; !done;) {
      child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", new URL("_killed_run.ts", import.meta.url).pathname, parrot.baseUrl, dir.path, mode],
        stdout: "null",
        stderr: "inherit",
      }).spawn();
      killAt = parrot.requests.length + 1 + Math.floor(random() * 12);
      const { success, signal } = await child.status;
      if (signal === "SIGKILL") kills++;
      done = success;
      assert(done || signal === "SIGKILL");
    }
    assert(kills > 2, `killed ${kills} times`);
    // What was in flight at a kill may be called again, and nothing else.
    assert(parrot.requests.length <= CELLS + kills * CONCURRENCY, `${parrot.requests.length} calls, ${kills} kills`);

    const options = parrotOptions(dir.path);
    await using ledger = await openSqliteLedger(options.ledgerPath);
    const [run, ...others] = await ledger.runs();
    assertEquals([others.length, run.status], [0, "done"]);
    const rows = await collect(ledger.attempts(run.runId));
    assertEquals(rows.map(({ cellIndex }) => cellIndex), Array.from({ length: CELLS }, (_, i) => i));
    assert(rows.every(({ status, final, billed }) => status === "ok" && final && billed));
    const { resultsHash } = JSON.parse(
      JSON.stringify(await runSweep(await parrotPlan(parrot.baseUrl, { prompts: 10 }), { ...options, mode: "replay" })),
    );
    const manifest = JSON.parse(await Deno.readTextFile(`${options.outRoot}/${run.runId}/run.json`));
    assertEquals(resultsHash, manifest.results_hash);
  });
}
