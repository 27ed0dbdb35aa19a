import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { ModelSuggestion } from "../../../src/routing/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { open } from "./_world.ts";

function priced(key: string, usd: string, more: { readonly capabilities?: readonly "tools"[] } = {}) {
  return { key, price: { input_per_1m_usd: usd, output_per_1m_usd: usd }, context_tokens: 8000, ...more };
}

const CONFIG: ConfigFile = {
  providers: {
    alpha: { kind: "simulated", base_url: "http://alpha/v1" },
    beta: { kind: "simulated", base_url: "http://beta/v1" },
  },
  endpoints: [
    priced("me/mine@alpha", "10", { capabilities: ["tools"] }),
    priced("me/mine@beta", "4", { capabilities: ["tools"] }),
    priced("me/other@alpha", "1"),
    priced("me/dear@alpha", "20", { capabilities: ["tools"] }),
  ],
};

const keys = (suggestions: readonly ModelSuggestion[]) => suggestions.map(({ endpoint }) => endpoint);

Deno.test("what is cheaper is suggested, the same model first, with the difference and where it is from", async () => {
  await using registry = await open({ config: CONFIG, offline: true });
  const { reference, suggestions, usage } = await registry.suggest("me/mine@alpha");
  assertEquals([reference, usage.calls], ["me/mine@alpha", 0]);
  assertEquals(keys(suggestions), ["me/mine@beta", "me/other@alpha"]);
  const [{ differences: [price], isSameModel }] = suggestions;
  assertEquals([price.aspect, price.from, price.to, price.isBetter], ["price", "0.013", "0.0052", true]);
  assertAlmostEquals(price.change!, -0.6, 1e-9);
  assertEquals([isSameModel, price.evidence.source], [true, "catalog"]);
});

Deno.test("what does not meet the needs is not suggested", async () => {
  await using registry = await open({ config: CONFIG, offline: true });
  const needs = { capabilities: ["tools"], unknown: "deny" } as const;
  assertEquals(keys((await registry.suggest("me/mine@alpha", { needs })).suggestions), ["me/mine@beta"]);
});

Deno.test("own runs tell what is better and faster, by the prompts that both have answered", async () => {
  using dir = tempDir();
  const ledgerPath = `${dir.path}/ledger.sqlite`;
  const asked = (endpoint: string, promptId: string, score: number, latencyMs: number) => ({
    ...makeAttempt({ endpoint, promptId, score, latencyMs, inputTokens: 50, outputTokens: 10, costUsd: "0.001" }),
    model: endpoint.split("@")[0],
  });
  const rows = [
    asked("me/mine@alpha", "p1", 0.5, 200),
    asked("me/mine@alpha", "p2", 0.7, 400),
    asked("me/dear@alpha", "p1", 0.9, 100),
    asked("me/dear@alpha", "p2", 0.9, 200),
    // Nobody else has answered this one.
    asked("me/dear@alpha", "p3", 0, 9000),
  ];
  {
    await using ledger = await openSqliteLedger(ledgerPath);
    await ledger.startRun(makeRun());
    await ledger.append(rows.map((row, i) => ({ ...row, cellIndex: i })));
  }
  await using registry = await open({ config: CONFIG, offline: true, ledgerPath });
  const { usage, suggestions } = await registry.suggest("me/mine@alpha");
  assertEquals(usage, { calls: 2, inputTokens: 50, outputTokens: 10 });
  assertEquals(suggestions[0].endpoint, "me/dear@alpha");
  const [score, latency, price] = suggestions[0].differences;
  assertEquals([score.aspect, latency.aspect, price.aspect], ["score", "latency", "price"]);
  assertAlmostEquals(Number(score.from), 0.6, 1e-9);
  assertAlmostEquals(Number(score.to), 0.9, 1e-9);
  assertEquals([latency.from, latency.to, latency.isBetter], [300, 150, true]);
  assertEquals([score.evidence, latency.evidence], [{ source: "runs", n: 2 }, { source: "runs", n: 2 }]);
  assertEquals(price.isBetter, false);
});

Deno.test("where nothing is better, nothing is suggested; where nothing is known, that is said", async () => {
  await using registry = await open({ config: CONFIG, offline: true });
  const { suggestions } = await registry.suggest("me/other");
  assertEquals(suggestions, []);
  await assertRejects(() => registry.suggest("nobody/has-this"), UserError, "no list has it");
});

Deno.test("models that Tapedeck proposes are looked at where their key is set", async () => {
  const env = (name: string) => name === "OPENAI_API_KEY" ? "key-of-a-test-0123" : undefined;
  await using registry = await open({ env, offline: true });
  const { suggestions } = await registry.suggest("openai/gpt-4o");
  assert(keys(suggestions).includes("openai/gpt-4o-mini@openai"));
  assert(suggestions.every(({ endpoint }) => endpoint.endsWith("@openai")));
  for (const { differences } of suggestions) {
    assert(differences.some(({ isBetter }) => isBetter));
    for (const { evidence } of differences) assert(evidence.source === "catalog" && evidence.asOf.startsWith("20"));
  }
});

Deno.test("what is hardly cheaper is no reason to change", async () => {
  const endpoints = [priced("me/mine@alpha", "10"), priced("me/mine@beta", "9.6"), priced("me/other@beta", "9.4")];
  await using registry = await open({ config: { ...CONFIG, endpoints }, offline: true });
  assertEquals(keys((await registry.suggest("me/mine@alpha")).suggestions), ["me/other@beta"]);
});
