import { assertEquals, assertMatch } from "@std/assert";
import { planOverview } from "../../src/cli/_plan_overview.ts";
import { fromAiSdk } from "../../src/provider/ai_sdk/mod.ts";
import { findProvider } from "../../src/provider/mod.ts";
import type { JsonObject } from "../../src/spec/mod.ts";
import { forecast, type ForecastOptions, parsePlan, type SweepPlan } from "../../src/sweep/mod.ts";
import { ENDPOINT, planOf, planText } from "../sweep/_plans.ts";

type Screen = Parameters<typeof planOverview>[1]["output"];

/** A token is a word. */
const words = (text: string) => text.split(/\s+/).length;

/** No terminal: nothing is fitted. */
const PIPE = { isTerminal: false, columns: 80 };

async function overviewOf(plan: SweepPlan, { output = PIPE, ...options }: ForecastOptions & { output?: Screen } = {}) {
  return planOverview(plan, {
    output,
    forecast: await forecast(plan, { tokenizer: words, at: "2026-11-21T12:00:00Z", ...options }),
  });
}

Deno.test("a plan's faults are in its overview, and a plan without says nothing of them", async () => {
  const rest = '[run]\nfault_seed = 7\n[[faults]]\nfault = "overloaded"\n[[faults]]\nfault = "reset"\nat_byte = 3\n';
  const faulty = await overviewOf(await planOf({ rest }));
  assertMatch(faulty.text, /^faults {9}overloaded, reset, seed 7$/m);
  assertEquals((faulty.document as JsonObject).faults, {
    seed: "7",
    rules: [{ fault: "overloaded" }, { fault: "reset", atByte: 3 }],
  });
  const plain = await overviewOf(await planOf());
  assertEquals([(plain.document as JsonObject).faults, plain.text.includes("faults")], [undefined, false]);
});

const PRICED = `${ENDPOINT}parameters = { max_tokens = 10 }
[endpoints.price]
input_per_1m_usd = "1"
output_per_1m_usd = "2"
[[endpoints.price.tiers]]
above_prompt_tokens = 100
input_per_1m_usd = "2"
`;

Deno.test("an overview has what the plan would cost, for people and for programs", async () => {
  const { text, document } = await overviewOf(await planOf({ endpoints: PRICED }));
  assertMatch(text, /\$1 in, \$2 out per 1M tokens, 1 tier$/m);
  assertMatch(text, /^forecast +calls +tokens in +tokens out +USD low +USD expected +USD high +time$/m);
  assertMatch(text, /^acme\/parrot@local\/q4 +2 +\d+ \(\d+ to \d+\) +10 \(2 to 20\) +\S+ +\S+ +\S+ +\S+$/m);
  assertMatch(text, /^What a run that makes every call would cost; a replay costs nothing\.$/m);
  assertMatch(text, /^Tokens out are a tenth, half and all of max_tokens where there is no past call\.$/m);
  const { forecast: told } = document as { forecast: { total: JsonObject; endpoints: JsonObject[]; at: string } };
  assertEquals(told.at, "2026-11-21T12:00:00Z");
  assertEquals(told.total.output_tokens, { low: 2, expected: 10, high: 20 });
  assertEquals(told.endpoints[0].basis, { input: "approximation", output: "limit", past_calls: 0 });
  assertEquals(told.endpoints[0].missing, []);
});

Deno.test("on a narrow terminal, columns leave an overview before an id is cut", async () => {
  const plan = await planOf({ endpoints: PRICED });
  const piped = await overviewOf(plan);
  const at = async (columns: number) => (await overviewOf(plan, { output: { isTerminal: true, columns } })).text;
  const wide = Math.max(...piped.text.split("\n").map(({ length }) => length));
  assertEquals(await at(wide), piped.text);
  const narrow = await at(60);
  const tables = narrow.split("\n").filter((line) =>
    /^─|^forecast|^endpoint|^first cells|^cell_|@local\/q4/.test(line)
  );
  assertEquals(tables.filter(({ length }) => length > 60), []);
  assertMatch(narrow, /^endpoint +model id +price$/m);
  assertMatch(narrow, /^acme\/parrot@local\/q4 +parrot +\$1 in, \$2 out per 1M tokens…$/m);
  assertMatch(narrow, /^cell_\S{32} /m);
  assertMatch(narrow, /^forecast +USD low +USD expected +USD high$/m);
  assertMatch(narrow, /^acme\/parrot@local\/q4 +\S+ +\S+/m);
});

Deno.test("an overview says why a cost is not known", async () => {
  const { text, document } = await overviewOf(await planOf());
  assertMatch(text, /^A cost is unknown where an endpoint has no price\.$/m);
  assertMatch(text, /^Tokens out are unknown without max_tokens or a past call\.$/m);
  const { forecast: told } = document as { forecast: { total: JsonObject } };
  assertEquals(told.total.cost_usd, { low: null, expected: null, high: null });
  const hourly = await overviewOf(
    await planOf({ endpoints: `${ENDPOINT}price = { per_hour_usd = "1", slots = 1 }\n` }),
  );
  assertMatch(hourly.text, /^A price by the hour needs past calls to know how long one takes\.$/m);
});

Deno.test("an overview has the plugins of a plan, and where their endpoints are", async () => {
  const refuse = () => Promise.reject(new Error("not asked"));
  const model = { specificationVersion: "v4", provider: "p", modelId: "m", doGenerate: refuse, doStream: refuse };
  const cellar = { ...findProvider("openai-compatible"), key: "cellar", name: "The cellar" };
  const plugins = [{ ...cellar, defaultOrigin: "http://cellar.local:8080" }, fromAiSdk(model, { key: "sdk" })];
  const endpoints = '[[endpoints]]\nkey = "acme/parrot@cellar"\n[[endpoints]]\nkey = "acme/parrot@sdk"\n';
  const plan = await parsePlan(planText({ endpoints }), { path: "plan.toml", plugins });
  const { text, document } = await overviewOf(plan);
  assertMatch(text, /^acme\/parrot@cellar +parrot +http:\/\/cellar\.local:8080\/v1 +/m);
  assertMatch(text, /^acme\/parrot@sdk +parrot +known to its client +/m);
  assertMatch(text, /^plugins {8}cellar, sdk$/m);
  const told = document as { plugins: JsonObject[]; endpoints: JsonObject[] };
  assertEquals(told.plugins, [{ key: "cellar", name: "The cellar" }, { key: "sdk", name: "p m" }]);
  assertEquals(told.endpoints.map(({ base_url, wire }) => [base_url, wire]), [
    ["http://cellar.local:8080/v1", "openai-chat"],
    [null, "ai-sdk"],
  ]);
  const plain = await overviewOf(await planOf());
  assertEquals(["plugins" in (plain.document as JsonObject), plain.text.includes("plugins")], [false, false]);
});
