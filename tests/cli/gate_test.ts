import { dirname } from "node:path";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { JsonObject } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const GATE = { per: "run", thresholds: { score: { min: 0.9 } }, against: null };

/** Two runs of eight prompts: all right, and all wrong. */
async function ledgerIn(folder: string): Promise<void> {
  await using ledger = await openSqliteLedger(`${folder}/runs/ledger.sqlite`);
  for (const [runId, score, day] of [["run_old", 1, "01"], ["run_new", 0, "02"]] as const) {
    const manifest: JsonObject = runId === "run_new" ? { gate: GATE } : {};
    await ledger.startRun(makeRun({ runId, cells: 8, startedAt: `2026-01-${day}T00:00:00.000Z`, manifest }));
    await ledger.append(
      Array.from({ length: 8 }, (_, cellIndex) => makeAttempt({ runId, cellIndex, promptId: `p${cellIndex}`, score })),
    );
  }
}

async function run(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const io = testIo({ cwd: folder });
  const code = await main(args, io);
  return { code, ...io.written };
}

Deno.test("the latest run is held against what its plan asked, and what failed is named first", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const { code, stdout } = await run(dir.path, "gate");
  assertEquals(code, 1);
  const lines = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
  assertEquals(lines[2], ["FAILED", "the run", "score", "0", "≥ 0.9", "8"]);
  assertEquals(lines[3], ["ok", "the run", "cells_ended", "8", "= 8", "8"]);
  assertStringIncludes(stdout, "The gate is shut: 1 of 2 checks failed.");
});

Deno.test("a run is held against another one", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const worse = await run(dir.path, "gate", "run_new", "--against", "run_old", "--json");
  assertEquals(worse.code, 1);
  const { checks, passed } = JSON.parse(worse.stdout);
  assertEquals(passed, false);
  assertEquals(checks.at(-1), {
    group: "the run",
    figure: "score",
    value: -1,
    n: 8,
    rule: "drop ≤ 0 at 95 % confidence",
    passed: false,
    detail: "paired permutation test (exact), n = 8 prompts, p = 0.004",
  });
  const better = await run(dir.path, "gate", "run_old", "--against", "run_new");
  assertEquals(better.code, 0);
  assertStringIncludes(better.stdout, "The gate is open: 2 of 2 checks passed.");
});

Deno.test("the other run may stand in a ledger of its own", async () => {
  using here = tempDir();
  using there = tempDir();
  await ledgerIn(here.path);
  await ledgerIn(there.path);
  const flags = ["--against", "run_old", "--against-ledger", `${there.path}/runs/ledger.sqlite`];
  assertEquals((await run(here.path, "gate", "run_new", ...flags)).code, 1);
});

Deno.test("a gate of another plan file is asked where it is named", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  await Deno.writeTextFile(
    `${dir.path}/lenient.toml`,
    `name = "lenient"
[[endpoints]]
key = "acme/parrot@local"
base_url = "http://127.0.0.1:8091/v1"
[prompts]
items = [{ prompt = "hi" }]
[gate]
error_rate = { max = 0 }
`,
  );
  assertEquals((await run(dir.path, "gate", "run_new", "--plan", "lenient.toml")).code, 0);
});

Deno.test("what cannot be looked at is wrong usage, and named", async () => {
  using dir = tempDir();
  const none = await run(dir.path, "gate");
  assertEquals([none.code, none.stderr.includes("there is none")], [2, true]);
  await ledgerIn(dir.path);
  const unknown = await run(dir.path, "gate", "run_nwe");
  assertEquals(unknown.code, 2);
  assertStringIncludes(unknown.stderr, 'did you mean "run_new"');
  const nothing = await run(dir.path, "gate", "run_old");
  assertEquals(nothing.code, 2);
  assertStringIncludes(nothing.stderr, "neither --against nor --plan");
});

/** The quickstart's plan with something more, run where its tape and its prompts are. */
async function runQuickstart(folder: string, change: (toml: string) => string) {
  for (const path of ["cassettes/quickstart.jsonl", "sweeps/quickstart.prompts.jsonl"]) {
    await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await Deno.copyFile(path, `${folder}/${path}`);
  }
  await Deno.writeTextFile(`${folder}/sweeps/gated.toml`, change(await Deno.readTextFile("sweeps/quickstart.toml")));
  return await run(folder, "sweep", "run", "sweeps/gated.toml");
}

Deno.test("a sweep whose plan has a gate ends as its gate says", async () => {
  using dir = tempDir();
  const ends: [gate: string, code: number, says: string][] = [
    ["error_rate = { max = 0 }", 0, "The gate is open: 2 of 2 checks passed."],
    ["score = { min = 1 }", 1, "The gate is shut: 1 of 2 checks failed."],
  ];
  for (const [gate, code, says] of ends) {
    const ended = await runQuickstart(dir.path, (toml) => `${toml}\n[gate]\n${gate}\n`);
    assertEquals(ended.code, code, ended.stderr);
    assertStringIncludes(ended.stdout, says);
  }
});

Deno.test("cells that failed are for the gate to judge only where it speaks of them", async () => {
  using dir = tempDir();
  // The tape has two repeats: the third of each cell fails.
  const ended = (gate: string) =>
    runQuickstart(dir.path, (toml) => `${toml.replace(/^repeats = 2$/m, "repeats = 3")}\n[gate]\n${gate}\n`);
  const allowed = await ended("error_rate = { max = 0.5 }");
  assertStringIncludes(allowed.stdout, "128 failed");
  assertEquals(allowed.code, 0, allowed.stderr);
  const silent = await ended("score = { min = 0 }");
  assertStringIncludes(silent.stdout, "The gate is open");
  assertEquals(silent.code, 1);
});
