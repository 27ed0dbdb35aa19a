import { assert, assertEquals, assertFalse, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { loadRun } from "../../../src/analysis/mod.ts";
import { collectShape, openSqliteLedger, resultColumns, writeParquet } from "../../../src/ledger/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { iterate } from "../../support/iterate.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";
import { tempDir } from "../../support/temp_dir.ts";

Deno.test("every kind of source gives the same frame", async () => {
  using dir = tempDir();
  const attempts = [...makeAttempts({ cells: 40, seed: "sources" })];
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  await using ledger = await openSqliteLedger(ledgerPath);
  await ledger.startRun(makeRun());
  await ledger.append(attempts);
  const columns = resultColumns(await collectShape(iterate(attempts)));
  await writeParquet(`${dir.path}/results.parquet`, iterate(attempts), { columns });

  const expected = attempts.map((attempt) =>
    Object.fromEntries(columns.map(({ name, read }) => [name, read(attempt)]))
  );
  const sources = [
    dir.path,
    `${dir.path}/results.parquet`,
    ledgerPath,
    { out: dir.path },
    { ledger },
    { ledger: ledgerPath },
    { ledger, runId: "run_1" },
  ];
  for (const source of sources) {
    const frame = await loadRun(source);
    assertEquals(frame.columns, columns.map(({ name }) => name));
    assertEquals(frame.toRecords(), expected);
  }
});

Deno.test("the newest run is loaded unless another one is named", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  for (const [runId, day] of [["old", "01"], ["new", "03"], ["middle", "02"]]) {
    await ledger.startRun(makeRun({ runId, startedAt: `2026-01-${day}T00:00:00.000Z` }));
    await ledger.append([makeAttempt({ runId })]);
  }
  assertEquals((await loadRun({ ledger })).getColumn("run_id").toArray(), ["new"]);
  assertEquals((await loadRun({ ledger, runId: "old" })).getColumn("run_id").toArray(), ["old"]);
});

Deno.test("a run without rows is a frame without rows", async () => {
  const frame = await frameOf([]);
  assertEquals(frame.height, 0);
  assert(frame.columns.includes("latency_ms"));
});

Deno.test("no column is unsigned, a date or an object, so that every notebook displays the frame", async () => {
  const frame = await frameOf([
    makeAttempt({ cellIndex: 0, axes: { stop: ["a"], format: { type: "json" }, stream: true } }),
    makeAttempt({ cellIndex: 1, axes: { stop: "b", format: "text", stream: false } }),
  ]);
  const types = new Set(frame.dtypes.map((type) => type.variant));
  assertEquals(types, new Set(["String", "Int64", "Float64", "Bool"]));
  const display = Reflect.get(frame, Symbol.for("Jupyter.display")) as () => { [mime: string]: unknown };
  const bundle = JSON.stringify(display.call(frame));
  assertFalse(bundle.includes("[object"));
  assertStringIncludes(bundle, "{&quot;type&quot;:&quot;json&quot;}");
});

Deno.test("what cannot be loaded is named", async () => {
  using dir = tempDir();
  const notes = `${dir.path}/notes.txt`;
  await Deno.writeTextFile(notes, "no results");
  await using ledger = await openSqliteLedger(`${dir.path}/ledger.sqlite`);
  const refused: [Parameters<typeof loadRun>[0], string][] = [
    [`${dir.path}/nowhere`, "nowhere"],
    ["run_20261121-171804-8f4c745a", "an id of a run needs the ledger"],
    ["latest", "an id of a run needs the ledger"],
    [dir.path, "results.parquet"],
    [notes, notes],
    [{ ledger: `${dir.path}/nowhere.sqlite` }, "nowhere.sqlite"],
    [{ ledger }, "has none"],
    [{ ledger, runId: "run_7" }, '"run_7"'],
  ];
  for (const [source, part] of refused) await assertRejects(() => loadRun(source), UserError, part);
  assertEquals([...Deno.readDirSync(dir.path)].some(({ name }) => name === "nowhere.sqlite"), false);
});

Deno.test({
  name: "importing the room does not load the native library, the first frame does",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const room = new URL("../../../src/analysis/mod.ts", import.meta.url).href;
    const script = `
      import { loadRun, toSvg } from "${room}";
      import { openSqliteLedger } from "${new URL("../../../src/ledger/mod.ts", import.meta.url).href}";
      const polars = () => Deno.readTextFileSync("/proc/self/maps").includes("nodejs-polars");
      const before = polars();
      await using ledger = await openSqliteLedger(":memory:");
      await loadRun({ ledger }).catch(() => {});
      const withoutFrame = polars();
      await ledger.startRun(${JSON.stringify(makeRun())});
      await loadRun({ ledger });
      console.log(JSON.stringify([before, withoutFrame, polars()]));
    `;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", script],
      cwd: new URL("../../..", import.meta.url),
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim(), "[false,false,true]", new TextDecoder().decode(stderr));
  },
});

Deno.test("the small run has one row per try", async () => {
  const frame = await frameOf(SMALL_RUN);
  assertEquals(frame.getColumn("cell_index").toArray(), [0, 0, 1, 2, 3, 4]);
  assertEquals(frame.getColumn("try").toArray(), [1, 2, 1, 1, 1, 1]);
});
