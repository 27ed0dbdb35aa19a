import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { systemClock } from "../../src/base/mod.ts";
import { main } from "../../src/cli/main.ts";
import { readRunning } from "../../src/transport/observe/mod.ts";
import { loopback } from "../cassette/support.ts";
import { type ServingCommand, servingCommand } from "../support/serving_command.ts";
import { tempDir } from "../support/temp_dir.ts";
import { readPrometheusText, sampleOf } from "../transport/metrics/_prometheus_text.ts";
import { testIo } from "./_test_io.ts";

/** The command as a process of its own: a replay gives up its network for good. */
function proxyProcess(folder: string, args: readonly string[]): Promise<ServingCommand> {
  return servingCommand("proxy", { folder, args });
}

const post = (url: string, text: string) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ text }) })
    .then(async (response) => [response.status, await response.text()]);

Deno.test("a process records, and another one replays it without the network", async () => {
  using folder = tempDir();
  {
    await using upstream = loopback(async (request) => new Response(`you said ${(await request.json()).text}`));
    const up = ["--upstream", `local=${upstream.url}/v1`];
    await using recording = await proxyProcess(folder.path, ["--cassette", "tape.jsonl", "--mode", "record", ...up]);
    assertEquals(await post(`${recording.url}/local/chat`, "one"), [200, "you said one"]);
    assertEquals(await post(`${recording.url}/local/chat`, "two"), [200, "you said two"]);
    const { code, stdout, stderr } = await recording.end();
    assertEquals([code, stdout], [0, "tape.jsonl (record): 0 hits, 0 missed, 2 recorded\n"]);
    assertStringIncludes(stderr, `record tape.jsonl at ${recording.url}\n`);
    assertMatch(stderr, /Point a client at it: OPENAI_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/openai\/v1\n/);
  }
  const up = ["--upstream", "local=http://127.0.0.1:9/v1"];
  await using replay = await proxyProcess(folder.path, ["--cassette", "tape.jsonl", ...up]);
  assertEquals(await post(`${replay.url}/local/chat`, "one"), [200, "you said one"]);
  const [status, text] = await post(`${replay.url}/local/chat`, "three");
  assertEquals(status, 418);
  assertStringIncludes(String(text), "cassette_miss");
  const { code, stdout } = await replay.end();
  assertEquals(code, 1);
  assertMatch(
    stdout,
    /^tape\.jsonl \(replay\): 1 hit, 1 missed, 1 unused\n\nNot on the tape:\n {2}Cannot replay POST \{local\}\/chat/,
  );
  assertMatch(stdout, /\. Nearest is line [23]: [^\n]*differs[^\n]*\n$/);
});

Deno.test("a replay that has given up the network still serves its metrics, and says how it stands", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/tape.jsonl`, await tapeOf(["one", "two"]));
  const up = ["--upstream", "local=http://127.0.0.1:9/v1"];
  await using replay = await proxyProcess(folder.path, ["--cassette", "tape.jsonl", ...up, "--metrics-port", "0"]);
  await post(`${replay.url}/local/chat`, "one");
  await post(`${replay.url}/local/chat`, "three");
  const [running] = await readRunning(`${folder.path}/state/tapedeck/running`, { clock: systemClock });
  assertEquals([running.command, running.facts.mode], ["proxy", "replay"]);
  const families = readPrometheusText(await (await fetch(`${running.metricsUrl}/metrics`)).text());
  const served = (result: string) => sampleOf(families, "tapedeck_served_requests_total", { result });
  assertEquals([served("hits"), served("misses"), served("recorded")], [1, 1, 0]);
  const status = await (await fetch(`${running.metricsUrl}/status`)).json();
  assertEquals([status.facts.hits, status.facts.misses], [1, 1]);
  const { code, stderr } = await replay.end();
  assertEquals(code, 1);
  assertStringIncludes(stderr, `Metrics at ${running.metricsUrl}/metrics\n`);
  assertEquals(await readRunning(`${folder.path}/state/tapedeck/running`, { clock: systemClock }), []);
});

Deno.test("under --json the summary is one document", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/tape.jsonl`, await tapeOf(["one", "two"]));
  const up = ["--upstream", "local=http://127.0.0.1:9/v1"];
  await using replay = await proxyProcess(folder.path, ["--cassette", "tape.jsonl", ...up, "--json"]);
  await post(`${replay.url}/local/chat`, "one");
  const { code, stdout } = await replay.end();
  const { hits, misses, unplayed, mode } = JSON.parse(stdout);
  assertEquals([code, hits, misses, unplayed, mode], [0, 1, 0, 1, "replay"]);
});

Deno.test("--unused error fails a replay that left recordings over, and names them", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/tape.jsonl`, await tapeOf(["one", "two"]));
  const up = ["--upstream", "local=http://127.0.0.1:9/v1"];
  await using replay = await proxyProcess(folder.path, ["--cassette", "tape.jsonl", ...up, "--unused", "error"]);
  await post(`${replay.url}/local/chat`, "two");
  const { code, stdout, stderr } = await replay.end();
  assertEquals([code, stdout], [1, "tape.jsonl (replay): 1 hit, 0 missed, 1 unused\n"]);
  assertStringIncludes(stderr, "line 2: POST {local}/chat");
});

Deno.test("a refresh records what is named anew, within its budget, and plays the rest", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/tape.jsonl`, await tapeOf(["one", "two", "three"]));
  const keys = [...(await Deno.readTextFile(`${folder.path}/tape.jsonl`)).matchAll(/"key":"(key_[^"]+)"/g)];
  await using upstream = loopback(() => new Response("fresh"));
  const named = ["--refresh-keys", keys[0][1], "--refresh-keys", keys[1][1], "--max-requests", "1"];
  const args = ["--cassette", "tape.jsonl", "--upstream", `local=${upstream.url}/v1`, "--mode", "refresh", ...named];
  await using refreshing = await proxyProcess(folder.path, args);
  assertEquals(await post(`${refreshing.url}/local/chat`, "one"), [200, "fresh"]);
  const [status, text] = await post(`${refreshing.url}/local/chat`, "two");
  assertEquals([status, JSON.parse(String(text)).error.type], [418, "budget_exceeded"]);
  const [played, kept] = await post(`${refreshing.url}/local/chat`, "three");
  assertEquals([played, kept === "fresh"], [200, false]);
  const { code, stdout } = await refreshing.end();
  assertEquals([code, stdout], [0, "tape.jsonl (refresh): 1 hit, 0 missed, 1 recorded\n"]);
});

Deno.test("--expired fail refuses recordings that are too old, and ends with 1", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/tape.jsonl`, await tapeOf(["one"]));
  const upstream = ["--upstream", "local=http://127.0.0.1:9/v1"];
  for (const [expired, answered, ended] of [["warn", 200, 0], ["fail", 418, 1]] as const) {
    const args = ["--cassette", "tape.jsonl", ...upstream, "--expire", "0d", "--expired", expired];
    await using replay = await proxyProcess(folder.path, args);
    const [status] = await post(`${replay.url}/local/chat`, "one");
    const { code, stdout, stderr } = await replay.end();
    assertEquals([status, code], [answered, ended], stderr);
    assertStringIncludes(stdout, "1 expired");
    assertEquals(stderr.includes("has recordings that are older"), expired === "warn");
  }
});

Deno.test("faults of a TOML file come over what is replayed", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/tape.jsonl`, await tapeOf(["one"]));
  await Deno.writeTextFile(`${folder.path}/faults.toml`, '[[faults]]\nfault = "overloaded"\nwhen = { try = 1 }\n');
  const args = ["--cassette", "tape.jsonl", "--upstream", "local=http://127.0.0.1:9/v1", "--faults", "faults.toml"];
  await using replay = await proxyProcess(folder.path, args);
  assertEquals((await post(`${replay.url}/local/chat`, "one"))[0], 503);
  assertEquals(await post(`${replay.url}/local/chat`, "one"), [200, "you said one"]);
  assertEquals((await replay.end()).code, 0);
});

/** The text of a tape that a proxy recorded. */
async function tapeOf(texts: readonly string[]): Promise<string> {
  const { openCassette } = await import("../../src/recording/mod.ts");
  using folder = tempDir();
  const path = `${folder.path}/tape.jsonl`;
  const fetch: typeof globalThis.fetch = (_, init) =>
    Promise.resolve(new Response(`you said ${JSON.parse(String(init!.body)).text}`));
  const endpoints = { local: "http://127.0.0.1:9/v1" };
  {
    await using tape = await openCassette(path, { mode: "record", ci: "", fetch, endpoints });
    for (const text of texts) {
      const body = JSON.stringify({ text });
      await (await tape.fetch(`${endpoints.local}/chat`, { method: "POST", body })).text();
    }
  }
  return await Deno.readTextFile(path);
}

Deno.test("wrong usage ends at once, with exit code 2 and nothing opened", async () => {
  using folder = tempDir();
  const refused = async (...args: string[]) => {
    const io = testIo({ cwd: folder.path, env: { CI: "true" } });
    const code = await main(["proxy", ...args], io);
    return [code, io.written.stderr];
  };
  const cases: [args: string[], says: string][] = [
    [[], "--cassette"],
    [["--cassette", "x", "--upstream", "nothing"], "--upstream must be NAME=VALUE"],
    [["--cassette", "x", "--upstream", "a=ftp://host/"], "must begin with http: or https:"],
    [["--cassette", "x", "--upstream", "a b=http://host/"], "the name must be"],
    [["--cassette", "x", "--mode", "record"], "--allow-live-in-ci"],
    [["--cassette", "x", "--port", "70000"], "--port"],
    [["--cassette", "x", "--mode", "live"], "--mode must be one of"],
    [["--cassette", "x", "--mode", "refresh"], "--mode refresh needs to be told what"],
    [["--cassette", "x", "--mode", "refresh", "--refresh-endpoints", "openai"], "no upstream given by name"],
    [["--cassette", "x", "--refresh-failures"], "--refresh-… needs --mode refresh"],
    [["--cassette", "x", "--expired", "fail"], "--expired needs --expire"],
  ];
  for (const [args, says] of cases) {
    const [code, stderr] = await refused(...args);
    assertEquals(code, 2, String(stderr));
    assertStringIncludes(String(stderr), says);
  }
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("who listens for more than this machine is told what that means", async () => {
  using folder = tempDir();
  const io = testIo({ cwd: folder.path });
  const ended = main(["proxy", "--cassette", "tape.jsonl", "--mode", "record", "--port", "0", "--host", "0.0.0.0"], io);
  while (!io.written.stderr.includes("Point a client")) await new Promise((resolve) => setImmediate(resolve));
  assertStringIncludes(
    io.written.stderr,
    "Whoever reaches 0.0.0.0 can read this tape, call through it and write to it.",
  );
  assert(io.interrupt());
  assertEquals(await ended, 0);
});
