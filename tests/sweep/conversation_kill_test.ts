import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions } from "./_parrot.ts";
import { longTalks, startTalker, talkerPlan } from "./_talker.ts";

/** Ten conversations, twice, of four calls each. */
const CALLS = 80;
const CONCURRENCY = 4;

Deno.test("a run that is killed within its conversations goes on with each, and asks nothing that is on the tape", async () => {
  using dir = tempDir();
  const random = seededRandom("kill talks");
  let child: Deno.ChildProcess | null = null;
  // Infinity until the process is there: what one that was killed had on its way may still come.
  let killAt = Infinity;
  let kills = 0;
  await using talker = startTalker((number) => {
    if (number >= killAt) {
      killAt = Infinity;
      child?.kill("SIGKILL");
    }
    return undefined;
  });
  for (let done = false; !done;) {
    child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", new URL("_killed_talk.ts", import.meta.url).pathname, talker.baseUrl, dir.path],
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    killAt = talker.requests.length + 2 + Math.floor(random() * 25);
    const { success, signal } = await child.status;
    if (signal === "SIGKILL") kills++;
    done = success;
    assert(done || signal === "SIGKILL");
  }
  assert(kills > 2, `killed ${kills} times`);
  const extra = talker.requests.length - CALLS;
  assert(extra >= 0 && extra <= kills * CONCURRENCY, `${extra} calls again, ${kills} kills`);

  const options = parrotOptions(dir.path);
  const plan = await talkerPlan(talker.baseUrl, { items: longTalks() });
  await using ledger = await openSqliteLedger(options.ledgerPath);
  const [run, ...others] = await ledger.runs();
  assertEquals([others.length, run.status], [0, "done"]);
  const rows = await collect(ledger.attempts(run.runId));
  assertEquals(
    rows.map(({ cellIndex, turn, final }) => [cellIndex, turn, final]),
    Array.from({ length: CALLS }, (_, i) => [Math.floor(i / 4), i % 4 + 1, i % 4 === 3]),
  );
  assert(rows.every(({ status, billed }) => status === "ok" && billed));
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  const manifest = JSON.parse(await Deno.readTextFile(`${options.outRoot}/${run.runId}/run.json`));
  assertEquals([replayed.resultsHash, replayed.unplayed], [manifest.results_hash, 0]);
});
