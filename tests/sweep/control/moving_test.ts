import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { loadPlan, runSweep } from "../../../src/sweep/mod.ts";
import { isTapeOf, placesFrom, placesOf, tapeOfRun } from "../../../src/sweep/control/mod.ts";
import { makeRun } from "../../support/attempts.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, startParrot } from "../_parrot.ts";

const CELLS = 40;

function planText(baseUrl: string): string {
  const items = Array.from({ length: CELLS }, (_, i) => `{ id = "p${i}", word = "word${i}", expected = "word${i}" }`);
  return `name = "moving"
[[endpoints]]
key = "acme/parrot@local/q4"
base_url = "${baseUrl}"
api_key_env = "PARROT_KEY"
[prompts]
template = "Say {{word}}"
items = [${items.join(", ")}]
[score]
contains = true
`;
}

/** Runs the folder's plan until so many requests have come, and kills it. */
async function killedRun(folder: string, tape: string, at: (kill: () => void) => void): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("_moved_run.ts", import.meta.url).pathname, folder, tape],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  at(() => child.kill("SIGKILL"));
  assertEquals((await child.status).signal, "SIGKILL");
}

for (
  const { name, before, after } of [
    { name: "all together", before: "tapes/tape.jsonl", after: "tapes/tape.jsonl" },
    { name: "and its tape is elsewhere by then", before: "tape.jsonl", after: "recorded/other-name.jsonl" },
  ]
) {
  Deno.test(`a killed run that is moved to other folders, ${name}, goes on there`, async () => {
    using dir = tempDir();
    let kill = () => {};
    await using parrot = startParrot({
      intercept(number) {
        if (number === 15 || number === 30) kill();
        return undefined;
      },
    });
    let folder = `${dir.path}/here/project`;
    for (const part of ["plans", "tapes"]) await Deno.mkdir(`${folder}/${part}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/plans/plan.toml`, planText(parrot.baseUrl));
    await killedRun(folder, before, (it) => kill = it);
    await Deno.mkdir(`${dir.path}/there/deep`, { recursive: true });
    await Deno.rename(folder, folder = `${dir.path}/there/deep/renamed`);
    await Deno.mkdir(`${folder}/recorded`);
    if (after !== before) await Deno.rename(`${folder}/${before}`, `${folder}/${after}`);
    await killedRun(folder, after, (it) => kill = it);
    await Deno.rename(folder, folder = `${dir.path}/last`);
    const plan = await loadPlan(`${folder}/plans/plan.toml`);
    const options = parrotOptions(folder, { cassettePath: `${folder}/${after}` });
    const end = await runSweep(plan, options);
    assertEquals([end.ok, end.interrupted], [CELLS, false]);
    assert(end.resumed > 0);
    assert(parrot.requests.length <= CELLS + 2 * 4, `${parrot.requests.length} calls`);
    await using ledger = await openSqliteLedger(options.ledgerPath);
    const runs = await ledger.runs();
    assertEquals([runs.length, (await collect(ledger.attempts(end.runId))).length], [1, CELLS]);
    assert(!JSON.stringify(runs[0].manifest).includes(dir.path), "the manifest says nothing of the machine");
    const places = await placesOf(runs[0], options.ledgerPath);
    assertEquals(
      [await Deno.realPath(places.planPath), await Deno.realPath(places.cassettePath!)],
      [await Deno.realPath(plan.path), await Deno.realPath(options.cassettePath!)],
    );
    const replay = await runSweep(plan, { ...options, mode: "replay" });
    assertEquals(replay.resultsHash, end.resultsHash);
  });
}

Deno.test("another tape is another run's, wherever it is", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planText(parrot.baseUrl));
  const plan = await loadPlan(`${dir.path}/plan.toml`);
  const first = await runSweep(plan, parrotOptions(dir.path));
  const other = parrotOptions(dir.path, { cassettePath: `${dir.path}/other.jsonl` });
  await assertRejects(() => runSweep(plan, { ...other, resume: first.runId }), UserError, "with another cassette");
});

Deno.test("a tape is known by its place, by its way from the plan, or by what is on it", async () => {
  using dir = tempDir();
  const files = { ledgerPath: `${dir.path}/a/ledger.sqlite`, planPath: `${dir.path}/a/plan.toml` };
  const cassettePath = `${dir.path}/a/tapes/t.jsonl`;
  const run = makeRun({ cassette: cassettePath, manifest: { places: placesFrom({ ...files, cassettePath }) } });
  assertEquals(run.manifest.places, { plan: "plan.toml", cassette: "tapes/t.jsonl" });
  const elsewhere = { ...files, planPath: `${dir.path}/b/plan.toml` };
  assert(await isTapeOf(run, { ...elsewhere, cassettePath }));
  assert(await isTapeOf(run, { ...elsewhere, cassettePath: `${dir.path}/b/tapes/t.jsonl` }));
  const copy = `${dir.path}/copy.jsonl`;
  assert(!await isTapeOf(run, { ...elsewhere, cassettePath: copy }));
  // Behind more than a chunk of a file.
  await Deno.writeTextFile(copy, `${"x".repeat(200_000)}\n{"run":"run_1"}\n`);
  assert(await isTapeOf(run, { ...elsewhere, cassettePath: copy }));
  await Deno.writeTextFile(copy, '{"run":"run_12"}\n');
  assert(!await isTapeOf(run, { ...elsewhere, cassettePath: copy }));
  assert(!await isTapeOf(run, { ...elsewhere, cassettePath: null }));
  assert(await isTapeOf({ ...run, cassette: null }, { ...elsewhere, cassettePath: null }));
});

Deno.test("each run has a tape of its own where its path says so, and a replay plays that of the last run", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planText(parrot.baseUrl));
  const plan = await loadPlan(`${dir.path}/plan.toml`);
  const options = parrotOptions(dir.path, { cassettePath: `${dir.path}/tapes/{run}.jsonl` });
  await assertRejects(
    () => runSweep(plan, { ...options, mode: "replay" }),
    UserError,
    "no run of the plan that called",
  );
  const first = await runSweep(plan, options);
  const second = await runSweep(plan, { ...options, fresh: true });
  const tapes = (await Array.fromAsync(Deno.readDir(`${dir.path}/tapes`))).map(({ name }) => name).sort();
  assertEquals(tapes, [first.runId, second.runId].map((id) => `${id}.jsonl`).sort());
  const replay = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals([replay.resultsHash, replay.unplayed], [second.resultsHash, 0]);
  const older = tapeOfRun(options.cassettePath, first.runId);
  const again = await runSweep(plan, { ...options, mode: "replay", cassettePath: older });
  assertEquals(again.resultsHash, first.resultsHash);
  assertEquals(parrot.requests.length, 2 * CELLS);
});

Deno.test("a run with a tape of its own is gone on with, on that tape", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planText(parrot.baseUrl));
  const plan = await loadPlan(`${dir.path}/plan.toml`);
  const controller = new AbortController();
  const options = parrotOptions(dir.path, { cassettePath: `${dir.path}/{run}.jsonl`, concurrency: 1 });
  const cut = await runSweep(plan, {
    ...options,
    signal: controller.signal,
    onProgress: ({ done }) => done === 7 && controller.abort(),
  });
  const rest = await runSweep(plan, options);
  assertEquals([rest.runId, rest.resumed, rest.ok], [cut.runId, 7, CELLS]);
  assertEquals((await Array.fromAsync(Deno.readDir(dir.path))).filter(({ name }) => name.endsWith(".jsonl")).length, 1);
});
