import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import type { Command } from "../../src/cli/command.ts";
import { sweepRunWith } from "../../src/cli/commands/sweep_run.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { startParrot } from "../sweep/_parrot.ts";
import { systemClock } from "../../src/base/mod.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

/** A replay gives up the network, which the next test needs. */
const sweepRun = sweepRunWith({ runSweep: (plan, options) => runSweep(plan, { ...options, keepNetwork: true }) });

/** Runs a plan of ten cells at a parrot, by the command line. */
async function sweep(
  line: string,
  options: TestIoOptions & {
    readonly folder: string;
    readonly baseUrl: string;
    readonly price?: string;
    readonly rest?: string;
  },
) {
  const { folder, baseUrl, price = "2", rest = "" } = options;
  await Deno.writeTextFile(
    `${folder}/plan.toml`,
    `name = "money"
repeats = 10
[parameters]
max_tokens = 1000
[[endpoints]]
key = "acme/parrot@local"
base_url = "${baseUrl}"
api_key_env = "PARROT_KEY"
price = { input_per_1m_usd = "1", output_per_1m_usd = "${price}" }
[prompts]
items = [{ prompt = "Say it" }]
[run]
cassette = "tape.jsonl"
concurrency = 2
${rest}
`,
  );
  const io = {
    ...testIo({ ...options, cwd: folder, env: { PARROT_KEY: "sk-canary-1", HOME: folder, ...options.env } }),
    clock: systemClock,
  };
  const { args, flags, json } = readCommandLine(sweepRun as unknown as Command, ["plan.toml", ...line.split(" ")]);
  const result = await sweepRun.run({ io, json } as never, { args, flags: flags as never });
  return { ...result, io, text: String(result.text) };
}

Deno.test("a live run tells what it will cost, and afterwards what it did", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const { io, text, exitCode } = await sweep("--mode record", { folder: dir.path, baseUrl: parrot.baseUrl });
  assertEquals(exitCode, 0);
  assertMatch(io.written.stderr, /^Forecast: 10 calls, \$0\.01\d* \(\$0\.002\d* to \$0\.02\d*\)\n/);
  assertMatch(text, /\nforecast \$0\.01\d* \(.*\), was \$0\.0002 in /);
});

Deno.test("without a terminal a dear run is wrong usage, and --yes agrees to it", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const dear = { folder: dir.path, baseUrl: parrot.baseUrl, price: "200" };
  const error = await assertRejects(() => sweep("--mode record", dear), UserError);
  assertEquals([error.exitCode, parrot.requests.length], [2, 0]);
  assertMatch(error.message, /may cost up to \$2\.\d+ and there is no terminal to ask on: --yes agrees/);
  assertEquals((await sweep("--mode record --yes", dear)).exitCode, 0);
  assertEquals((await sweep("--mode replay", dear)).exitCode, 0, "a replay never asks");
  assertEquals((await sweep("--mode record --new --confirm-above-usd 5", dear)).exitCode, 0);
});

Deno.test("on a terminal it asks, and takes y for an answer and nothing else", async () => {
  for (const [typed, calls] of [["y\n", 10], ["n\n", 0], ["\n", 0]] as const) {
    using dir = tempDir();
    await using parrot = startParrot();
    const dear = { folder: dir.path, baseUrl: parrot.baseUrl, price: "200", keys: () => {}, stdin: [typed] };
    const run = sweep("--mode record", dear);
    if (calls === 0) await assertRejects(() => run, UserError, "nobody agreed");
    else assertStringIncludes((await run).io.written.stderr, "It may cost up to $2.");
    assertEquals(parrot.requests.length, calls);
  }
});

Deno.test("a budget of the command line holds, and the report says how to go on", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const at = { folder: dir.path, baseUrl: parrot.baseUrl };
  const { text, exitCode, document } = await sweep("--mode record --budget-requests 4 --budget-usd 1", at);
  assertEquals([exitCode, parrot.requests.length], [1, 4]);
  assertMatch(
    text,
    /\nStopped: The budget of the run is used up: 4 of 4 requests spent, .*\n {2}Go on with a larger one/,
  );
  assertStringIncludes(text, "6 cells were not run.");
  assertMatch(text, /budget: \$0\.0000\d+ of \$1, 4 of 4 requests\n/);
  assertMatch(text, /--resume run_\S+ --budget-requests MORE --mode record --budget-usd 1\n/);
  const { stops, spending } = document as { stops: { reason: string }[]; spending: { spent: { requests: number } }[] };
  assertEquals([stops[0].reason, spending[0].spent.requests], ["budget", 4]);
});

Deno.test("a bad key is one message, with what to do", async () => {
  using dir = tempDir();
  let isMended = false;
  await using parrot = startParrot({
    intercept: () => isMended ? undefined : Response.json({ error: { message: "No" } }, { status: 401 }),
  });
  const at = { folder: dir.path, baseUrl: parrot.baseUrl };
  const { text, exitCode } = await sweep("--mode record", at);
  assertEquals(exitCode, 1);
  assertEquals(text.match(/Stopped: /g)!.length, 1);
  assertMatch(text, /Stopped: "local" refuses the credential "env:PARROT_KEY" \(status 401\)/);
  assert(!text.includes("sk-canary-1"));
  const [, resume] = /sweep run plan\.toml (--resume \S+ --retry-failed=auth --mode record)\n/.exec(text)!;
  isMended = true;
  const mended = await sweep(resume, at);
  assertMatch(mended.text, /10 of 10 cells ok, 0 failed/);
  assertEquals(mended.exitCode, 0);
  assertMatch((await sweep("--mode replay", at)).text, /10 of 10 cells ok, 0 failed/);
});

Deno.test("--progress json is one object in each line, the last of them at the end", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const at = { folder: dir.path, baseUrl: parrot.baseUrl };
  const { io } = await sweep("--mode record --progress json --budget-requests 100", at);
  const lines = io.written.stderr.trim().split("\n").filter((line) => line.startsWith("{"));
  const last = JSON.parse(lines.at(-1)!);
  assertEquals([last.type, last.done, last.total, last.failed, last.running, last.waiting], ["end", 10, 10, 0, 0, 0]);
  assertEquals(last.endpoints.map((one: { endpoint: string; done: number }) => [one.endpoint, one.done]), [
    ["acme/parrot@local", 10],
  ]);
  assertEquals([last.spending[0].spent.requests, last.left_ms, typeof last.cost_usd], [10, 0, "string"]);
  assertEquals((await sweep("--mode replay --progress none", at)).io.written.stderr, "");
});
