import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { type ConfigFile, Preferences } from "../../src/config/mod.ts";
import { cellAt, loadPlan, parsePlan, planHash, type SweepPlan } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { loadProvider } from "../../src/provider/mod.ts";
import { wireOf } from "../../src/sweep/_wire_of.ts";
import { ENDPOINT, planText } from "./_plans.ts";
import { runnerModule } from "./_plugins.ts";
import { inOwnProcess } from "../support/own_process.ts";

function planWith(parts: Parameters<typeof planText>[0], config: ConfigFile = {}): Promise<SweepPlan> {
  return parsePlan(planText(parts), { path: "plans/test.toml", preferences: Preferences.of(config) });
}

async function mistakes(parts: Parameters<typeof planText>[0], config: ConfigFile = {}): Promise<string[]> {
  try {
    await planWith(parts, config);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split("\n").slice(1).map((line) => line.trim());
  }
  return [];
}

const head = (text: string) => `name = "test"\n${text}\n`;
const list = (...keys: string[]) => head(`endpoints = [${keys.map((key) => `"${key}"`).join(", ")}]`);

Deno.test("a plan can name a preset, which its own parameters go before", async () => {
  const plan = await planWith({ head: head('profile = "precise"'), rest: "[parameters]\ntop_p = 0.5" });
  assertEquals(plan.endpoints[0].parameters, { temperature: 0, topP: 0.5 });
  const own = await planWith({ head: head('profile = "precise"'), rest: "[parameters]\ntemperature = 0.7" });
  assertEquals(own.endpoints[0].parameters, { temperature: 0.7 });
});

Deno.test("a model of a plan can have a profile of its own", async () => {
  const rest = '[models."acme/parrot"]\nprofile = "creative"';
  const plan = await planWith({ head: head('profile = "precise"'), rest });
  assertEquals(plan.endpoints[0].parameters, { temperature: 1 });
});

Deno.test("a profile that there is not is said with its line and the nearest name", async () => {
  const [first] = await mistakes({ head: head('profile = "precis"') });
  assertMatch(first, /^plans\/test\.toml:2: profile cannot be used: .*did you mean "precise"\?/);
});

Deno.test("an axis goes before what is inherited", async () => {
  const plan = await planWith({ head: head('profile = "precise"'), rest: "[grid]\ntemperature = [0.1, 0.9]" });
  assertEquals(cellAt(plan, 1).request.temperature, 0.9);
});

Deno.test("a plan inherits what the project says: global, provider, model, profile", async () => {
  const plan = await planWith({}, {
    parameters: { max_tokens: 50, seed: 1, top_p: 0.1, temperature: 0.1 },
    providers: { local: { parameters: { seed: 2, top_p: 0.2, temperature: 0.2 } } },
    models: { "acme/parrot": { parameters: { top_p: 0.3, temperature: 0.3 }, profile: "exact" } },
    profiles: { exact: { temperature: 0.4 } },
  });
  assertEquals(plan.endpoints[0].parameters, { maxTokens: 50, seed: 2, topP: 0.3, temperature: 0.4 });
});

Deno.test("a plan can take away what the project says", async () => {
  const plan = await planWith({ rest: '[parameters]\nunset = ["temperature"]' }, { parameters: { temperature: 0.1 } });
  assertEquals(plan.endpoints[0].parameters, {});
});

Deno.test("another profile makes other cells, and none makes those that there were", async () => {
  const plain = await planWith({});
  const none = await planWith({}, { profiles: { exact: { temperature: 0 } }, groups: { g: ["a/b"] } });
  assertEquals(planHash(none), planHash(plain));
  assertEquals(cellAt(none, 0).id, cellAt(plain, 0).id);
  const other = await planWith({}, { defaults: { profile: "precise" } });
  assertEquals(planHash(other) === planHash(plain), false);
  assertEquals(cellAt(other, 0).id === cellAt(plain, 0).id, false);
});

Deno.test("endpoints can be a list of keys", async () => {
  const plan = await planWith({ head: list("openai/gpt-4o@openai", "acme/parrot@ollama"), endpoints: "" });
  assertEquals(plan.endpoints.map(({ key, wire }) => [key, wire]), [
    ["openai/gpt-4o@openai", "openai-chat"],
    ["acme/parrot@ollama", "ollama-chat"],
  ]);
});

Deno.test("aliases and groups stand in keys, and a group gives an endpoint for each of its models", async () => {
  const config: ConfigFile = {
    aliases: { models: { fast: "openai/gpt-4o-mini" }, providers: { or: "openrouter" } },
    groups: { pair: ["fast", "anthropic/claude-3-haiku"] },
  };
  const plan = await planWith({
    endpoints: '[[endpoints]]\nkey = "pair@or"\nparameters = { seed = 1 }\n[[endpoints]]\nkey = "fast@openai"\n',
  }, config);
  assertEquals(plan.endpoints.map(({ key, parameters }) => [key, parameters.seed ?? null]), [
    ["openai/gpt-4o-mini@openrouter", 1],
    ["anthropic/claude-3-haiku@openrouter", 1],
    ["openai/gpt-4o-mini@openai", null],
  ]);
});

Deno.test("names that stand for themselves or for no key cannot stand in a plan, and two of one endpoint are one too many", async () => {
  const config: ConfigFile = {
    aliases: { models: { fast: "openai/gpt-4o-mini" } },
    groups: { loop: ["loop"] },
  };
  const of = (...keys: string[]) => mistakes({ head: list(...keys), endpoints: "" }, config);
  assertMatch((await of("loop@openai"))[0], /endpoints\[0\] cannot be looked up: .*stands for itself/);
  assertMatch((await of("fast@openai", "openai/gpt-4o-mini@openai"))[0], /endpoints\[1\]\.key must differ/);
  assertMatch((await of("nobody@openai"))[0], /endpoints\[0\]\.key must be "author\/slug/);
});

Deno.test("a provider that the project has set up stands in keys, with its address, format and key", async () => {
  const plan = await planWith({ head: list("openai/gpt-4o@work", "anthropic/claude-3-haiku@home"), endpoints: "" }, {
    providers: {
      work: { kind: "openai", base_url: "https://proxy.example/v1/", credential: "openai/work" },
      home: { kind: "anthropic" },
    },
    credentials: { "openai/work": { env: "OPENAI_WORK_KEY" } },
  });
  const [work, home] = plan.endpoints;
  assertEquals([work.key, work.provider, work.kind, work.baseUrl, work.wireModel], [
    "openai/gpt-4o@work",
    "work",
    "openai",
    "https://proxy.example/v1",
    "gpt-4o",
  ]);
  assertEquals([work.apiKeyEnv, work.credentialName], ["OPENAI_WORK_KEY", "openai/work"]);
  assertEquals([home.baseUrl, home.wire, home.apiKeyEnv], [
    "https://api.anthropic.com/v1",
    "anthropic-messages",
    "ANTHROPIC_API_KEY",
  ]);
});

Deno.test("a provider's own key is sent to nobody but itself, also where the project gives it another address", async () => {
  const plan = await planWith({ head: list("openai/gpt-4o@work", "openai/gpt-4o@openai"), endpoints: "" }, {
    providers: {
      work: { kind: "openai", base_url: "https://elsewhere.example/v1" },
      openai: { credential: "openai/safe" },
    },
    credentials: { "openai/safe": { command: ["pass", "openai"] } },
  });
  assertEquals(plan.endpoints.map(({ apiKeyEnv, credentialName = null }) => [apiKeyEnv, credentialName]), [
    [null, null],
    [null, "openai/safe"],
  ]);
});

Deno.test("a plan beside a project's file inherits it, and never the user's", async () => {
  using dir = tempDir();
  await Deno.mkdir(`${dir.path}/sweeps`);
  await Deno.writeTextFile(`${dir.path}/sweeps/plan.toml`, planText({ endpoints: ENDPOINT }));
  await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, "version = 1\n[parameters]\nmax_tokens = 7\n");
  await Deno.mkdir(`${dir.path}/home/tapedeck`, { recursive: true });
  await Deno.writeTextFile(`${dir.path}/home/tapedeck/config.toml`, "version = 1\n[parameters]\nseed = 1\n");
  const code = `
    import { loadPlan } from "./src/sweep/mod.ts";
    tell((await loadPlan(values[0])).endpoints[0].parameters);
  `;
  const path = `${dir.path}/sweeps/plan.toml`;
  const env = { XDG_CONFIG_HOME: `${dir.path}/home` };
  assertEquals(await inOwnProcess(code, { env, values: [path] }), { maxTokens: 7 });
  const bare = await loadPlan(path, { preferences: Preferences.of({}) });
  assertEquals(bare.endpoints[0].parameters, {});
});

Deno.test("the key of a provider's section goes to where the section has it, and to no address of the plan's", async () => {
  const variableOf = async (lines: string, baseUrl?: string) => {
    const section = {
      kind: "openai",
      credential: "openai/work",
      ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
    };
    const plan = await planWith({ endpoints: `[[endpoints]]\nkey = "openai/gpt-4o@work"\n${lines}\n` }, {
      providers: { work: section },
      credentials: { "openai/work": { env: "WORK_KEY" } },
    });
    return plan.endpoints[0].apiKeyEnv;
  };
  const elsewhere = 'base_url = "https://elsewhere.example/v1"';
  assertEquals(await variableOf(""), "WORK_KEY");
  assertEquals(await variableOf("", "https://gateway.example/v1"), "WORK_KEY");
  assertEquals(await variableOf('base_url = "https://gateway.example/v2"', "https://gateway.example/v1"), "WORK_KEY");
  assertEquals(await variableOf(elsewhere), null);
  assertEquals(await variableOf(elsewhere, "https://gateway.example/v1"), null);
  assertEquals(await variableOf(`${elsewhere}\napi_key_env = "MINE"`), "MINE");
});

Deno.test("a provider whose section is wrong is named, with where that stands and the nearest name", async () => {
  const of = async (section: object) =>
    await mistakes({ head: list("a/b@work"), endpoints: "" }, { providers: { work: section } });
  assertEquals(await of({ kind: "opneai" }), [
    'plans/test.toml:2: endpoints[0].key is at the provider "work", which providers.work.kind says is of a kind that ' +
    'there is not (did you mean "openai"?): current value is "opneai"',
  ]);
  const elsewhere = { base_url: "http://127.0.0.1:9/v1" };
  assertMatch((await of({ ...elsewhere, kind: "opneai" }))[0], /a kind that there is not/);
  assertMatch(
    (await of({ ...elsewhere, kind: "openai", wire: "openai-caht" }))[0],
    /which providers\.work\.wire says speaks a wire format that there is not \(did you mean "openai-chat"\?\)/,
  );
  assertEquals(await of({ ...elsewhere, kind: "openai", wire: "anthropic-messages" }), []);
});

Deno.test("a section that no endpoint names is nobody's matter", async () => {
  const plan = await planWith({}, { providers: { work: { kind: "opneai" } } });
  assertEquals(plan.endpoints.length, 1);
});

Deno.test("where an alias stands for what there is not, both are said", async () => {
  const aliases = { providers: { or: "opnrouter" }, models: { fast: "gpt-4o-mini" } };
  assertEquals(await mistakes({ head: list("a/b@or", "fast@openai"), endpoints: "" }, { aliases }), [
    'plans/test.toml:2: endpoints[0].base_url is missing: the provider table has no "opnrouter" (did you mean ' +
    '"openrouter"?); "a/b@or" stands for it',
    'plans/test.toml:2: endpoints[1].key stands for "gpt-4o-mini@openai" by an alias or a group of the configuration, ' +
    'which must be "author/slug[:variant]@provider[/tag]": current value is "fast@openai"',
  ]);
});

Deno.test("a mistake in a project's file is told with its line", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, 'version = 1\n[providers.work]\nkind = "opneai"\n');
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planText({ head: list("a/b@work"), endpoints: "" }));
  const { message } = await assertRejects(() => loadPlan(`${dir.path}/plan.toml`), UserError);
  assertStringIncludes(message, `which ${dir.path}/tapedeck.toml:3 says`);
});

Deno.test("a plugin under another name speaks its own wire format", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/acme.ts`, runnerModule("http://127.0.0.1:9"));
  const plugin = await loadProvider(`${dir.path}/acme.ts`);
  const plan = await parsePlan(planText({ head: list("a/b@mine"), endpoints: "" }), {
    path: "plans/test.toml",
    plugins: [plugin],
    preferences: Preferences.of({ providers: { mine: { kind: "acme" } } }),
  });
  const wire = wireOf(plan.plugins)(plan.endpoints[0]);
  assertEquals(wire, plugin.format);
});
