import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { DataFrame } from "nodejs-polars";
import { UserError } from "../../../src/base/mod.ts";
import { loadRun, loadRuns } from "../../../src/analysis/mod.ts";
import { collectShape, openSqliteLedger, resultColumns, writeParquet } from "../../../src/ledger/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { arbitraryAttempts } from "../../support/arbitrary_attempt.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { iterate } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";

function attemptsOf(runId: string, cells = 3): Attempt[] {
  return [...makeAttempts({ cells, seed: runId, runId, retryShare: 0 })];
}

async function writeRun(folder: string, attempts: readonly Attempt[]): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const columns = resultColumns(await collectShape(iterate(attempts)));
  await writeParquet(`${folder}/results.parquet`, iterate(attempts), { columns });
  return folder;
}

/** A ledger whose runs began one after the other. */
async function writeLedger(path: string, runs: { readonly [runId: string]: readonly Attempt[] }) {
  const ledger = await openSqliteLedger(path);
  for (const [i, [runId, attempts]] of Object.entries(runs).entries()) {
    await ledger.startRun(makeRun({ runId, startedAt: `2026-01-0${i + 1}T00:00:00.000Z` }));
    await ledger.append(attempts);
  }
  return ledger;
}

function valuesOf(frame: DataFrame, name: string): unknown[] {
  return frame.getColumn(name).toArray();
}

Deno.test("folders, files and a ledger give the same rows, run by run", async () => {
  using dir = tempDir();
  const runs = { run_a: attemptsOf("run_a"), run_b: attemptsOf("run_b", 2) };
  const folders = await Promise.all(Object.entries(runs).map(([id, rows]) => writeRun(`${dir.path}/${id}`, rows)));
  await using ledger = await writeLedger(`${dir.path}/ledger.sqlite`, runs);
  const expected = (await loadRuns(folders)).toRecords();
  assertEquals(expected.map(({ run_id }) => run_id), ["run_a", "run_a", "run_a", "run_b", "run_b"]);
  const same: [Parameters<typeof loadRuns>[0], Parameters<typeof loadRuns>[1]?][] = [
    [`${dir.path}/run_*`],
    [`${dir.path}/**`],
    [[`${dir.path}/run_a/results.parquet`, { out: folders[1] }]],
    [`${dir.path}/ledger.sqlite`],
    [{ ledger }],
    [[{ ledger, runId: "run_a" }, `${dir.path}/run_b`]],
    ["run_*", { ledger }],
    ["*", { ledger: `${dir.path}/ledger.sqlite` }],
    [["run_a", "latest"], { ledger }],
  ];
  for (const [sources, options] of same) {
    assertEquals((await loadRuns(sources, options)).toRecords(), expected, JSON.stringify(sources));
  }
});

Deno.test("one run is the frame that loadRun gives", async () => {
  using dir = tempDir();
  const folder = await writeRun(`${dir.path}/one`, attemptsOf("run_a"));
  assertEquals((await loadRuns(folder)).toRecords(), (await loadRun(folder)).toRecords());
});

Deno.test("a column that a run has not is null there, of the type that it has elsewhere", async () => {
  await using ledger = await writeLedger(":memory:", {
    run_a: [makeAttempt({ runId: "run_a", axes: { seed: 7 }, scores: { exact: 1 } })],
    run_b: [makeAttempt({ runId: "run_b", axes: { temperature: 0.5, stream: true }, scores: { rouge: 0.25 } })],
    run_c: [makeAttempt({ runId: "run_c", axes: { temperature: null }, scores: {} })],
  });
  const frame = await loadRuns("*", { ledger });
  const names = frame.columns.filter((name) => /^(param|score)/.test(name));
  assertEquals(names, ["param_seed", "param_temperature", "param_stream", "score_exact", "score_rouge", "score"]);
  assertEquals(names.map((name) => frame.getColumn(name).dtype.variant), [
    "Float64",
    "Float64",
    "Bool",
    "Float64",
    "Float64",
    "Float64",
  ]);
  assertEquals(valuesOf(frame, "param_seed"), [7, null, null]);
  assertEquals(valuesOf(frame, "param_stream"), [null, true, null]);
  assertEquals(valuesOf(frame, "score_rouge"), [null, 0.25, null]);
  assertEquals(frame.columns.indexOf("param_seed"), frame.columns.indexOf("repeat") + 1);
});

Deno.test("runs that were united are as the rows of one run would be, for every kind of axis", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryAttempts, fc.nat(12), async (attempts, cut) => {
      const [first, second] = [attempts.slice(0, cut), attempts.slice(cut)];
      await using one = await writeLedger(":memory:", { run_1: attempts });
      await using two = await writeLedger(":memory:", {
        run_1: first,
        run_2: second.map((attempt) => ({ ...attempt, runId: "run_2" })),
      });
      const [whole, united] = [await loadRun({ ledger: one }), await loadRuns("*", { ledger: two })];
      // Objects have keys that are whole numbers first, whenever they came: so has a run's shape.
      assertEquals(new Set(united.columns), new Set(whole.columns));
      for (const name of whole.columns.filter((name) => name !== "run_id")) {
        assertEquals(united.getColumn(name).dtype, whole.getColumn(name).dtype, name);
        assertEquals(valuesOf(united, name), valuesOf(whole, name), name);
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("what is named twice is loaded once", async () => {
  using dir = tempDir();
  const folder = await writeRun(`${dir.path}/run_a`, attemptsOf("run_a"));
  await using ledger = await writeLedger(`${dir.path}/ledger.sqlite`, { run_a: attemptsOf("run_a") });
  const path = `${dir.path}/ledger.sqlite`;
  await Deno.symlink(folder, `${dir.path}/same`);
  assertEquals((await loadRuns([folder, `${folder}/results.parquet`, `${dir.path}/s*`])).height, 3);
  assertEquals((await loadRuns(["run_a", "run", "latest", "*"], { ledger })).height, 3);
  assertEquals((await loadRuns([path, path, { ledger: path, runId: "run_a" }])).height, 3);
});

Deno.test("a run from two places is refused, as it would count twice", async () => {
  using dir = tempDir();
  const folder = await writeRun(`${dir.path}/run_a`, attemptsOf("run_a"));
  await writeRun(`${dir.path}/copy`, attemptsOf("run_a"));
  await (await writeLedger(`${dir.path}/ledger.sqlite`, { run_a: attemptsOf("run_a") })).close();
  for (const other of [`${dir.path}/copy`, `${dir.path}/ledger.sqlite`]) {
    const error = await assertRejects(() => loadRuns([folder, other]), UserError, '"run_a" would count twice');
    assertStringIncludes(error.message, folder);
    assertStringIncludes(error.message, other);
  }
});

Deno.test("what cannot be found is named, with the nearest name", async () => {
  using dir = tempDir();
  await writeRun(`${dir.path}/run_a`, attemptsOf("run_a"));
  await using ledger = await writeLedger(":memory:", { run_20260101: [], run_20260102: [], other: [] });
  const noLedger: [Parameters<typeof loadRuns>[0], string][] = [
    [`${dir.path}/nowhere`, "nowhere"],
    [`${dir.path}/b*`, "no Parquet file fits the pattern"],
    [[], "none is named"],
    [{ ledger: `${dir.path}/nowhere.sqlite` }, "nowhere.sqlite"],
  ];
  for (const [sources, part] of noLedger) await assertRejects(() => loadRuns(sources), UserError, part);
  const ids: [string, string][] = [
    ["run_2026010", "2 ids begin so (run_20260102, run_20260101)"],
    ["run_20260103", 'did you mean "run_2026010'],
    ["x*", "that this pattern fits"],
    ["", "none with this id"],
  ];
  for (const [id, part] of ids) await assertRejects(() => loadRuns(id, { ledger }), UserError, part);
  await assertRejects(() => loadRuns("x", { ledger: `${dir.path}/no.sqlite` }), UserError, "no.sqlite");
  assert([...Deno.readDirSync(dir.path)].every(({ name }) => name === "run_a"));
});

Deno.test("a Parquet file of something else is named", async () => {
  using dir = tempDir();
  const folder = await writeRun(`${dir.path}/run_a`, attemptsOf("run_a"));
  const path = `${dir.path}/other.parquet`;
  (await loadRun(folder)).select("model").writeParquet(path);
  await assertRejects(() => loadRuns([folder, path]), UserError, `no column "run_id" in "${path}"`);
});

Deno.test("a path that has the signs of a pattern is a path where it is there", async () => {
  using dir = tempDir();
  const folder = await writeRun(`${dir.path}/run[1]`, attemptsOf("run_a"));
  assertEquals((await loadRuns(folder)).height, 3);
  await Deno.copyFile(`${folder}/results.parquet`, `${dir.path}/no ending [x]`);
  assertEquals((await loadRun(`${dir.path}/no ending [x]`)).height, 3);
});

Deno.test("a run is found by the beginning of its id", async () => {
  await using ledger = await writeLedger(":memory:", { run_1: attemptsOf("run_1"), run_22: attemptsOf("run_22", 1) });
  assertEquals((await loadRun({ ledger, runId: "run_2" })).height, 1);
  assertEquals((await loadRun({ ledger, runId: "run_1" })).height, 3);
  assertEquals((await loadRun({ ledger, runId: "last" })).height, 1);
});
