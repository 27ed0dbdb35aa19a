import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../../src/base/mod.ts";
import { ledgerMerge } from "../../src/cli/commands/ledger_merge.ts";
import { runCancel } from "../../src/cli/commands/run_cancel.ts";
import { runList } from "../../src/cli/commands/run_list.ts";
import { runPause } from "../../src/cli/commands/run_pause.ts";
import { runResults } from "../../src/cli/commands/run_results.ts";
import { runResume } from "../../src/cli/commands/run_resume.ts";
import { runShow } from "../../src/cli/commands/run_show.ts";
import type { Command, CommandResult } from "../../src/cli/command.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { startParrot } from "../sweep/_parrot.ts";
import { testIo } from "./_test_io.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

const planFor = (baseUrl: string) =>
  `name = "parrot"
repeats = 2
[[endpoints]]
key = "acme/parrot@local"
base_url = "${baseUrl}"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[grid]
temperature = [0, 0.5]
[prompts]
items = [{ prompt = "one" }, { prompt = "two" }, { prompt = "three" }]
[run]
concurrency = 1
max_tries = 1
cassette = "tape.jsonl"
`;

/** The command line as a process of its own. */
function spawn(cwd: string, ...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--config", `${ROOT}deno.json`, "-A", `${ROOT}src/cli/main.ts`, ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function tapedeck(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await spawn(cwd, ...args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A command in this process, as it is typed. */
async function typed(cwd: string, command: Command, line: string): Promise<CommandResult> {
  const { args, flags, json } = readCommandLine(command, line === "" ? [] : line.split(" "));
  return await command.run({ io: testIo({ cwd }), json }, { args, flags });
}

const LIVE = ["--mode", "record", "--allow-live-in-ci", "--json"];
const document = ({ document }: CommandResult) => document as { [name: string]: never };

/** Reads what a process says on stderr, until it has said something. */
function listener(child: Deno.ChildProcess) {
  const reader = child.stderr.getReader();
  let said = "";
  return async (words: string) => {
    while (!said.includes(words)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The process ended before it said "${words}": ${said}`);
      said += new TextDecoder().decode(value);
    }
  };
}

/** A parrot that keeps the answers from the fourth request on until it is let go. */
function heldParrot() {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<undefined>();
  const parrot = startParrot({
    intercept(number) {
      if (number < 4) return undefined;
      reached.resolve();
      return released.promise;
    },
  });
  return { ...parrot, reached: reached.promise, release: () => released.resolve(undefined) };
}

Deno.test("a run is paused, resumed and cancelled from another terminal, and goes on by its id", async () => {
  using dir = tempDir();
  await using parrot = heldParrot();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planFor(parrot.baseUrl));
  const child = spawn(dir.path, "sweep", "run", "plan.toml", ...LIVE);
  const stdout = new Response(child.stdout).text();
  const hears = listener(child);
  await parrot.reached;
  const [listed] = document(await typed(dir.path, runList, "--state running")).runs as { run_id: string }[];
  const id = listed.run_id;
  assertStringIncludes((await typed(dir.path, runPause, "last")).text, `tapedeck run resume ${id}`);
  await hears("Paused: the calls in flight end");
  // The rows of what has ended come to the ledger a moment later.
  const isPaused = new RegExp(`${id} +parrot +record +paused +3 of 12`);
  while (!isPaused.test((await typed(dir.path, runList, "")).text)) await new Promise((wake) => setTimeout(wake, 20));
  assertEquals((await typed(dir.path, runResume, id)).text, `${id} goes on.\n`);
  await hears("Going on.");
  assertStringIncludes((await typed(dir.path, runCancel, id.slice(0, 15))).text, "ends when its calls in flight");
  await hears("Cancelled");
  parrot.release();
  assertEquals((await child.status).code, 1);
  const summary = JSON.parse(await stdout);
  assertEquals([summary.run_id, summary.ok, summary.interrupted], [id, 4, true]);
  assertEquals(document(await typed(dir.path, runShow, "last")).state, "cancelled");
  const resumed = await tapedeck(dir.path, "run", "resume", id, "--allow-live-in-ci", "--json");
  assertEquals(resumed.code, 0, resumed.stderr);
  const end = JSON.parse(resumed.stdout);
  assertEquals([end.run_id, end.ok, end.resumed, parrot.requests.length], [id, 12, 4, 12]);
  await assertRejects(() => typed(dir.path, runResume, id), UserError, "as it is done");
  await assertRejects(() => typed(dir.path, runPause, id), UserError, "no process is running it");
  await assertRejects(() => typed(dir.path, runCancel, id), UserError, "as it is done");
});

/** A run of twelve cells, of which four failed. */
async function moodyRun(folder: string): Promise<string> {
  await using parrot = startParrot({
    intercept: (_number, { messages }) =>
      messages[0].content === "two" ? Response.json({ error: { message: "no" } }, { status: 400 }) : undefined,
  });
  await Deno.writeTextFile(`${folder}/plan.toml`, planFor(parrot.baseUrl));
  const { stdout } = await tapedeck(folder, "sweep", "run", "plan.toml", ...LIVE);
  return JSON.parse(stdout).run_id;
}

Deno.test("a run is shown: how it stands, its cells by endpoint and reason, its spend, its manifest", async () => {
  using dir = tempDir();
  const id = await moodyRun(dir.path);
  const { text } = await typed(dir.path, runShow, "last");
  assertStringIncludes(text, `${id}\nplan `);
  assertMatch(text, /state +done\n/);
  assertMatch(text, /failed +4 × invalid_request\n/);
  assertMatch(text, /acme\/parrot@local +8 +4 +0 +12 +0\.00016/);
  const shown = document(await typed(dir.path, runShow, id));
  assertEquals(shown.endpoints, [
    { endpoint: "acme/parrot@local", ok: 8, failed: 4, failures: { invalid_request: 4 }, reopened: 0, tries: 12 },
  ]);
  assertEquals([shown.status, shown.open, shown.cells], ["done", 0, 12]);
  assertEquals((shown.manifest as { places: unknown }).places, { plan: "../plan.toml", cassette: "tape.jsonl" });
  assertEquals((shown.spend as { total: { cost_usd: string } }).total.cost_usd, "0.00016");
  await assertRejects(() => typed(dir.path, runShow, "run_x"), UserError, "has no such run");
  await assertRejects(() => typed(dir.path, runShow, "last --ledger none.sqlite"), UserError, "there is no ledger");
});

Deno.test("what a run has spent is told as far as it is known, endpoint by endpoint", async () => {
  using dir = tempDir();
  const path = join(dir.path, "ledger.sqlite");
  const live = { source: "live", billed: true } as const;
  const unknown = { ...live, costUsd: null, costSource: null };
  const written = async (runId: string, rows: readonly Partial<Attempt>[]) => {
    await using ledger = await openSqliteLedger(path);
    await ledger.startRun(makeRun({ runId, status: "done", cells: rows.length }));
    await ledger.append(rows.map((row, cellIndex) => makeAttempt({ runId, cellIndex, ...row })));
    return (await typed(dir.path, runShow, `${runId} --ledger ledger.sqlite`)).text;
  };
  const some = await written("run_1", [
    { ...live, endpoint: "m@a", costUsd: "1234.567" },
    { ...unknown, endpoint: "m@a" },
    { ...unknown, endpoint: "m@b" },
  ]);
  assertMatch(some, /spent +\$1234\.57 and more\n/);
  assertMatch(some, /m@a .* 1234\.57\+\n/);
  assertMatch(some, /m@b .* –\n/);
  assertMatch(await written("run_2", [{ ...unknown }]), /spent +–\n/);
});

Deno.test("a cell is shown with what stands on the tape for each of its tries", async () => {
  using dir = tempDir();
  await moodyRun(dir.path);
  const { text } = await typed(dir.path, runShow, "last --cell 4");
  assertStringIncludes(text, "cell 4, try 1  acme/parrot@local");
  assertStringIncludes(text, "failed: invalid_request");
  const shown = document(await typed(dir.path, runShow, "last --cell 0"));
  const [{ row, scope, entry }] = shown.rows as {
    row: { cell_id: string; output: string; cassette_key: string };
    scope: string;
    entry: { record: { scope: string; key: string } };
  }[];
  assertEquals([scope, entry.record.scope, entry.record.key], [`${row.cell_id}/1`, scope, row.cassette_key]);
  assertEquals(row.output, "one!");
  await assertRejects(() => typed(dir.path, runShow, "last --cell 12"), UserError, "the run has 12 cells, from 0");
});

Deno.test("a run is verified, and one changed number ends with code 1 and is named", async () => {
  using dir = tempDir();
  const id = await moodyRun(dir.path);
  const sound = await tapedeck(dir.path, "run", "verify", "last");
  assertEquals([sound.code, sound.stderr.includes("error")], [0, false], sound.stderr);
  assertStringIncludes(sound.stdout, "12 rows of 12 cells derived again from");
  assertStringIncludes(sound.stdout, "Every value follows from the tape.");
  using db = new DatabaseSync(`${dir.path}/runs/ledger.sqlite`);
  db.exec("UPDATE attempts SET cost_usd = '0.00001' WHERE cell_index = 9");
  const tampered = await tapedeck(dir.path, "run", "verify", id, "--json");
  assertEquals(tampered.code, 1);
  const { differing, differences, unrecorded, missing } = JSON.parse(tampered.stdout);
  assertEquals([differing, unrecorded, missing], [1, 0, []]);
  assertEquals(
    differences.map(({ cell_index, column, stored, derived }: { [name: string]: unknown }) => [
      cell_index,
      column,
      stored,
      derived,
    ]),
    [[9, "cost_usd", "0.00001", "0.00002"]],
  );
  const shown = await tapedeck(dir.path, "run", "verify", id);
  assertMatch(shown.stdout, /9 +1 +cost_usd +"0\.00001" +"0\.00002"\n/);
  assertStringIncludes(shown.stdout, "1 value differs.");
});

Deno.test("shards are merged on the command line, and the whole run's tables are written", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planFor(parrot.baseUrl));
  for (const shard of [1, 2]) {
    const folder = `s${shard}`;
    await Deno.mkdir(`${dir.path}/${folder}`);
    const tape = ["--cassette", `${folder}/tape.jsonl`, "--out", folder];
    const words = ["sweep", "run", "plan.toml", ...LIVE, "--run-id", "ci-1", "--shard", `${shard}/2`, ...tape];
    const { code, stdout, stderr } = await tapedeck(dir.path, ...words);
    assertEquals(code, 0, stderr);
    const { run_id, cells, ok } = JSON.parse(stdout);
    assertEquals([run_id, cells, ok], ["ci-1", 6, 6]);
  }
  const merge = "s1/ledger.sqlite s2/ledger.sqlite --into all.sqlite";
  assertEquals(
    (await typed(dir.path, ledgerMerge, merge)).text,
    "2 ledgers merged into all.sqlite: 1 run, 12 tries.\n",
  );
  await assertRejects(() => typed(dir.path, ledgerMerge, merge), UserError, "the output is there already");
  const results = document(await typed(dir.path, runResults, "ci-1 --ledger all.sqlite --out merged"));
  assertEquals([results.ok, results.cells, results.failed], [12, 12, 0]);
  assert((await Deno.stat(`${dir.path}/merged/ci-1/results.parquet`)).size > 0);
  assertEquals(
    (await tapedeck(dir.path, "cassette", "merge", "s1/tape.jsonl", "s2/tape.jsonl", "-o", "tape.jsonl")).code,
    0,
  );
  const elsewhere = ["--ledger", "all.sqlite", "--cassette", "tape.jsonl", "--plan", "plan.toml"];
  const checked = await tapedeck(dir.path, "run", "verify", "ci-1", ...elsewhere);
  assertStringIncludes(checked.stdout, "Every value follows from the tape.", checked.stderr);
});

Deno.test("ledgers that disagree leave no file behind", async () => {
  using dir = tempDir();
  const id = await moodyRun(dir.path);
  await Deno.copyFile(`${dir.path}/runs/ledger.sqlite`, `${dir.path}/other.sqlite`);
  {
    using db = new DatabaseSync(`${dir.path}/other.sqlite`);
    db.exec("UPDATE attempts SET latency_ms = 1 WHERE cell_index = 3");
  }
  const line = "runs/ledger.sqlite other.sqlite --into all.sqlite";
  await assertRejects(
    () => typed(dir.path, ledgerMerge, line),
    UserError,
    `disagree about try 1 of cell 3 of the run "${id}": "latencyMs" is`,
  );
  const left = (await Array.fromAsync(Deno.readDir(dir.path))).map(({ name }) => name).filter((name) =>
    /all|tmp/.test(name)
  );
  assertEquals(left, []);
  assertStringIncludes((await typed(dir.path, ledgerMerge, `${line} --prefer newest`)).text, "12 tries");
});

Deno.test("what failed is tried again by a flag with or without kinds", async () => {
  using dir = tempDir();
  const id = await moodyRun(dir.path);
  await using parrot = startParrot();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planFor(parrot.baseUrl));
  const again = (flag: string) => tapedeck(dir.path, "sweep", "run", "plan.toml", ...LIVE, flag);
  const other = await again("--retry-failed=timeout");
  assertEquals([JSON.parse(other.stdout).run_id, parrot.requests.length], [id, 0]);
  const { code, stdout } = await again("--retry-failed");
  const { run_id, ok, failed } = JSON.parse(stdout);
  assertEquals([code, run_id, ok, failed, parrot.requests.length], [0, id, 12, 0, 4]);
  await using ledger = await openSqliteLedger(`${dir.path}/runs/ledger.sqlite`);
  assertEquals((await ledger.runs()).length, 1);
});

Deno.test("each run is recorded on a tape of its own", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planFor(parrot.baseUrl));
  const words = ["sweep", "run", "plan.toml", "--record-runs", "tapes", "--allow-live-in-ci", "--json"];
  const { code, stdout, stderr } = await tapedeck(dir.path, ...words);
  assertEquals(code, 0, stderr);
  const { run_id, mode } = JSON.parse(stdout);
  assertEquals([mode, (await Deno.stat(`${dir.path}/tapes/${run_id}.jsonl`)).isFile], ["record", true]);
  const verified = await tapedeck(dir.path, "run", "verify", run_id);
  assertEquals(verified.code, 0, verified.stdout + verified.stderr);
  const both = await tapedeck(dir.path, ...words, "--cassette", "x.jsonl");
  assertEquals(both.code, 2);
  assertStringIncludes(both.stderr, "choose one");
});
