import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { defineProvider, findProvider, openaiChat } from "../../src/provider/mod.ts";
import { listRecords, verifyCassette } from "../../src/recording/mod.ts";
import type { ProviderAdapter } from "../../src/spec/mod.ts";
import { cellsOf, loadHistory, loadPlan, parsePlan, planHash, runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, startParrot } from "./_parrot.ts";
import { mistakesOf, planOf, planText } from "./_plans.ts";
import { aiSdkModule, pluginPlan, runnerModule, startAcme } from "./_plugins.ts";

const KEY = "jr_live_0Canary0Canary0Canary0Canary0";
/** Of the same shape, and nobody has told of it. */
const OTHER_KEY = "jr_live_0Filler0Filler0Filler0Filler0Fil";

/** Writes a plan and its modules into a folder, and loads it. */
async function planIn(folder: string, toml: string, modules: { readonly [name: string]: string }) {
  for (const [name, text] of Object.entries(modules)) await Deno.writeTextFile(`${folder}/${name}`, text);
  await Deno.writeTextFile(`${folder}/plan.toml`, toml);
  return await loadPlan(`${folder}/plan.toml`);
}

Deno.test("a sweep over a provider from outside is recorded, and replayed when its server is gone", async () => {
  using dir = tempDir();
  const server = startAcme({ envelope: true });
  const plan = await planIn(dir.path, pluginPlan("acme/parrot@acme"), { "acme.ts": runnerModule(server.origin) });
  const { baseUrl, wire, wireModel, apiKeyEnv, auth, dialect } = plan.endpoints[0];
  assertEquals({ baseUrl, wire, wireModel, apiKeyEnv, auth, dialect }, {
    baseUrl: `${server.origin}/v2`,
    wire: "envelope-chat",
    wireModel: "parrot",
    apiKeyEnv: "ACME_RUNNER_KEY",
    auth: { header: "x-runner-key", prefix: "" },
    dialect: { renames: {}, refuses: ["min_p"] },
  });
  const options = parrotOptions(dir.path, { env: (name) => ({ ACME_RUNNER_KEY: KEY })[name] });
  const recorded = await runSweep(plan, options);
  await server[Symbol.asyncDispose]();
  assertEquals([recorded.ok, recorded.failed], [4, 0]);
  const [{ path, headers, body }] = server.asked;
  assertEquals([path, headers.get("x-runner-key")], ["/v2/jobs", KEY]);
  assertEquals(Object.keys(body), ["input"]);
  const replayed = await runSweep(plan, { ...options, mode: "replay", env: () => undefined });
  assertEquals([replayed.ok, replayed.resultsHash], [4, recorded.resultsHash]);
  await using ledger = await openSqliteLedger(options.ledgerPath);
  const [row] = await collect(ledger.attempts(replayed.runId));
  assertEquals([row.output, row.inputTokens, row.outputTokens, row.provider], ["Hello", 10, 5, "acme"]);
  assertEquals(row.ttftMs !== null, true);
});

Deno.test("a key of a shape that only the plugin knows never reaches the tape, nor the results", async () => {
  using dir = tempDir();
  await using server = startAcme({ envelope: true, text: `Yours is ${OTHER_KEY}, mine ${KEY}` });
  const plan = await planIn(dir.path, pluginPlan("acme/parrot@acme"), { "acme.ts": runnerModule(server.origin) });
  const options = parrotOptions(dir.path, { env: (name) => ({ ACME_RUNNER_KEY: KEY })[name] });
  const recorded = await runSweep(plan, options);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals([recorded.failed, replayed.resultsHash], [0, recorded.resultsHash]);
  for (const file of [options.cassettePath!, `${recorded.out}/results.csv`, options.ledgerPath]) {
    const text = new TextDecoder("latin1").decode(await Deno.readFile(file));
    for (const key of [KEY, OTHER_KEY]) assertEquals(text.includes(key.slice(8)), false, file);
  }
});

for (const withBaseUrl of [false, true]) {
  const how = withBaseUrl ? "with its address in the plan" : "at an address that it alone knows";
  Deno.test(`a model of the AI SDK is a provider of a sweep, recorded and replayed, ${how}`, async () => {
    using dir = tempDir();
    const server = startAcme();
    const endpoint = withBaseUrl ? `base_url = "${server.origin}/v1"` : "";
    const plan = await planIn(dir.path, pluginPlan("openai/gpt-4o-mini@openai-sdk", { endpoint }), {
      "acme.ts": aiSdkModule(server.origin),
    });
    const options = parrotOptions(dir.path);
    const recorded = await runSweep(plan, options);
    await server[Symbol.asyncDispose]();
    assertEquals([recorded.ok, recorded.failed, server.asked.length], [4, 0, 4]);
    const replayed = await runSweep(plan, { ...options, mode: "replay" });
    assertEquals([replayed.ok, replayed.resultsHash], [4, recorded.resultsHash]);
    assertEquals(await verifyCassette(options.cassettePath!), []);
    const [{ interaction }] = listRecords(options.cassettePath!, plan.plugins);
    const place = withBaseUrl ? "{openai/gpt-4o-mini@openai-sdk}" : `${server.origin}/v1`;
    assertEquals([interaction?.url, interaction?.endpoint], [
      `${place}/chat/completions`,
      "openai/gpt-4o-mini@openai-sdk",
    ]);
    const history = await loadHistory(plan, { ledgerPath: null, cassettePath: options.cassettePath });
    assertEquals(history.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens]), Array(4).fill([10, 5]));
  });
}

Deno.test("what a client is answered counts for a recording budget", async () => {
  using dir = tempDir();
  await using server = startAcme();
  const endpoint = 'price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }\nparameters = { max_tokens = 5 }';
  const toml = pluginPlan("openai/gpt-4o-mini@openai-sdk", { endpoint, rest: '[cassette]\nmax_usd = "1"' });
  const plan = await planIn(dir.path, toml, { "acme.ts": aiSdkModule(server.origin) });
  const { ok, costUsd, budget } = await runSweep(plan, parrotOptions(dir.path));
  assertEquals([ok, costUsd, budget], [4, "0.00008", null]);
});

Deno.test("faults speak in the words of the plugin, and are tried again", async () => {
  using dir = tempDir();
  await using server = startAcme({ envelope: true });
  const rest = '[[faults]]\nfault = "rate_limit"\nafter_ms = 0\nwhen = { try = 1 }\n';
  const plan = await planIn(dir.path, pluginPlan("acme/parrot@acme", { endpoint: "api_key_env = 'K'", rest }), {
    "acme.ts": runnerModule(server.origin),
  });
  const options = parrotOptions(dir.path, { env: (name) => ({ K: KEY })[name] });
  const { ok, runId } = await runSweep(plan, options);
  await using ledger = await openSqliteLedger(options.ledgerPath);
  const rows = await collect(ledger.attempts(runId));
  assertEquals([ok, rows.length], [4, 8]);
  const refused = rows.filter(({ final }) => !final);
  for (const { errorKind, errorMessage } of refused) {
    assertEquals(errorKind, "rate_limited");
    assertStringIncludes(errorMessage!, "Too many jobs");
  }
});

const cellar: ProviderAdapter = defineProvider({
  ...findProvider("openai-compatible"),
  key: "cellar",
  name: "The cellar",
  defaultOrigin: "http://127.0.0.1:8091",
});

const CELLAR = '[[endpoints]]\nkey = "acme/parrot@cellar"\n';

Deno.test("in code a plugin is given to the plan, and calls like any other provider", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const origin = new URL(parrot.baseUrl).origin;
  const plugins = [{ ...cellar, defaultOrigin: origin }];
  const plan = await parsePlan(planText({ endpoints: CELLAR }), { path: "plan.toml", plugins });
  assertEquals([plan.plugins, plan.endpoints[0].baseUrl], [plugins, parrot.baseUrl]);
  const { ok } = await runSweep(plan, parrotOptions(dir.path));
  assertEquals([ok, parrot.requests.length], [2, 2]);
});

Deno.test("a plugin changes neither cells nor hash: what is sent does", async () => {
  const text = planText();
  const plain = await planOf();
  const beside = await parsePlan(text, { path: "plans/test.toml", plugins: [cellar] });
  assertEquals(planHash(beside), planHash(plain));
  assertEquals([...cellsOf(beside)].map(({ id }) => id), [...cellsOf(plain)].map(({ id }) => id));
  const own = { ...cellar, wire: "own-chat", format: { ...openaiChat, name: "own-chat" } };
  const hashOf = async (plugin: ProviderAdapter) =>
    planHash(await parsePlan(planText({ endpoints: CELLAR }), { path: "plan.toml", plugins: [plugin] }));
  assertEquals(await hashOf({ ...cellar, defaultOrigin: "http://127.0.0.1:1" }), await hashOf(cellar));
  assert(await hashOf(own) !== await hashOf(cellar));
});

Deno.test("a plugin's doors are taken as those of the table are, and its own format at an address of the plan's", async () => {
  const own = { ...cellar, wire: "own-chat", format: { ...openaiChat, name: "own-chat" } };
  const plugin = { ...own, doors: [{ wire: "openai-chat", basePath: "/openai" }] };
  const wireAt = async (lines: string) => {
    const endpoints = `${CELLAR}${lines}\n`;
    const plan = await parsePlan(planText({ endpoints }), { path: "plan.toml", plugins: [plugin] });
    return [plan.endpoints[0].wire, plan.endpoints[0].baseUrl];
  };
  assertEquals(await wireAt(""), ["own-chat", "http://127.0.0.1:8091/v1"]);
  assertEquals(await wireAt('wire = "openai-chat"'), ["openai-chat", "http://127.0.0.1:8091/openai"]);
  assertEquals(await wireAt('base_url = "http://a.example/openai"'), ["openai-chat", "http://a.example/openai"]);
  assertEquals(await wireAt('base_url = "http://a.example"'), ["own-chat", "http://a.example"]);
});

Deno.test("every mistake with a plugin is named by its line and key, and brings no others along", async () => {
  using dir = tempDir();
  const modules = {
    "none.ts": "export const answer = 42;\n",
    "google.ts": runnerModule("http://a.example", "google"),
    "acme.ts": runnerModule("http://a.example"),
  };
  const plugins = '["./gone.ts",\n "./none.ts",\n "google.ts", "./acme.ts", "./acme.ts"]';
  const error = await assertRejects(
    () => planIn(dir.path, pluginPlan("acme/parrot@nobody", { plugins, endpoint: 'wire = "own"' }), modules),
    UserError,
  );
  const file = `${dir.path}/plan.toml`;
  const [head, ...lines] = error.message.split("\n").map((line) => line.trim());
  assertStringIncludes(head, "4 things in it are wrong");
  const starts = [
    `${file}:2: plugins[0] cannot be used: Cannot load the provider as its module fails`,
    `${file}:3: plugins[1] cannot be used: Cannot load the provider as its module has no default export`,
    `${file}:4: plugins[2] has the key of a provider of the table: it needs one of its own, such as "my-google"`,
    `${file}:4: plugins[4] has the key of another plugin: each needs its own: current value is "acme"`,
  ];
  starts.forEach((start, i) => assertStringIncludes(lines[i], start));
});

Deno.test("what is wrong with the list, the endpoint or its format is said", async () => {
  const [list] = await mistakesOf(planText({ head: 'name = "x"\nplugins = "./acme.ts"\n' }));
  assertStringIncludes(list, "plans/test.toml:2: plugins must be");
  const unloaded = await mistakesOf(planText({ head: 'name = "x"\nplugins = ["./acme.ts"]\n' }));
  assertEquals(unloaded, [
    'plans/test.toml:2: plugins[0] cannot be loaded: whoever parses a plan\'s text must say how, by "loadPlugin"',
  ]);
  const problemOf = async (endpoints: string) => {
    const options = {
      path: "plan.toml",
      plugins: [{ ...cellar, wire: "own", format: { ...openaiChat, name: "own" } }],
    };
    return (await assertRejects(() => parsePlan(planText({ endpoints }), options), UserError)).message;
  };
  assertStringIncludes(
    await problemOf('[[endpoints]]\nkey = "a/b@nobody"\n'),
    'endpoints[0].base_url is missing: neither the provider table nor a plugin has "nobody"',
  );
  assertStringIncludes(
    await problemOf('[[endpoints]]\nkey = "a/b@local"\nbase_url = "http://a.example"\nwire = "own"\n'),
    "endpoints[0].wire is no wire format",
  );
});

Deno.test("plugins that cannot stand beside each other are refused in code too, before anything is called", async () => {
  using dir = tempDir();
  const openai = { ...cellar, key: "openai" };
  for (const plugins of [[openai], [cellar, cellar]]) {
    const plan = { ...await planOf(), plugins };
    await assertRejects(() => runSweep(plan, parrotOptions(dir.path)), UserError, "Cannot use the plugin");
    await assertRejects(
      () => parsePlan(planText(), { path: "plan.toml", plugins }),
      UserError,
      "Cannot use the plugin",
    );
  }
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("a plan's specifiers are handed to the loader: paths from the plan's folder, all else as it stands", async () => {
  const asked: string[] = [];
  const specifiers = ["./acme.ts", "lib/b.ts", "/opt/c.ts", "npm:@acme/d@1.2.3", "https://a.example/e.ts"];
  await parsePlan(planText({ head: `name = "x"\nplugins = ${JSON.stringify(specifiers)}\n` }), {
    path: "plans/test.toml",
    loadPlugin: (specifier) => {
      asked.push(specifier);
      return Promise.resolve({ ...cellar, key: `p${asked.length}` });
    },
  });
  assertEquals(asked, [
    "plans/acme.ts",
    "plans/lib/b.ts",
    "/opt/c.ts",
    "npm:@acme/d@1.2.3",
    "https://a.example/e.ts",
  ]);
});
