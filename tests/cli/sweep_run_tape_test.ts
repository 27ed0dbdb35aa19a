import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import type { Command } from "../../src/cli/command.ts";
import { sweepRunWith } from "../../src/cli/commands/sweep_run.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { startParrot } from "../sweep/_parrot.ts";
import { testIo } from "./_test_io.ts";

const DAY = 86_400_000;

/** The command as it is, but that it leaves the network to the tests that come after it. */
const command = sweepRunWith({ runSweep: (plan, options) => runSweep(plan, { ...options, keepNetwork: true }) });

/** A folder with a plan of 25 cells for a server, in which the command is run day after day. */
function world(baseUrl: string, cassette = "") {
  const dir = tempDir();
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  const items = Array.from({ length: 25 }, (_, i) => `{ id = "p${i}", prompt = "word ${i}" }`);
  const write = (change: (text: string) => string = (text) => text) =>
    Deno.writeTextFileSync(
      `${dir.path}/plan.toml`,
      change(`name = "parrot"
[[endpoints]]
key = "acme/parrot@local"
base_url = "${baseUrl}"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[parameters]
max_tokens = 20
[prompts]
items = [${items.join(", ")}]
[run]
cassette = "tape.jsonl"
[cassette]
${cassette}
`),
    );
  write();
  return {
    path: dir.path,
    clock,
    write,
    async run(line: string) {
      const io = { ...testIo({ cwd: dir.path }), clock };
      const { args, flags, json } = readCommandLine(command as unknown as Command, ["plan.toml", ...line.split(" ")]);
      const result = await command.run({ io, json }, { args, flags: flags as never });
      return { ...result, document: result.document as { [key: string]: unknown }, stderr: io.written.stderr };
    },
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

Deno.test("a budget stops the run, says what was spent, and the printed command goes on", async () => {
  await using parrot = startParrot();
  using here = world(parrot.baseUrl);
  const { run } = here;
  const first = await run("--mode record --max-requests 10 -n 4");
  assertEquals([first.exitCode, parrot.requests.length], [1, 10]);
  assertStringIncludes(first.text, "10 of 25 cells ok, 0 failed");
  const [, id] = /--resume (\S+)/.exec(first.text)!;
  assertStringIncludes(
    first.text,
    "\nStopped by the recording budget: 10 of 10 requests spent.\n" +
      "What was recorded stays. Each session has its own budget: going on spends up to 10 more. To go on:\n" +
      `  deno task tapedeck sweep run plan.toml --resume ${id} --mode record --max-requests 10 --concurrency 4\n`,
  );
  const second = await run(`--resume ${id} --mode record --max-requests 20 --concurrency 4`);
  assertEquals([second.exitCode, parrot.requests.length], [0, 25]);
  assertStringIncludes(second.text, "25 of 25 cells ok, 0 failed, 10 resumed");
  assertEquals((await run("--unused error")).exitCode, 0);
});

Deno.test("dollars come by the plan's prices, and programs are told of them", async () => {
  await using parrot = startParrot();
  using here = world(parrot.baseUrl);
  const { run } = here;
  const { document, exitCode, stderr } = await run("--mode append --max-usd 0.0003 --json");
  assertEquals([exitCode, document.interrupted], [1, true]);
  assertEquals(document.budget, {
    ...document.budget as object,
    what: "usd",
    limit: "0.0003",
    spent: document.cost_usd,
    reserved: "0",
  });
  assertStringIncludes(stderr, "--mode append --max-usd 0.0003");
  const { text } = await run("--mode append --max-usd 0.00001");
  assertStringIncludes(
    text,
    "Stopped by the recording budget: $0 of $0.00001 spent, and the next call could use up to $0",
  );
  assertStringIncludes(text, "too small for a single call: raise --max-usd");
});

Deno.test("a refresh by age records anew what is old, and the rest is played", async () => {
  await using parrot = startParrot();
  using here = world(parrot.baseUrl);
  const { run, clock } = here;
  await run("--mode record --max-requests 10");
  await clock.advance(40 * DAY);
  await run("--mode append --max-requests 15 --new");
  assertEquals(parrot.requests.length, 25);
  await clock.advance(DAY);
  const refreshed = await run("--mode refresh --refresh-older-than 30d");
  assertStringIncludes(refreshed.text, "parrot (refresh): 25 of 25 cells ok, 0 failed, 10 recorded");
  assertEquals([refreshed.exitCode, parrot.requests.length], [0, 35]);
  const replayed = await run("--unused error --expire 30d --expired fail");
  assertEquals([replayed.exitCode, replayed.document.results_hash], [0, refreshed.document.results_hash]);
  const key = /"key":"(key_[\w-]{12})/.exec(await Deno.readTextFile(`${refreshed.document.out}/../../tape.jsonl`))![1];
  assertEquals((await run(`--mode refresh --refresh-keys ${key}`)).document.recorded, 1);
  assertEquals((await run("--mode refresh --refresh-failures")).document.recorded, 0);
  assertEquals((await run("--mode refresh --refresh-endpoints acme/parrot@local")).document.recorded, 25);
});

Deno.test("recordings that have expired are a warning, or failures with the command that helps", async () => {
  await using parrot = startParrot();
  using here = world(parrot.baseUrl, 'expire = "720h"');
  const { run, clock } = here;
  await run("--mode record");
  await clock.advance(41 * DAY);
  const warned = await run("--mode replay");
  assertEquals(warned.exitCode, 0);
  assertStringIncludes(warned.stderr, "warning: the cassette");
  assertStringIncludes(warned.text, "25 of 25 cells ok, 0 failed, 25 expired");
  const failed = await run("--expired fail");
  assertEquals([failed.exitCode, failed.document.failed, failed.document.expired], [1, 25, 25]);
  assertMatch(failed.text, /\n25 × recording_expired: Cannot play the recording key_\S+ as it is older than 30 days/);
  assertStringIncludes(
    failed.text,
    "\n  To record them anew: deno task tapedeck sweep run plan.toml --mode refresh --refresh-older-than 30d\n",
  );
  assertEquals((await run("--expire 50d --expired fail")).exitCode, 0);
  assertEquals(parrot.requests.length, 25);
});

Deno.test("recordings that no cell asked for are counted, or are an error that lists them", async () => {
  await using parrot = startParrot();
  using here = world(parrot.baseUrl);
  const { run, write } = here;
  await run("--mode record");
  write((text) => text.replace('{ id = "p0", prompt = "word 0" }, { id = "p1", prompt = "word 1" }, ', ""));
  const counted = await run("--unused report");
  assertEquals(counted.exitCode, 0);
  assertStringIncludes(counted.text, "23 of 23 cells ok, 0 failed, 2 unused");
  const { exitCode, text, stderr, document } = await run("--unused error");
  assertEquals([exitCode, document.unused, document.ok], [1, 2, 23]);
  assertStringIncludes(text, "23 of 23 cells ok");
  assertMatch(stderr, /no call played 2 recordings of ".*tape.jsonl":\n {2}line \d+: POST .* → 200, scope cell_/);
});

Deno.test("misses are explained, the first of them, with the command that records what is missing", async () => {
  await using parrot = startParrot();
  using here = world(parrot.baseUrl);
  const { run, write } = here;
  await run("--mode record");
  write((text) => text.replace("max_tokens = 20", "max_tokens = 21"));
  const { exitCode, text } = await run("-n 1");
  assertEquals(exitCode, 1);
  assertStringIncludes(text, "\n25 × cassette_miss:\n  Cannot replay POST ");
  assertEquals(text.match(/is not on the tape/g)!.length, 3);
  assertStringIncludes(text, "/body/max_tokens was 20, is 21");
  assertMatch(text, /\n {2}The other 22 are in .*results\.csv\n {2}To record what is missing: .* --mode append\n/);
});

Deno.test("flags that do not go together are refused before anything is done", async () => {
  using here = world("http://127.0.0.1:9/v1");
  const { run, path } = here;
  const cases = [
    ["--refresh-failures", "--refresh-… needs --mode refresh"],
    ["--mode append --refresh-older-than 30d", 'current value is "append"'],
    ["--mode refresh", "--mode refresh needs to be told what"],
    ["--expired fail", "--expired needs --expire"],
    ["--expire 30", "--expire must be an age such as 30d"],
    ["--max-usd 1,50", "--max-usd must be dollars such as 1.50"],
    ["--max-requests 0", "--max-requests must be at least 1"],
    ["--speed -1", "--speed"],
  ];
  for (const [line, message] of cases) {
    const error = await assertRejects(() => run(line), UserError, message);
    assertEquals(error.exitCode, 2);
  }
  assertEquals([...Deno.readDirSync(path)].map(({ name }) => name), ["plan.toml"]);
});

Deno.test("live modes stay refused where CI is set", async () => {
  using dir = world("http://127.0.0.1:9/v1");
  const io = { ...testIo({ cwd: dir.path, env: { CI: "true" } }), clock: dir.clock };
  const line = ["plan.toml", "--mode", "refresh", "--refresh-failures"];
  const { args, flags } = readCommandLine(command as unknown as Command, line);
  const refused = () => command.run({ io, json: false }, { args, flags: flags as never });
  await assertRejects(refused, UserError, "CI is set");
});
