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

Deno.test("a sweep whose plan has a gate ends as its gate says", async () => {
  using dir = tempDir();
  const plan = (gate: string) => Deno.readTextFile("sweeps/quickstart.toml").then((toml) => toml + gate);
  for (const path of ["cassettes/quickstart.jsonl", "sweeps/quickstart.prompts.jsonl"]) {
    await Deno.mkdir(dirname(`${dir.path}/${path}`), { recursive: true });
    await Deno.copyFile(path, `${dir.path}/${path}`);
  }
  const ends: [gate: string, code: number, says: string][] = [
    ["\n[gate]\nerror_rate = { max = 0 }\n", 0, "The gate is open: 2 of 2 checks passed."],
    ["\n[gate]\nscore = { min = 1 }\n", 1, "The gate is shut: 1 of 2 checks failed."],
  ];
  for (const [gate, code, says] of ends) {
    await Deno.writeTextFile(`${dir.path}/sweeps/gated.toml`, await plan(gate));
    const io = testIo({ cwd: dir.path });
    assertEquals(await main(["sweep", "run", "sweeps/gated.toml"], io), code, io.written.stderr);
    assertStringIncludes(io.written.stdout, says);
  }
});

Deno.test("a run is named by its id, by how that begins, or as the latest or last one", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const named = async (...args: string[]) => JSON.parse((await run(dir.path, "gate", ...args, "--json")).stdout).run_id;
  assertEquals([await named("latest"), await named("last"), await named("run_n")], ["run_new", "run_new", "run_new"]);
  assertEquals(await named("run_o", "--against", "run_new"), "run_old");
  const { code, stderr } = await run(dir.path, "gate", "run_");
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'current value is "run_"');
});
