import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { loadPlan, runSweep } from "../../src/sweep/mod.ts";
import { parrotOptions, startParrot } from "../sweep/_parrot.ts";
import { pluginPlan, runnerModule, startAcme } from "../sweep/_plugins.ts";
import { tempDir } from "../support/temp_dir.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

interface ProcessOptions {
  readonly permissions?: readonly string[];
  readonly cwd?: string;
}

/** The command line as a process of its own. */
function spawn(args: readonly string[], { permissions = ["-A"], cwd = ROOT }: ProcessOptions = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--config", `${ROOT}deno.json`, ...permissions, `${ROOT}src/cli/main.ts`, ...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function tapedeck(args: readonly string[], options: ProcessOptions = {}) {
  const { code, stdout, stderr } = await spawn(args, options).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("the help needs no permission at all", async () => {
  const { code, stdout, stderr } = await tapedeck(["--help"], { permissions: [] });
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "Commands:");
});

Deno.test("whoever reads may stop reading, and nobody is told of it", async () => {
  const words = ["run", "--config", `${ROOT}deno.json`, "-A", `${ROOT}src/cli/main.ts`, "model", "list", "--json"];
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", '"$@" | head -c 1; exit "${PIPESTATUS[0]}"', "bash", Deno.execPath(), ...words, "--store", ":memory:"],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals([text(stdout), text(stderr), code], ["{", "", 0]);
});

Deno.test("a process ends with the code of its work, and stdout has one document", async () => {
  const { code, stdout, stderr } = await tapedeck(["sweep", "plan", "sweeps/million.toml", "--json"], {
    permissions: ["-R"],
  });
  assertEquals([code, stderr], [0, ""]);
  assertEquals(JSON.parse(stdout).cells, 1_000_000);
  const wrong = await tapedeck(["sweep", "plan", "--jsn"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertStringIncludes(wrong.stderr, "did you mean --json?");
});

/** Twelve cells at a server. */
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
cassette = "tape.jsonl"
`;

const LIVE = ["--mode", "append", "--allow-live-in-ci"];

Deno.test("a sweep is recorded, and replayed without the network", async () => {
  using dir = tempDir();
  let recorded;
  {
    await using parrot = startParrot();
    await Deno.writeTextFile(`${dir.path}/plan.toml`, planFor(parrot.baseUrl));
    const { code, stdout, stderr } = await tapedeck(["sweep", "run", "plan.toml", ...LIVE, "--json"], {
      cwd: dir.path,
    });
    assertEquals(code, 0, stderr);
    assertEquals(parrot.requests.length, 12);
    assertStringIncludes(stderr, "12 of 12 cells");
    recorded = JSON.parse(stdout);
  }
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"];
  const { code, stdout } = await tapedeck(["sweep", "run", "plan.toml"], { cwd: dir.path, permissions });
  assertEquals(code, 0);
  assertMatch(stdout, /^parrot \(replay\): 12 of 12 cells ok, 0 failed, \$0\.00024, /);
  assertMatch(stdout, /\nacme\/parrot +local +12 +100 % +0\.00024 +0\.02 /);
  assertStringIncludes(stdout, `hash     ${recorded.results_hash}\n`);
});

Deno.test("a second Ctrl-C ends a sweep at once, and the printed command goes on with it without calling anything twice", async () => {
  using dir = tempDir();
  const fifth = Promise.withResolvers<void>();
  const release = Promise.withResolvers<Response>();
  await using parrot = startParrot({
    intercept(number) {
      if (number !== 5) return undefined;
      fifth.resolve();
      return release.promise;
    },
  });
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planFor(parrot.baseUrl));
  const child = spawn(["sweep", "run", "plan.toml", ...LIVE, "--json"], { cwd: dir.path });
  const stdout = new Response(child.stdout).arrayBuffer();
  const stderr = child.stderr.getReader();
  await fifth.promise;
  child.kill("SIGINT");
  // The call in flight never ends by itself: only when the first request was seen is the second one.
  for (let said = ""; !said.includes("breaks them off");) {
    said += new TextDecoder().decode((await stderr.read()).value);
  }
  child.kill("SIGINT");
  const { code } = await child.status;
  await stderr.cancel();
  release.resolve(new Response(null, { status: 500 }));
  const summary = JSON.parse(new TextDecoder().decode(await stdout));
  assertEquals([code, summary.ok, summary.interrupted], [1, 4, true]);
  const [prefix, words] = summary.resume.split(" sweep ");
  assertEquals(prefix, "deno task tapedeck");
  const resumed = await tapedeck(["sweep", ...words.split(" "), "--json"], { cwd: dir.path });
  const end = JSON.parse(resumed.stdout);
  assertEquals([resumed.code, end.run_id, end.ok, end.resumed], [0, summary.run_id, 12, 4]);
  assert(parrot.requests.length <= 13, `the call in flight may be made again, and no other: ${parrot.requests.length}`);
});

Deno.test("a sweep with a failed cell ends with 1", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) =>
      number === 3 ? Response.json({ error: { message: "bad request" } }, { status: 400 }) : undefined,
  });
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planFor(parrot.baseUrl));
  const { code, stdout } = await tapedeck(["sweep", "run", "plan.toml", ...LIVE], { cwd: dir.path });
  assertEquals(code, 1);
  assertStringIncludes(stdout, "11 of 12 cells ok, 1 failed");
  assertStringIncludes(stdout, "1 × invalid_request: bad request");
});

/** What `deno task sweep` may do, and no package is fetched. */
const OFFLINE = ["--cached-only", "-P=replay"];

Deno.test("a sweep with a provider from outside is replayed by a process that may not use the network", async () => {
  using dir = tempDir();
  const server = startAcme({ envelope: true });
  await Deno.writeTextFile(`${dir.path}/acme.ts`, runnerModule(server.origin));
  await Deno.writeTextFile(`${dir.path}/plan.toml`, pluginPlan("acme/parrot@acme", { endpoint: 'api_key_env = "K"' }));
  const plan = await loadPlan(`${dir.path}/plan.toml`);
  const env = (name: string) => ({ K: "jr_live_0Canary" })[name];
  const recorded = await runSweep(plan, parrotOptions(dir.path, { env }));
  await server[Symbol.asyncDispose]();
  const args = ["sweep", "run", `${dir.path}/plan.toml`, "--out", `${dir.path}/out`, "--json"];
  const { code, stdout } = await tapedeck(args, { permissions: OFFLINE });
  assertEquals(code, 0);
  assertEquals(JSON.parse(stdout).results_hash, recorded.resultsHash);
});

Deno.test("a package that is not at hand is named with its line, and nothing is fetched", async () => {
  using dir = tempDir();
  const plugins = '["npm:@acme.invalid/tapedeck-provider@1.2.3"]';
  await Deno.writeTextFile(`${dir.path}/plan.toml`, pluginPlan("acme/parrot@acme", { plugins }));
  const { code, stdout, stderr } = await tapedeck(["sweep", "run", `${dir.path}/plan.toml`], { permissions: OFFLINE });
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /plan\.toml:2: plugins\[0\] cannot be used: Cannot load the provider as its module fails:/);
  assertStringIncludes(stderr, "npm:@acme.invalid/tapedeck-provider@1.2.3");
});
