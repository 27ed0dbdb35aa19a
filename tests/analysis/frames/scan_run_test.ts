import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import pl from "nodejs-polars";
import { UserError } from "../../../src/base/mod.ts";
import { type LazyDataFrame, loadRun, scanRun } from "../../../src/analysis/mod.ts";
import { collectShape, openSqliteLedger, resultColumns, writeParquet } from "../../../src/ledger/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { iterate } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";

async function ledgerOf(attempts: readonly Attempt[], path = ":memory:") {
  const ledger = await openSqliteLedger(path);
  await ledger.startRun(makeRun());
  await ledger.append(attempts);
  return ledger;
}

/** The folders that scans of this process have made and not removed; another test's may be among them. */
function scanFolders(): Set<string> {
  const folder = Deno.makeTempDirSync();
  Deno.removeSync(folder);
  const names = [...Deno.readDirSync(folder.slice(0, folder.lastIndexOf("/")))].map(({ name }) => name);
  return new Set(names.filter((name) => name.startsWith("tapedeck-scan-")));
}

async function recordsOf(frame: LazyDataFrame) {
  return (await frame.collect()).toRecords();
}

Deno.test("a scan has the rows and columns of the loaded frame, from every kind of source", async () => {
  using dir = tempDir();
  const attempts = [...makeAttempts({ cells: 30, seed: "scan" })];
  const columns = resultColumns(await collectShape(iterate(attempts)));
  await writeParquet(`${dir.path}/results.parquet`, iterate(attempts), { columns });
  const path = `${dir.path}/ledger.sqlite`;
  await using ledger = await ledgerOf(attempts, path);
  const expected = (await loadRun(dir.path)).toRecords();
  const sources = [dir.path, `${dir.path}/results.parquet`, { out: dir.path }, path, { ledger }, {
    ledger,
    runId: "run",
  }];
  for (const source of sources) {
    using scan = await scanRun(source);
    assertEquals(await recordsOf(scan), expected);
  }
});

Deno.test("parts of a ledger have one schema and stay in order, though axes turn up late and change their type", async () => {
  const attempts = Array.from({ length: 40_000 }, (_, cellIndex) =>
    makeAttempt({
      cellIndex,
      axes: cellIndex < 35_000 ? { a: cellIndex % 3 } : { a: "text", late: true },
      scores: cellIndex < 36_000 ? {} : { exact: 1 },
    }));
  await using ledger = await ledgerOf(attempts);
  using scan = await scanRun({ ledger });
  const frame = await scan.select("cell_index", "param_a", "param_late", "score_exact").collect();
  const loaded = (await loadRun({ ledger })).select("cell_index", "param_a", "param_late", "score_exact");
  assertEquals(frame.getColumn("cell_index").toArray(), attempts.map(({ cellIndex }) => cellIndex));
  assert(frame.frameEqual(loaded, true));
});

Deno.test("what is filtered and grouped is computed without loading the rest", async () => {
  await using ledger = await ledgerOf([...makeAttempts({ cells: 100, seed: "group", retryShare: 0 })]);
  using scan = await scanRun({ ledger });
  const counts = await scan.filter(pl.col("status").eq(pl.lit("ok"))).groupBy("endpoint").agg(
    pl.col("cell_index").count().alias("n"),
  ).collect();
  const answered = (await loadRun({ ledger })).filter(pl.col("status").eq(pl.lit("ok"))).height;
  assertEquals(counts.getColumn("n").toArray().reduce((sum: number, n) => sum + Number(n), 0), answered);
});

Deno.test("the files of a scan are removed with it, twice does no harm", async () => {
  await using ledger = await ledgerOf([makeAttempt()]);
  const before = scanFolders();
  const scan = await scanRun({ ledger });
  const made = [...scanFolders().difference(before)];
  assert(made.length >= 1);
  scan[Symbol.dispose]();
  scan[Symbol.dispose]();
  assert(made.length > [...scanFolders()].filter((name) => made.includes(name)).length);
});

Deno.test("a process that ends by itself leaves no files behind", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await (await ledgerOf([makeAttempt()], path)).close();
  const room = new URL("../../../src/analysis/mod.ts", import.meta.url).href;
  const script = `
    import { scanRun } from "${room}";
    const scan = await scanRun(${JSON.stringify(path)});
    console.log((await scan.collect()).height, [...Deno.readDirSync(Deno.env.get("TMPDIR"))].length);
  `;
  const temporary = `${dir.path}/tmp`;
  await Deno.mkdir(temporary);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", script],
    cwd: new URL("../../..", import.meta.url),
    env: { TMPDIR: temporary },
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "1 1", new TextDecoder().decode(stderr));
  assertEquals([...Deno.readDirSync(temporary)], []);
});

Deno.test("a Parquet file is scanned where it is, and stays", async () => {
  using dir = tempDir();
  const path = `${dir.path}/results.parquet`;
  const columns = resultColumns({ axes: {}, scorers: [] });
  await writeParquet(path, iterate([makeAttempt()]), { columns });
  (await scanRun(path))[Symbol.dispose]();
  assertEquals((await loadRun(path)).height, 1);
});

Deno.test("what cannot be scanned is named, and leaves nothing behind", async () => {
  using dir = tempDir();
  await using ledger = await ledgerOf([]);
  await assertRejects(() => scanRun(`${dir.path}/nowhere`), UserError, "nowhere");
  await assertRejects(() => scanRun({ ledger, runId: "run_7" }), UserError, '"run_7"');
  await assertRejects(() => scanRun({ ledger, scoring: 3 }), UserError, "current value is 3");
  assertFalse([...Deno.readDirSync(dir.path)].length > 0);
});
