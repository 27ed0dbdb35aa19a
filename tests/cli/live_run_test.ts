import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import type { Command } from "../../src/cli/command.ts";
import { sweepRunWith } from "../../src/cli/commands/sweep_run.ts";
import { UserError } from "../../src/base/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { streamedAnswer } from "../sweep/_parrot.ts";
import { testIo } from "./_test_io.ts";

const KEY = "sk-canary-of-a-live-run-7c6d5e";
const command = sweepRunWith({ runSweep: (plan, options) => runSweep(plan, { ...options, keepNetwork: true }) });

/** A project with a plan of so many cells at a provider that its configuration sets up, and the server itself. */
function world({ cells, config, onCall, env = {} }: {
  cells: number;
  env?: { readonly [name: string]: string };
  config: (origin: string) => string;
  onCall?: () => Promise<void>;
}) {
  const dir = tempDir();
  const seen: (string | null)[] = [];
  let probes = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    if (request.method !== "POST") {
      probes++;
      return new Response("[]");
    }
    seen.push(request.headers.get("authorization"));
    await request.body?.cancel();
    await onCall?.();
    return streamedAnswer("Hello");
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const items = Array.from({ length: cells }, (_, i) => `{ id = "p${i}", prompt = "word ${i}" }`);
  Deno.writeTextFileSync(`${dir.path}/key`, `${KEY}\n`, { mode: 0o600 });
  Deno.writeTextFileSync(`${dir.path}/tapedeck.toml`, `version = 1\n${config(origin)}`);
  Deno.writeTextFileSync(
    `${dir.path}/plan.toml`,
    `name = "live"
[[endpoints]]
key = "acme/parrot@box"
base_url = "${origin}/v1"
[prompts]
items = [${items.join(", ")}]
[run]
cassette = "tape.jsonl"
`,
  );
  const io = testIo({ cwd: dir.path, env: { HOME: dir.path, ...env } });
  const run = async (...words: string[]) => {
    const input = readCommandLine(command, ["plan.toml", "--mode", "record", ...words]);
    return await (command as Command).run({ io, json: true }, input);
  };
  return {
    io,
    run,
    seen,
    probes: () => probes,
    path: dir.path,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      dir[Symbol.dispose]();
    },
  };
}

const WITH_KEY = (origin: string) => `
[providers.box]
kind = "openai-compatible"
base_url = "${origin}/v1"
credential = "box/work"
[credentials."box/work"]
file = "~/key"
`;

Deno.test("a live run has the credential that the project names, notes its use, and keeps it nowhere", async () => {
  await using live = world({ cells: 3, config: WITH_KEY });
  const { exitCode } = await live.run();
  assertEquals([exitCode, live.seen], [0, Array(3).fill(`Bearer ${KEY}`)]);
  const audit = await Deno.readTextFile(`${live.path}/.local/state/tapedeck/credential-audit.jsonl`);
  const counts = audit.trim().split("\n").map((line) => JSON.parse(line))
    .map(({ credential, command, count }) => [credential, command, count]);
  // Three calls, and the probe at the start.
  assertEquals(counts.reduce((sum, [, , count]) => sum + count, 0), 3 + 1);
  assertEquals(counts[0].slice(0, 2), ["box/work", "sweep run"]);
  for await (const text of textsBelow(live.path)) assert(!text.includes(KEY));
  assert(!(live.io.written.stdout + live.io.written.stderr).includes(KEY));
});

Deno.test("while a run goes on it serves metrics and says how it stands, and nothing is left of that afterwards", async () => {
  const told: { metrics: string; running: { plan: string; endpoint: string }[] } = { metrics: "", running: [] };
  const folder = () => `${live.path}/.local/state/tapedeck/running`;
  await using live = world({
    cells: 2,
    config: () => "",
    async onCall() {
      const url = /Metrics at (\S+)/.exec(live.io.written.stderr)![1];
      told.metrics = await (await fetch(url)).text();
      const { facts, endpoints } = await (await fetch(url.replace("/metrics", "/status"))).json();
      told.running.push({ plan: facts.plan, endpoint: endpoints[0].endpoint });
      assertEquals([...Deno.readDirSync(folder())].length, 1);
    },
  });
  await live.run("--metrics-port", "0", "-n", "1");
  assertEquals(told.running, Array(2).fill({ plan: "live", endpoint: "acme/parrot@box" }));
  assertStringIncludes(told.metrics, 'provider="box"');
  assertEquals([...Deno.readDirSync(folder())], []);
});

Deno.test("where CI is set, a live run is refused before anybody is asked anything", async () => {
  await using live = world({ cells: 2, config: WITH_KEY, env: { CI: "true" } });
  await assertRejects(() => live.run(), UserError, "CI is set");
  assertEquals([live.seen.length, live.probes()], [0, 0]);
});

Deno.test("a replay needs no credential", async () => {
  await using live = world({ cells: 2, config: WITH_KEY });
  await live.run();
  await Deno.remove(`${live.path}/key`);
  const input = readCommandLine(command, ["plan.toml", "--mode", "replay"]);
  const { exitCode } = await (command as Command).run({ io: live.io, json: true }, input);
  assertEquals([exitCode, live.seen.length], [0, 2]);
});

async function* textsBelow(folder: string): AsyncGenerator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* textsBelow(path);
    else if (path !== `${folder}/key`) yield new TextDecoder("latin1").decode(await Deno.readFile(path));
  }
}
