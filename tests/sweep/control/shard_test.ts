import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { mergeCassettes } from "../../../src/cassette/mod.ts";
import { mergeLedgers, openSqliteLedger } from "../../../src/ledger/mod.ts";
import { cellsOfShard, isOfShard } from "../../../src/sweep/control/mod.ts";
import { parseShard, type RunOptions, runSweep, type Shard, writeRunResults } from "../../../src/sweep/mod.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../_parrot.ts";

const shards = (of: number): Shard[] => Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));

Deno.test("every cell is of one shard, and all shards have as many, wherever in the grid one looks", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(3000), (of, cells) => {
      const counts = new Array(of).fill(0);
      for (let index = 0; index < cells; index++) {
        const own = shards(of).filter((shard) => isOfShard(index, shard));
        assertEquals(own.length, 1);
        counts[own[0].index - 1]++;
      }
      assertEquals(shards(of).map((shard) => cellsOfShard(cells, shard)), counts);
      assert(Math.max(...counts) - Math.min(...counts) <= 1);
    }),
    { numRuns: 60 },
  );
});

Deno.test("what recurs as often as there are shards is not all one shard's", () => {
  // Two repeats in two shards: each has some of the first and some of the second.
  const repeats = new Set<number>();
  for (let index = 0; index < 200; index++) if (isOfShard(index, { index: 1, of: 2 })) repeats.add(index % 2);
  assertEquals(repeats.size, 2);
});

Deno.test("which shard a cell is of never changes", () => {
  const own = Array.from({ length: 24 }, (_, index) => shards(3).find((shard) => isOfShard(index, shard))!.index);
  assertEquals(own.join(""), "123231231231312231231231");
});

Deno.test("a shard is a number of so many", () => {
  assertEquals(parseShard("2/4"), { index: 2, of: 4 });
  for (const wrong of ["0/4", "5/4", "4", "1/0", "a/b", "1/2/3", "-1/2", "1.5/2", "1/99999"]) {
    assertThrows(() => parseShard(wrong), UserError, "such as 2/4");
  }
});

/** Runs a shard in a process of its own. */
async function spawnShard(baseUrl: string, folder: string, shard: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("_shard_run.ts", import.meta.url).pathname, baseUrl, folder, shard],
    stdout: "null",
    stderr: "piped",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

Deno.test("two shards at once on one ledger and one tape are one run, and lose nothing", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  await Promise.all(["1/2", "2/2"].map((shard) => spawnShard(parrot.baseUrl, dir.path, shard)));
  const options = parrotOptions(dir.path);
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 50 });
  assertEquals(parrot.requests.length, 200);
  await using ledger = await openSqliteLedger(options.ledgerPath);
  const [run, ...others] = await ledger.runs();
  assertEquals([others.length, run.status, run.cells], [0, "done", 200]);
  const rows = await collect(ledger.attempts(run.runId));
  assertEquals(rows.map(({ cellIndex }) => cellIndex), Array.from({ length: 200 }, (_, i) => i));
  assert(rows.every(({ status, billed }) => status === "ok" && billed));
  const whole = JSON.parse(await Deno.readTextFile(`${options.outRoot}/${run.runId}/run.json`));
  const replay = await runSweep(plan, { ...options, mode: "replay", concurrency: 9 });
  assertEquals([replay.ok, replay.unplayed, replay.resultsHash], [200, 0, whole.results_hash]);
  assertEquals([whole.ok, whole.interrupted], [200, false]);
});

Deno.test("four shards in four folders, merged, are the whole: tables byte for byte, and a tape that replays", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 7 });
  const folder = (name: string, more: Partial<RunOptions> = {}) =>
    parrotOptions(`${dir.path}/${name}`, { runId: "nightly-7", ...more });
  for (const shard of shards(4)) {
    await Deno.mkdir(`${dir.path}/${shard.index}`);
    const part = await runSweep(plan, folder(`${shard.index}`, { shard }));
    assertEquals([part.cells, part.ok, part.interrupted], [7, 7, false]);
  }
  assertEquals(parrot.requests.length, 28);
  const sources = await Promise.all(
    shards(4).map(({ index }) => openSqliteLedger(folder(`${index}`).ledgerPath)),
  );
  await using into = await openSqliteLedger(`${dir.path}/merged.sqlite`);
  const report = await mergeLedgers(sources, { into });
  assertEquals([report.runs, report.attempts], [1, 28]);
  for (const source of sources) await source.close();
  const live = await writeRunResults(into, "nightly-7", `${dir.path}/live`);
  assertEquals([live.ok, live.failed, live.cells, (await into.run("nightly-7"))!.status], [28, 0, 28, "done"]);
  await mergeCassettes(shards(4).map(({ index }) => folder(`${index}`).cassettePath!), {
    output: `${dir.path}/tape.jsonl`,
  });

  const replayed = { mode: "replay" as const, cassettePath: `${dir.path}/tape.jsonl` };
  const whole = await runSweep(plan, folder("whole", replayed));
  assertEquals([whole.ok, whole.unplayed, whole.resultsHash], [28, 0, live.resultsHash]);

  const parts = await Promise.all(
    shards(4).map(async (shard) => {
      await runSweep(plan, folder(`replayed-${shard.index}`, { ...replayed, shard, concurrency: 2 }));
      return await openSqliteLedger(folder(`replayed-${shard.index}`).ledgerPath);
    }),
  );
  await using again = await openSqliteLedger(`${dir.path}/again.sqlite`);
  await mergeLedgers(parts, { into: again });
  for (const part of parts) await part.close();
  const { out } = await writeRunResults(again, "nightly-7", `${dir.path}/again`);
  for (const file of ["results.parquet", "results.csv"]) {
    assertEquals(await Deno.readFile(`${out}/${file}`), await Deno.readFile(`${whole.out}/${file}`));
  }
});

Deno.test("shards that are begun one after the other join the run of the first", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const runs: string[] = [];
  for (const shard of shards(3)) {
    const { runId, cells } = await runSweep(plan, { ...options, shard });
    assertEquals(cells, 4);
    runs.push(runId);
    await using ledger = await openSqliteLedger(options.ledgerPath);
    assertEquals((await ledger.run(runId))!.status, shard.index === 3 ? "done" : "interrupted");
  }
  assertEquals(new Set(runs).size, 1);
  assertEquals(parrot.requests.length, 12);
  assert((await runSweep(plan, { ...options, shard: shards(3)[0] })).runId !== runs[0], "what is done is begun anew");
});

Deno.test("a shard that was cut short is gone on with by itself, or all of the run at once", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1, runId: "r" });
  const controller = new AbortController();
  const [shard] = shards(2);
  const cut = await runSweep(plan, {
    ...options,
    shard,
    signal: controller.signal,
    onProgress: ({ done }) => done === 2 && controller.abort(),
  });
  assertEquals([cut.ok, cut.interrupted, cut.cells], [2, true, 6]);
  const rest = await runSweep(plan, { ...options, shard });
  assertEquals([rest.ok, rest.resumed, rest.interrupted], [6, 2, false]);
  await assertRejects(
    () => runSweep(plan, { ...options, shard: { index: 1, of: 3 } }),
    UserError,
    "it was begun in 2 shards",
  );
  const all = await runSweep(plan, options);
  assertEquals([all.runId, all.ok, all.resumed, all.cells, parrot.requests.length], ["r", 12, 6, 12, 12]);
});

Deno.test("what makes no sense with shards and ids is refused", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const [shard] = shards(2);
  const wrong: [Partial<RunOptions>, string][] = [
    [{ shard, fresh: true }, "each shard would begin a run of its own"],
    [{ runId: "../up" }, "letters, digits, dots"],
    [{ runId: "x", fresh: true }, "says already whether"],
    [{ shard, mode: "replay", unused: "error" }, "only a whole replay can find them"],
  ];
  for (const [more, message] of wrong) {
    await assertRejects(() => runSweep(plan, { ...options, ...more }), UserError, message);
  }
});
