import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { catalogPrices } from "../../src/routing/mod.ts";
import type { Price } from "../../src/spec/mod.ts";
import { parsePlan, type PriceLookup, type RunOptions, runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, streamedAnswer } from "./_parrot.ts";

const KEY = "openai/gpt-4o-mini@openai";
const ORIGIN = { source: "model", asOf: "2026-08-01T00:00:00Z" } as const;

function planOf(price = "") {
  return parsePlan(
    `name = "priced"
[[endpoints]]
key = "${KEY}"
${price}
[parameters]
max_tokens = 50
[prompts]
items = [{ id = "a", messages = [{ role = "user", content = "Say a" }] }]
`,
    { path: "priced.toml" },
  );
}

/** A lookup that says this price, and how often it was asked. */
function lookUp(inputUsd: string): { prices: PriceLookup; asked: string[] } {
  const asked: string[] = [];
  const price: Price = { kind: "tokens", inputUsd, outputUsd: "0.000002" };
  const prices: PriceLookup = (endpoints) => {
    asked.push(...endpoints.map(({ key }) => key));
    return Promise.resolve(new Map(endpoints.map(({ key }) => [key, { price, origin: ORIGIN }])));
  };
  return { prices, asked };
}

/** Each answer has 10 input tokens and 5 output tokens. */
function optionsIn(folder: string, options: Partial<RunOptions> = {}): RunOptions {
  return parrotOptions(folder, {
    env: (name) => name === "OPENAI_API_KEY" ? "sk-proj-" + "Filler0".repeat(6) : undefined,
    fetch: () => Promise.resolve(streamedAnswer("a!")),
    ...options,
  });
}

Deno.test("a price that the plan leaves out is the catalog's, and the run says so", async () => {
  using dir = tempDir();
  const { prices, asked } = lookUp("0.000001");
  const { costUsd, prices: taken, out } = await runSweep(await planOf(), optionsIn(dir.path, { prices }));
  assertEquals([costUsd, asked], ["0.00002", [KEY]]);
  assertEquals(taken, [{ endpoint: KEY, source: "model", asOf: ORIGIN.asOf }]);
  const manifest = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
  assertEquals(manifest.prices, [{ endpoint: KEY, source: "model", as_of: ORIGIN.asOf }]);
});

Deno.test("a replay takes the price of its recording from the tape, whatever the catalog says by then", async () => {
  using dir = tempDir();
  const plan = await planOf();
  const recorded = await runSweep(plan, optionsIn(dir.path, { prices: lookUp("0.000001").prices }));
  const later = lookUp("0.5");
  for (const mode of ["replay", "append"] as const) {
    const again = await runSweep(plan, optionsIn(dir.path, { mode, prices: later.prices, fresh: true }));
    assertEquals([again.resultsHash, again.costUsd], [recorded.resultsHash, recorded.costUsd], mode);
    assertEquals([again.unplayed, again.prices.length], [0, 1], mode);
  }
  assertEquals(later.asked, [KEY], "a replay asks nobody");
});

Deno.test("the plan's own price wins, and nothing is looked up", async () => {
  using dir = tempDir();
  const { prices, asked } = lookUp("0.5");
  const plan = await planOf('price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }');
  const summary = await runSweep(plan, optionsIn(dir.path, { prices }));
  assertEquals([summary.costUsd, asked, summary.prices], ["0.00002", [], []]);
});

Deno.test("a price that the plan changes afterwards is applied to the tape", async () => {
  using dir = tempDir();
  const priceAt = (input: string) => planOf(`price = { input_per_1m_usd = "${input}", output_per_1m_usd = "2" }`);
  await runSweep(await priceAt("1"), optionsIn(dir.path));
  const { costUsd } = await runSweep(await priceAt("3"), optionsIn(dir.path, { mode: "replay" }));
  assertEquals(costUsd, "0.00004");
});

Deno.test("what nobody knows stays unknown, in the replay too", async () => {
  using dir = tempDir();
  const plan = await planOf();
  const prices: PriceLookup = () => Promise.resolve(new Map());
  const recorded = await runSweep(plan, optionsIn(dir.path, { prices }));
  const replayed = await runSweep(plan, optionsIn(dir.path, { mode: "replay", prices: lookUp("1").prices }));
  assertEquals([recorded.costUsd, replayed.costUsd], [null, null]);
  assertEquals(replayed.resultsHash, recorded.resultsHash);
  await using ledger = await openSqliteLedger(optionsIn(dir.path).ledgerPath);
  const [row] = await collect(ledger.attempts(replayed.runId));
  assertEquals([row.costUsd, row.costSource], [null, null]);
});

Deno.test("a budget in dollars counts by the catalog's price, and is refused where there is none", async () => {
  using dir = tempDir();
  const plan = await planOf();
  const budget = { usd: "1" };
  const { prices } = lookUp("0.000001");
  const kept = await runSweep(plan, optionsIn(dir.path, { prices, budget }));
  assertEquals([kept.ok, kept.budget], [1, null]);
  const none: PriceLookup = () => Promise.resolve(new Map());
  const error = await assertRejects(
    () => runSweep(plan, optionsIn(`${dir.path}/other`, { prices: none, budget })),
    UserError,
  );
  assertStringIncludes(error.message, "has no price");
});

Deno.test("the shipped facts price what providers sell themselves, and nothing else", async () => {
  const endpoint = (model: string, provider: string, tag = "") => ({
    key: `${model}@${provider}${tag}`,
    model,
    provider,
  });
  const asked = [
    endpoint("openai/gpt-4o-mini", "openai"),
    endpoint("openai/gpt-4o-mini", "openrouter"),
    endpoint("anthropic/claude-haiku-4.5", "openrouter", "/amazon-bedrock/global"),
    endpoint("openai/gpt-4o-mini", "openrouter", "/nobody"),
    endpoint("openai/gpt-4o-minus", "openai"),
    endpoint("qwen/qwen3:8b", "ollama"),
    endpoint("a/b", "nowhere"),
  ];
  const prices = await catalogPrices(asked, { store: ":memory:" });
  assertEquals(asked.map(({ key }) => prices.get(key)?.origin.source ?? null), [
    "model",
    "model",
    "endpoint",
    null,
    null,
    null,
    null,
  ]);
  const price = prices.get("openai/gpt-4o-mini@openai")?.price;
  assertEquals(price?.kind === "tokens" && price.inputUsd, "0.00000015");
});

Deno.test("a provider under a name of its own charges what its kind does, and a server of one's own does not", async () => {
  const endpoint = { key: "openai/gpt-4o-mini@work", model: "openai/gpt-4o-mini", provider: "work", kind: "openai" };
  const priced = async (baseUrl: string) => {
    const prices = await catalogPrices([{ ...endpoint, baseUrl }], { store: ":memory:", env: () => undefined });
    return prices.get(endpoint.key)?.price.kind ?? null;
  };
  assertEquals(await priced("https://api.openai.com/v1"), "tokens");
  assertEquals(await priced("http://127.0.0.1:8080/v1"), null);
});
