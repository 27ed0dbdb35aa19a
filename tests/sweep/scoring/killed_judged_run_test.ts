import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { runSweep } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan } from "../_parrot.ts";
import { byZero, judgeTable, ledgerOf, startJudged } from "./_judged.ts";

const CELLS = 40;
const CONCURRENCY = 4;

Deno.test("a run that is killed between answers and verdicts asks neither model nor judge twice", async () => {
  using dir = tempDir();
  const random = seededRandom("kill judged");
  let child: Deno.ChildProcess | null = null;
  let killAt = Infinity;
  let [kills, requests] = [0, 0];
  const count = () => {
    if (++requests < killAt) return;
    // Until the next process is there: what one that was killed had on its way may still come.
    killAt = Infinity;
    child?.kill("SIGKILL");
  };
  await using server = startJudged((question, number) => {
    count();
    return byZero(question, number);
  }, () => {
    count();
    return undefined;
  });
  for (let done = false; !done;) {
    child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        new URL("_killed_judged_run.ts", import.meta.url).pathname,
        server.baseUrl,
        dir.path,
      ],
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    killAt = requests + 1 + Math.floor(random() * 25);
    const { success, signal } = await child.status;
    if (signal === "SIGKILL") kills++;
    done = success;
    assert(done || signal === "SIGKILL");
  }
  assert(kills > 2, `killed ${kills} times`);
  // What was in flight at a kill may be asked again, and nothing else: a cell is with the model or with its judge, and
  // others go on while judges are asked.
  assert(server.told.length <= CELLS + kills * CONCURRENCY, `${server.told.length} answers, ${kills} kills`);
  assert(server.asked.length <= CELLS + kills * CONCURRENCY, `${server.asked.length} verdicts, ${kills} kills`);

  const options = parrotOptions(dir.path);
  await using ledger = await openSqliteLedger(options.ledgerPath);
  const [run, ...others] = await ledger.runs();
  assertEquals([others.length, run.status], [0, "done"]);
  const { rows, scores } = await ledgerOf(options.ledgerPath, run.runId);
  assertEquals(rows.map(({ cellIndex }) => cellIndex), Array.from({ length: CELLS }, (_, i) => i));
  assertEquals(scores.map(({ cellIndex }) => cellIndex), Array.from({ length: CELLS }, (_, i) => i));
  const plan = await parrotPlan(server.baseUrl, { prompts: 10, rest: judgeTable(server.baseUrl) });
  const asked = requests;
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  const manifest = JSON.parse(await Deno.readTextFile(`${options.outRoot}/${run.runId}/run.json`));
  assertEquals([replayed.resultsHash, requests], [manifest.results_hash, asked]);
});
