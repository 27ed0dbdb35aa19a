import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import type { Command } from "../../src/cli/command.ts";
import { sweepRunWith } from "../../src/cli/commands/sweep_run.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { RunOptions, RunSummary, runSweep, SweepPlan } from "../../src/sweep/mod.ts";
import { makeAttempts, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { type TestIo, testIo, type TestIoOptions } from "./_test_io.ts";

const PLAN = `name = "tiny"
[[endpoints]]
key = "acme/smollm2-135m@local/q4_0"
base_url = "http://127.0.0.1:1/v1"
[[endpoints]]
key = "acme/smollm2-135m@local/q4_1"
base_url = "http://127.0.0.1:1/v1"
[grid]
temperature = [0, 0.3, 0.7, 1]
seed = [1, 2]
[prompts]
items = [{ prompt = "x" }]
[run]
concurrency = 3
cassette = "tape.jsonl"
`;

const SUMMARY: RunSummary = {
  runId: "run_1",
  plan: "tiny",
  mode: "replay",
  cells: 64,
  ok: 64,
  failed: 0,
  resumed: 0,
  costUsd: "0.0001",
  wallMs: 250,
  resultsHash: "results_1",
  out: "runs/run_1",
  interrupted: false,
  budget: null,
  problems: [],
  warnings: [],
  prices: [],
  recorded: 0,
  expired: 0,
  unplayed: 0,
  scoring: [],
};

type Runner = (plan: SweepPlan, options: RunOptions, io: TestIo) => Promise<Partial<RunSummary>>;

/** Runs the command in a folder with a plan, around a runner that writes a made-up run. */
async function run(line: string, options: TestIoOptions & { runner?: Runner } = {}) {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/plan.toml`, PLAN);
  const io = testIo({ ...options, cwd: dir.path });
  const calls: RunOptions[] = [];
  const runner: typeof runSweep = async (plan, given) => {
    calls.push(given);
    await using ledger = await openSqliteLedger(given.ledgerPath);
    await ledger.startRun(makeRun({ cells: 64 }));
    await ledger.append([...makeAttempts({ cells: 64, seed: "cli" })]);
    return { ...SUMMARY, ...await options.runner?.(plan, given, io) };
  };
  const command = sweepRunWith({ runSweep: runner });
  const { args, flags, json } = readCommandLine(command as unknown as Command, line.split(" "));
  const result = await command.run({ io, json }, { args, flags: flags as never });
  return { ...result, options: calls[0], io, folder: dir.path };
}

Deno.test("faults of a file take the place of the plan's own, and going on with the run needs them again", async () => {
  using dir = tempDir();
  const path = `${dir.path}/faults.toml`;
  await Deno.writeTextFile(path, '[[faults]]\nfault = "overloaded"\n');
  const plans: SweepPlan[] = [];
  const { document } = await run(`plan.toml --faults ${path}`, {
    runner: (plan) => {
      plans.push(plan);
      return Promise.resolve({ interrupted: true });
    },
  });
  assertEquals(plans[0].faults, { seed: "0", rules: [{ fault: "overloaded" }] });
  assertStringIncludes(JSON.stringify(document), `--faults ${path}`);
});

Deno.test("the plan decides how it is run", async () => {
  const { options, folder } = await run("plan.toml");
  assertEquals(options.mode, "replay");
  assertEquals(options.concurrency, 3);
  assertEquals(options.cassettePath, `${folder}/tape.jsonl`);
  assertEquals(options.outRoot, `${folder}/runs`);
  assertEquals(options.ledgerPath, `${folder}/runs/ledger.sqlite`);
  assertEquals([options.resume, options.fresh, options.allowLiveInCi], [undefined, false, false]);
});

Deno.test("flags go before the plan", async () => {
  const { options, folder } = await run(
    "plan.toml --mode append --cassette other.jsonl -n 9 --out results --new --allow-live-in-ci",
    { env: { KEY: "value" } },
  );
  assertEquals(options.mode, "append");
  assertEquals(options.concurrency, 9);
  assertEquals(options.cassettePath, `${folder}/other.jsonl`);
  assertEquals(options.outRoot, `${folder}/results`);
  assertEquals(options.ledgerPath, `${folder}/results/ledger.sqlite`);
  assertEquals([options.fresh, options.allowLiveInCi, options.env?.("KEY")], [true, true, "value"]);
  const resumed = (await run("plan.toml --resume run_7 --ledger db/all.sqlite")).options;
  assertEquals(resumed.resume, "run_7");
  assertMatch(resumed.ledgerPath, /\/db\/all\.sqlite$/);
});

Deno.test("for people there is a line, a table by endpoint and one by each parameter that varies", async () => {
  const { text, exitCode } = await run("plan.toml");
  assertEquals(exitCode, 0);
  const lines = text.split("\n");
  assertEquals(lines[0], "tiny (replay): 64 of 64 cells ok, 0 failed, $0.0001, 250 ms");
  assertMatch(
    lines[2],
    /^model +endpoint +cells +ok +cost USD +USD\/1k cells +TTFT p50 +p95 ms +latency p50 +p95 ms +score$/,
  );
  const rows = lines.filter((line) => line.startsWith("smollm2-135m"));
  assertEquals(rows.map((row) => row.split(/ {2,}/).slice(0, 3)), [
    ["smollm2-135m", "local/q4_0", "32"],
    ["smollm2-135m", "local/q4_1", "32"],
  ]);
  assert(rows.every((row) => row.length === lines[2].length), "numbers end where their titles end");
  const byTemperature = lines.slice(lines.findIndex((line) => line.startsWith("temperature")));
  assertEquals(
    byTemperature.slice(2, 10).map((row) => row.trim().split(/ {2,}/).slice(0, 3)),
    [0, 0.3, 0.7, 1].flatMap((value) => [
      [String(value), "local/q4_0", "8"],
      [String(value), "local/q4_1", "8"],
    ]),
  );
  assertEquals(lines.some((line) => line.startsWith("seed")), false, "a seed is a repeat");
  assertStringIncludes(text, "\nresults  runs/run_1\nhash     results_1\n");
});

Deno.test("for programs there is one document", async () => {
  const { document } = await run("plan.toml --json");
  assertEquals(document, {
    run_id: "run_1",
    plan: "tiny",
    mode: "replay",
    cells: 64,
    ok: 64,
    failed: 0,
    resumed: 0,
    recorded: 0,
    expired: 0,
    unused: 0,
    cost_usd: "0.0001",
    wall_ms: 250,
    results_hash: "results_1",
    out: "runs/run_1",
  });
});

Deno.test("failed cells make exit code 1, and their reasons are counted", async () => {
  const { text, exitCode } = await run("plan.toml", {
    runner: () => Promise.resolve({ ok: 60, failed: 4, costUsd: null }),
  });
  assertEquals(exitCode, 1);
  assertStringIncludes(text, "60 of 64 cells ok, 4 failed, cost unknown");
  assertMatch(text, /\n\d+ × server_error: Internal error\n/);
});

Deno.test("progress goes to stderr, as lines or as a bar", async () => {
  const runner: Runner = (_plan, { onProgress }) => {
    onProgress?.({ done: 64, failed: 0, total: 64, resumed: 0, costUsd: "0.0001", elapsedMs: 250 });
    return Promise.resolve({});
  };
  assertEquals((await run("plan.toml --json", { runner })).io.written, {
    stdout: "",
    stderr: "64 of 64 cells, $0.0001, 250 ms\n",
  });
  assertStringIncludes((await run("plan.toml", { runner, terminal: true })).io.written.stderr, "████ 100 %");
});

/** A runner whose calls in flight end only when they are broken off. */
const untilInterrupted: Runner = async (_plan, { signal, control }, io) => {
  const ended = new Promise((resolve) => signal?.addEventListener("abort", resolve));
  assert(io.interrupt(), "somebody listens to Ctrl-C");
  assertEquals([control!.state, signal!.aborted], ["finishing", false]);
  assert(io.interrupt(), "and to the second");
  await ended;
  return { ok: 12, interrupted: true };
};

Deno.test("Ctrl-C ends the run, and the command that goes on with it is printed", async () => {
  const { text, exitCode, io } = await run("plan.toml --mode append -n 2 --out my%results", {
    runner: untilInterrupted,
  });
  assertEquals(exitCode, 1);
  assertStringIncludes(io.written.stderr, "Waiting for the calls in flight. Ctrl-C again breaks them off");
  assertStringIncludes(io.written.stderr, "Ctrl-C again ends at once");
  assertEquals(
    text.split("\n").slice(-3, -1),
    [
      "Interrupted. To go on:",
      "  deno task tapedeck sweep run plan.toml --resume run_1 --mode append --concurrency 2 --out my%results",
    ],
  );
  assertEquals(io.interrupt(), false, "a third Ctrl-C is the process's own");
});

Deno.test("an interrupted run says so in its document too", async () => {
  const { document, io } = await run("plan.toml --json", { runner: untilInterrupted });
  const resume = "deno task tapedeck sweep run plan.toml --resume run_1";
  assertEquals(document, { ...document as object, interrupted: true, resume });
  assertStringIncludes(io.written.stderr, `To go on: ${resume}\n`);
});

Deno.test("when the run cannot be made, nobody listens to Ctrl-C any more", async () => {
  let world: TestIo | null = null;
  await assertRejects(
    () =>
      run("plan.toml", {
        runner: (_plan, _options, io) => {
          world = io;
          return Promise.reject(new UserError("no tape"));
        },
      }),
    UserError,
    "no tape",
  );
  assertEquals(world!.interrupt(), false);
});

Deno.test("what could not be sent is told, the first ten warnings of very many", async () => {
  const warnings = Array.from(
    { length: 12 },
    (_, i) => ({ endpoint: "m@p", message: `Cannot send "p${i}"`, answers: 2 }),
  );
  const { text, document } = await run("plan.toml", { runner: () => Promise.resolve({ warnings }) });
  assertStringIncludes(text, 'warning: m@p: Cannot send "p9" (2 answers)\n… and 2 more warnings: --json has all\n');
  assertEquals((document as { warnings: unknown }).warnings, warnings);
});

Deno.test("what was told before the first call is not told again at the end, and programs get both", async () => {
  const endpoint = "acme/smollm2-135m@local/q4_0";
  const told = 'Cannot send "top_k" as the provider does not take it';
  const problems = [{
    endpoint,
    parameter: "top_k",
    effect: "ignored",
    message: `${told}: current value is 3`,
    part: null,
  }] as const;
  const warnings = [
    { endpoint, message: told, answers: 32 },
    { endpoint, message: "Cannot send the name of a message", answers: 1 },
    { endpoint: "acme/smollm2-135m@local/q4_1", message: told, answers: 32 },
  ];
  const runner = () => Promise.resolve({ problems, warnings });
  const { text } = await run("plan.toml", { runner });
  assertEquals(text.split("\n").filter((line) => line.startsWith("warning:")), [
    `warning: ${endpoint}: Cannot send the name of a message (1 answer)`,
    `warning: acme/smollm2-135m@local/q4_1: ${told} (32 answers)`,
  ]);
  const { document } = await run("plan.toml --json", { runner });
  const { problems: kept, warnings: all } = document as unknown as { problems: unknown[]; warnings: unknown[] };
  assertEquals([kept.length, all.length], [1, 3]);
});

Deno.test("tables are as wide as a terminal at most, and as wide as they are elsewhere", async () => {
  const linesOf = async (options: TestIoOptions) => (await run("plan.toml", options)).text.split("\n");
  const widest = (lines: readonly string[]) =>
    Math.max(...lines.filter((line) => line.startsWith("─")).map(({ length }) => length));
  const piped = await linesOf({ columns: 80 });
  assert(widest(piped) > 100);
  assertEquals(widest(await linesOf({ terminal: true, columns: 200 })), widest(piped));
  for (const columns of [80, 100]) {
    const narrow = await linesOf({ terminal: true, columns });
    assert(widest(narrow) <= columns);
    const [models] = narrow.filter((line) => line.startsWith("model "));
    assertMatch(models, /^model +endpoint .*ok +cost USD .*score$/);
    // A p95 is never without the p50 that it belongs to.
    assertEquals(models.match(/p95/g)?.length ?? 0, models.match(/p50 +p95/g)?.length ?? 0);
    assert(narrow.some((line) => line.startsWith("temperature  endpoint")));
  }
});
