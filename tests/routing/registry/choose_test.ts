import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { NoEndpointError } from "../../../src/routing/mod.ts";
import type { RoutingPolicy } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, noNetwork, open, server } from "./_world.ts";

const HELLO = { messages: [{ role: "user", content: "Hello" } as const] };

/** Two endpoints of one model at two servers. */
const CONFIG: ConfigFile = {
  defaults: { model: "mine" },
  providers: {
    alpha: { kind: "simulated", base_url: "http://alpha/v1" },
    beta: { kind: "simulated", base_url: "http://beta/v1" },
  },
  endpoints: [
    {
      key: "me/mine@alpha",
      model: "simulated/quick",
      price: { input_per_1m_usd: "2", output_per_1m_usd: "4" },
      context_tokens: 4000,
    },
    { key: "me/mine@beta", model: "simulated/quick", price: { input_per_1m_usd: "1", output_per_1m_usd: "2" } },
    {
      key: "me/own@box/q4",
      base_url: "http://alpha/v1",
      model: "simulated/quick",
      price: { per_hour_usd: "3.6", slots: 1 },
    },
  ],
  aliases: { models: { mine: "me/mine" }, providers: { b: "beta" } },
  groups: { one: ["mine"], own: ["me/*"] },
  routing: { policy: "cost" },
};

function world() {
  return { config: CONFIG, offline: true, fetch: network({ alpha: server(), beta: server() }) };
}

Deno.test("a model goes by alias, by a group of one, by its key, and by default", async () => {
  await using registry = await open(world());
  for (const model of ["mine", "one", "me/mine", undefined]) {
    const { endpoint } = await registry.complete({ ...HELLO, ...(model === undefined ? {} : { model }) });
    assertEquals(endpoint.key, "me/mine@beta", String(model));
  }
  const several = await assertRejects(() => registry.complete(HELLO, { pin: "own" }), UserError);
  assertStringIncludes(several.message, "it means 2 models (me/mine, me/own)");
});

Deno.test("an endpoint can be pinned by its key, as the model or beside it, with the provider's alias", async () => {
  await using registry = await open(world());
  for (const model of ["me/mine@alpha", "mine@alpha"]) {
    const { endpoint, audit } = await registry.complete({ ...HELLO, model });
    assertEquals([endpoint.key, audit.origin], ["me/mine@alpha", "pin"]);
  }
  assertEquals((await registry.complete(HELLO, { pin: "mine@b" })).endpoint.key, "me/mine@beta");
  await assertRejects(() => registry.complete(HELLO, { pin: "me/mine@gamma" }), UserError, "no provider of its name");
  await assertRejects(() => registry.complete(HELLO, { pin: "me/mine@alhpa" }), UserError, 'did you mean "alpha"?');
});

Deno.test("a misspelt alias, group or model of one's own is told with what could be meant", async () => {
  await using registry = await open(world());
  for (const [model, meant] of [["mien", "mine"], ["onee", "one"], ["me/mien", "me/mine"]]) {
    await assertRejects(() => registry.complete({ ...HELLO, model }), UserError, `did you mean "${meant}"?`);
  }
});

Deno.test("a price by the hour, and by the token, is what the call cost", async () => {
  await using registry = await open(world());
  const own = await registry.complete({ ...HELLO, model: "me/own" });
  assertEquals(own.endpoint.key, "me/own@box/q4");
  assert(Number(own.costUsd) > 0);
  const { costUsd, usage } = await registry.complete({ ...HELLO, model: "mine", maxTokens: 3 });
  assertEquals(costUsd, ((usage.inputTokens! + 2 * usage.outputTokens!) / 1e6).toFixed(6));
});

Deno.test("needs and policies decide, and another policy can be one's own", async () => {
  const last: RoutingPolicy = {
    name: "last",
    score: ({ endpoint }) => ({ score: endpoint.key.charCodeAt(8), why: "it is so" }),
  };
  await using registry = await open({ ...world(), policies: [last] });
  const plan = await registry.routePlan({ ...HELLO, model: "mine" });
  assertEquals(plan.endpoints.map(({ key }) => key), ["me/mine@beta", "me/mine@alpha"]);
  assertEquals((await registry.routePlan({ ...HELLO, model: "mine" }, { policy: "last" })).audit.policy, "last");
  const error = await assertRejects(
    () => registry.routePlan({ ...HELLO, model: "mine" }, { needs: { maxInputUsdPerMillion: "0.1" } }),
    NoEndpointError,
  );
  assertEquals(error.rejected.length, 2);
  const room = { needs: { contextTokens: 5000, unknown: "deny" as const } };
  assertEquals((await registry.explain({ ...HELLO, model: "mine" }, room)).audit.chosen, null);
});

Deno.test("endpoints can be selected, and the policy and the profile set, for this registry or for good", async () => {
  using dir = tempDir();
  const path = `${dir.path}/mine.toml`;
  await Deno.writeTextFile(
    path,
    '# ours\n[providers.alpha]\nkind = "simulated"\nbase_url = "http://alpha/v1"\n' +
      '[providers.beta]\nkind = "simulated"\nbase_url = "http://beta/v1"\n',
  );
  const given = { config: path, fetch: network({ alpha: server(), beta: server() }) };
  await using registry = await open(given);
  const model = "simulated/quick";
  await registry.selectEndpoints(model, ["simulated/quick@beta"], { save: true });
  assertEquals((await registry.complete({ ...HELLO, model })).endpoint.key, "simulated/quick@beta");
  await registry.saveProfile("short", { maxTokens: 3, topP: 0.5 }, { save: true });
  await registry.setDefaultProfile("short", { save: true });
  await registry.setPolicy("round-robin", { save: true });
  const { usage, audit } = await registry.complete({ ...HELLO, model });
  assertEquals([usage.outputTokens, audit.policy], [3, "round-robin"]);
  await assertRejects(() => registry.setPolicy("cots"), UserError, "cost");
  await assertRejects(() => registry.setDefaultProfile("nobody"), UserError, "nobody");
  await assertRejects(
    () => registry.selectEndpoints(model, ["other/model@beta"]),
    UserError,
    "none of simulated/quick",
  );
  const text = await Deno.readTextFile(path);
  for (const part of ["# ours", "simulated/quick@beta", "top_p = 0.5", 'profile = "short"', '"round-robin"']) {
    assertStringIncludes(text, part);
  }
  await using again = await open(given);
  assertEquals((await again.complete({ ...HELLO, model })).usage.outputTokens, 3);
});

Deno.test("parameters of preferences are sent, and sent again by a replay that has none", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const config = { ...CONFIG, parameters: { max_tokens: 4 }, profiles: { tiny: { max_tokens: 2 } } };
  const request = { ...HELLO, model: "me/mine" };
  const ask = async (options: Parameters<typeof open>[0]) => {
    await using registry = await open({ cassette, ...options });
    const answers = [
      await registry.complete(request),
      await registry.complete(request, { profile: "tiny" }),
      await registry.complete({ ...request, maxTokens: 1 }),
    ];
    return answers.map(({ usage, text }) => [usage.outputTokens, text]);
  };
  const recorded = await ask({ ...world(), mode: "record", config });
  assertEquals(recorded.map(([tokens]) => tokens), [4, 2, 1]);
  assertEquals(await ask({ fetch: noNetwork }), recorded);
});

Deno.test("nobody is asked for a model without a name where no key is set", async () => {
  await using registry = await open({ offline: true });
  await assertRejects(() => registry.complete(HELLO), UserError, "no key is set for any that Tapedeck proposes");
});

Deno.test("without a name, the cheapest kind that a key is set for is asked", async () => {
  const env = (name: string) => name === "ANTHROPIC_API_KEY" ? "key-of-a-test-0123" : undefined;
  await using registry = await open({ env, offline: true });
  const { endpoints: [endpoint] } = await registry.routePlan(HELLO);
  assertEquals(endpoint.key, "anthropic/claude-haiku-4.5@anthropic");
});

Deno.test("models are found, and their endpoints, those too that lack but a key", async () => {
  await using registry = await open({ offline: true });
  const [first] = await registry.searchModels("gpt 4o mini");
  assertStringIncludes(first.key, "gpt-4o-mini");
  const endpoints = await registry.ensureEndpoints("openai/gpt-4o-mini");
  assert(endpoints.some(({ provider }) => provider === "openai"));
  assert(endpoints.some(({ provider }) => provider === "openrouter"));
  assert((await registry.models({ provider: "openrouter" })).models.length > 100);
});

Deno.test("a key is told by its name alone, and the log of keys says where it went", async () => {
  using home = tempDir();
  const config = {
    providers: { mine: { kind: "openai", base_url: "http://alpha/v1", credential: "mine/work" } },
    credentials: { "mine/work": { env: "WORK" } },
  };
  const variables: { [name: string]: string } = { WORK: "key-of-a-test-0123", XDG_STATE_HOME: home.path };
  {
    await using registry = await open({ config, env: (name) => variables[name], fetch: network({ alpha: server() }) });
    const answer = await registry.complete({ ...HELLO, model: "simulated/quick@mine" });
    assertEquals(answer.endpoint.credential, null);
    assert(!JSON.stringify(answer).includes("key-of-a-test"));
  }
  const log = await Deno.readTextFile(`${home.path}/tapedeck/credential-audit.jsonl`);
  assertStringIncludes(log, '"credential":"mine/work"');
  assertStringIncludes(log, '"host":"alpha"');
  assert(!log.includes("key-of-a-test"));
});

Deno.test("where no key is set for any endpoint, each of them says which would help", async () => {
  await using registry = await open({ offline: true });
  const error = await registry.complete({ ...HELLO, model: "openai/gpt-4o-mini" }).catch((error) => error);
  assertStringIncludes(error.message, "openai/gpt-4o-mini@openai: no key for openai is at hand (set OPENAI_API_KEY)");
});

Deno.test("a variable of the kind is not proposed for another server than the kind's own", async () => {
  const config = { providers: { mine: { kind: "openai", base_url: "https://elsewhere.example/v1" } } };
  await using registry = await open({ config, offline: true });
  const error = await registry.complete({ ...HELLO, model: "openai/gpt-4o-mini@mine" }).catch((error) => error);
  assertStringIncludes(error.message, "no key for mine is at hand (name a credential in [providers.mine])");
});

Deno.test("an endpoint that the user has declared goes before the same one on a list", async () => {
  const price = { input_per_1m_usd: "7", output_per_1m_usd: "7" };
  const config = { endpoints: [{ key: "openai/gpt-4o-mini@openai", price, context_tokens: 5000 }] };
  const env = (name: string) => name === "OPENAI_API_KEY" ? "key-of-a-test-0123" : undefined;
  await using registry = await open({ config, env, offline: true });
  const { endpoints: [endpoint] } = await registry.routePlan({ ...HELLO, model: "openai/gpt-4o-mini" });
  assertEquals([endpoint.key, endpoint.price], [
    "openai/gpt-4o-mini@openai",
    { kind: "tokens", inputUsd: "0.000007", outputUsd: "0.000007" },
  ]);
  const records = await registry.ensureEndpoints("openai/gpt-4o-mini");
  assertEquals(records.filter(({ key }) => key === endpoint.key).map(({ contextTokens }) => contextTokens), [5000]);
});

Deno.test("what is declared of a provider without a list is not all that it has", async () => {
  const endpoints = [{ key: "me/mine@openai" }, { key: "openai/gpt-4o@openai/mine" }];
  const base_url = "https://mirror.example/v1";
  const keysWith = async (declared: typeof endpoints) => {
    const config = { endpoints: declared.map((one) => ({ ...one, base_url })) };
    await using registry = await open({ config, offline: true });
    const known = await registry.ensureEndpoints("openai/gpt-4o", { network: false });
    return known.flatMap(({ key, provider }) => provider === "openai" ? [key] : []);
  };
  assertEquals(await keysWith([]), ["openai/gpt-4o@openai"]);
  assertEquals(await keysWith(endpoints.slice(0, 1)), ["openai/gpt-4o@openai"]);
  assertEquals(await keysWith(endpoints.slice(1)), ["openai/gpt-4o@openai", "openai/gpt-4o@openai/mine"]);
});
