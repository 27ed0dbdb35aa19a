import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { type ConfigFile, Preferences } from "../../../src/config/mod.ts";
import { cellCount, parsePlan, planHash, resolvePlan, type SweepPlan } from "../../../src/sweep/mod.ts";
import { mistakesOf, planText } from "../_plans.ts";
import { catalogOf, recordOf } from "./_known.ts";

const known = catalogOf([
  recordOf("openai/gpt-4o@openai", {
    input: "2.5",
    output: "10",
    contextTokens: 128_000,
    tools: "yes",
    wireModel: "gpt-4o",
  }),
  recordOf("openai/gpt-4o@openrouter", { input: "2.5", output: "10", contextTokens: 128_000 }),
  recordOf("openai/gpt-4o-mini@openai", {
    input: "0.15",
    output: "0.6",
    contextTokens: 128_000,
    tools: "yes",
    wireModel: "mini",
  }),
  recordOf("openai/gpt-4o-mini:free@openrouter", { input: "0" }),
  recordOf("meta-llama/llama-3-8b@groq", { input: "0.05", contextTokens: 8192, tools: "no" }),
  recordOf("meta-llama/llama-3-8b@openrouter"),
  recordOf("meta-llama/llama-3-8b@openrouter/deepinfra/fp8", {
    input: "0.03",
    contextTokens: 131_072,
    quantization: "fp8",
  }),
  recordOf("meta-llama/llama-3-8b@openrouter/groq", { input: "0.05", contextTokens: 8192, tools: "yes" }),
]);

const planWith = (endpoints: string, { config = {}, rest = "" }: { config?: ConfigFile; rest?: string } = {}) =>
  parsePlan(planText({ head: `name = "t"\nendpoints = [${endpoints}]\n`, endpoints: "", rest }), {
    path: "plans/test.toml",
    preferences: Preferences.of(config),
  });

const keysOf = async (plan: Promise<SweepPlan>) =>
  (await resolvePlan(await plan, { known })).endpoints.map(({ key }) => key);

Deno.test("a pattern stands for the endpoints that the catalog knows", async () => {
  const cases: readonly (readonly [endpoints: string, keys: string[]])[] = [
    ['"openai/*"', ["openai/gpt-4o-mini@openai", "openai/gpt-4o@openai", "openai/gpt-4o@openrouter"]],
    ['"openai/*:free"', ["openai/gpt-4o-mini:free@openrouter"]],
    ['"*/llama-3*@groq"', ["meta-llama/llama-3-8b@groq"]],
    ['"*/*@open*"', [
      "meta-llama/llama-3-8b@openrouter",
      "openai/gpt-4o-mini@openai",
      "openai/gpt-4o@openai",
      "openai/gpt-4o@openrouter",
    ]],
    ['"meta-llama/*@openrouter/*"', [
      "meta-llama/llama-3-8b@openrouter/deepinfra/fp8",
      "meta-llama/llama-3-8b@openrouter/groq",
    ]],
    ['"openai/gpt-4o@*"', ["openai/gpt-4o@openai", "openai/gpt-4o@openrouter"]],
    ['{ where = "tools and context >= 100k" }', ["openai/gpt-4o-mini@openai", "openai/gpt-4o@openai"]],
    ['{ where = "input < 0.1", sort = "price", limit = 2 }', [
      "openai/gpt-4o-mini:free@openrouter",
      "meta-llama/llama-3-8b@openrouter/deepinfra/fp8",
    ]],
    ['{ where = "quantization = fp8" }', ["meta-llama/llama-3-8b@openrouter/deepinfra/fp8"]],
    ['{ key = "openai/*@openai", where = "input < 1" }', ["openai/gpt-4o-mini@openai"]],
    ['{ key = "*/*@groq", where = "context > 1" }', ["meta-llama/llama-3-8b@groq"]],
  ];
  for (const [endpoints, keys] of cases) assertEquals(await keysOf(planWith(endpoints)), keys, endpoints);
});

Deno.test("groups may have patterns, and providers of patterns other names", async () => {
  const config: ConfigFile = {
    aliases: { providers: { or: "openrouter" }, models: { big: "openai/gpt-4o" } },
    groups: { minis: ["openai/*-mini", "acme/own-mini"], mixed: ["minis@openai", "big@or"] },
  };
  assertEquals(await keysOf(planWith('"minis@openai"', { config })), [
    "acme/own-mini@openai",
    "openai/gpt-4o-mini@openai",
  ]);
  assertEquals(await keysOf(planWith('"mixed"', { config })), [
    "acme/own-mini@openai",
    "openai/gpt-4o-mini@openai",
    "openai/gpt-4o@openrouter",
  ]);
  assertEquals(await keysOf(planWith('"openai/gpt-4o*@or"', { config })), ["openai/gpt-4o@openrouter"]);
});

Deno.test("endpoints of patterns stand where the pattern does, each once, and what is named counts as it is named", async () => {
  const plan = await planWith(
    '"meta-llama/llama-3-8b@groq", { key = "openai/*@openai", parameters = { max_tokens = 7 } }, ' +
      '{ key = "openai/gpt-4o@openai", parameters = { max_tokens = 3 } }, "*/*@openai"',
  );
  const { endpoints } = await resolvePlan(plan, { known });
  assertEquals(endpoints.map(({ key, wireModel, parameters }) => [key, wireModel, parameters.maxTokens]), [
    ["meta-llama/llama-3-8b@groq", "meta-llama/llama-3-8b", undefined],
    ["openai/gpt-4o-mini@openai", "mini", 7],
    ["openai/gpt-4o@openai", "gpt-4o", 3],
  ]);
});

Deno.test("a list of models is one of endpoints", async () => {
  const text = planText({ head: 'name = "t"\nmodels = ["openai/*@openai"]\n', endpoints: "" });
  const plan = await parsePlan(text, { path: "plans/test.toml" });
  assertEquals((await resolvePlan(plan, { known })).endpoints.length, 2);
});

Deno.test("a resolved plan has the hash of the plan that names its endpoints", async () => {
  const named = await planWith('"openai/gpt-4o@openai"');
  const pattern = await planWith('"openai/gpt-4o@open*i"');
  const whole = await resolvePlan(pattern, { known });
  assertEquals(planHash(whole), planHash(named));
  assertEquals(cellCount(whole), cellCount(named));
  assertEquals(whole.resolved?.source, planHash(pattern));
  assertEquals(whole.resolved?.patterns, [
    { pattern: "openai/gpt-4o@open*i", endpoints: [{ key: "openai/gpt-4o@openai", wireModel: "gpt-4o" }] },
  ]);
});

Deno.test("what a pattern is frozen to is not looked up", async () => {
  const plan = await planWith('"openai/*@openai"');
  const frozen = [{ pattern: "openai/*@openai", endpoints: [{ key: "openai/old@openai", wireModel: "older" }] }];
  const { endpoints } = await resolvePlan(plan, { frozen, known: () => Promise.reject(new Error("asked")) });
  assertEquals(endpoints.map(({ key, wireModel }) => [key, wireModel]), [["openai/old@openai", "older"]]);
});

Deno.test("a pattern that stands for nothing, or for too much, is refused", async () => {
  const cases: readonly (readonly [endpoints: string, said: string])[] = [
    ['"opneai/gpt-4o*"', 'the catalog knows no model like it: near are "openai/gpt-4o"'],
    ['"openai/*@groq"', 'knows models like it, such as "openai/gpt-4o", and none of those providers to serve them'],
    ['{ where = "input > 100" }', "none of the 8 endpoints that the catalog knows for it meets its query for certain"],
  ];
  for (const [endpoints, said] of cases) {
    const plan = await planWith(endpoints);
    const error = await assertRejects(() => resolvePlan(plan, { known }), UserError, said);
    assertStringIncludes(error.message, "Cannot tell the endpoints of the plan's endpoints[0]");
  }
  const many = catalogOf(Array.from({ length: 51 }, (_, i) => recordOf(`acme/m${i}@openai`)));
  await assertRejects(
    async () => resolvePlan(await planWith('"acme/*"'), { known: many }),
    UserError,
    'it stands for 51 endpoints: say "limit" where more than 50 are meant',
  );
  const limited = await resolvePlan(await planWith('{ key = "acme/*", limit = 51 }'), { known: many });
  assertEquals(limited.endpoints.length, 51);
});

Deno.test("a rule about endpoints that no pattern stands for is refused when they are known", async () => {
  const plan = await planWith('"openai/*@openai"', {
    rest: "[grid]\ntemperature = [0, 1]\n[[grid.exclude]]\nprovider = 'groq'\ntemperature = 0\n",
  });
  await assertRejects(() => resolvePlan(plan, { known }), UserError, "grid.exclude[0] leaves nothing out");
});

Deno.test("a query that cannot be read is a mistake of the plan, with its line and character", async () => {
  const at = (entry: string) =>
    mistakesOf(planText({ head: `name = "t"\nendpoints = [\n  ${entry},\n]\n`, endpoints: "" }));
  assertEquals(await at('{ where = "tools nd input < 1" }'), [
    'plans/test.toml:3: endpoints[0].where cannot be read at character 7: there must be "and", "or" or the end: ' +
    'current value is "tools nd input < 1"',
  ]);
  assertStringIncludes(
    (await at('{ key = "a/b@openai", limit = 2 }'))[0],
    "endpoints[0].limit is for a pattern or a query",
  );
  assertStringIncludes((await at('{ where = "tools", sort = "best" }'))[0], "endpoints[0].sort must be");
  assertStringIncludes(
    (await at('{ where = "tools", prce = 1 }'))[0],
    'endpoints[0].prce is not a known key: did you mean "price"',
  );
});
