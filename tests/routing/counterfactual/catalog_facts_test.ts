import { assert, assertEquals } from "@std/assert";
import { createSimulated } from "../../../src/provider/simulated/mod.ts";
import { catalogFacts, openOwnCatalog, type OwnCatalogOptions } from "../../../src/routing/mod.ts";

const LLAMA = "meta-llama/llama-3.3-70b-instruct";
const options = { store: ":memory:", env: () => undefined };

function row(endpoint: string) {
  const [model, place] = endpoint.split("@");
  return { endpoint, model, provider: place.split("/")[0] };
}

Deno.test("recorded endpoints that a list has come with their facts and their price", async () => {
  const rows = ["openrouter/novita/bf16", "openrouter/groq"].map((place) => row(`${LLAMA}@${place}`));
  const facts = await catalogFacts([...rows, ...rows], options);
  assertEquals(facts.map(({ endpoint }) => endpoint.key), rows.map(({ endpoint }) => endpoint));
  assertEquals(facts.map(({ record }) => record?.quantization ?? null), ["bf16", null]);
  for (const { endpoint, record } of facts) assertEquals(endpoint.price, record!.price);
});

Deno.test("endpoints at which nothing was recorded come where they are asked for", async () => {
  const rows = [row(`${LLAMA}@openrouter/groq`)];
  const all = await catalogFacts(rows, { ...options, all: true });
  assert(all.length > 5);
  assertEquals(all[0].endpoint.key, rows[0].endpoint);
  assertEquals(new Set(all.map(({ endpoint }) => endpoint.model)), new Set([LLAMA]));
  assertEquals(new Set(all.map(({ endpoint }) => endpoint.key)).size, all.length);
});

Deno.test("a direct endpoint has its seller's price, and nobody's facts but its own", async () => {
  const [facts] = await catalogFacts([row("openai/gpt-4o-mini@openai")], options);
  assertEquals(facts.endpoint.price?.kind, "tokens");
  assertEquals(facts.record === null || facts.record.provider === "openai", true);
});

Deno.test("servers of one's own, and models that no list has, are known by their rows alone", async () => {
  assertEquals(await catalogFacts([row("qwen/qwen3:8b@ollama"), row("me/mine@box")], options), []);
  const [unknown] = await catalogFacts([row("nobody/nothing-7b@groq")], options);
  assertEquals([unknown.record, unknown.endpoint.price], [null, null]);
});

Deno.test("a server of one's own is known by its list, where the catalog is that of one's providers", async () => {
  const model = "simulated/chat";
  const box = createSimulated({ endpoints: [{ model, price: { inputUsd: "0.00001", outputUsd: "0.00003" } }] });
  using catalog = await openOwnCatalog({
    config: { providers: { box: { kind: "simulated", base_url: "http://box/v1" } } },
    fetch: (input, init) => box.handle(new Request(input, init)),
    env: () => undefined,
    catalogPath: ":memory:",
  });
  await catalog.refresh(["box"]);
  const rows = ["box", "other"].map((provider) => ({ endpoint: `${model}@${provider}`, model, provider }));
  const facts = await catalogFacts(rows, { catalog, store: ":memory:" });
  assertEquals(facts.map(({ endpoint }) => endpoint.key), [`${model}@box`]);
  assertEquals(facts[0].endpoint.price, facts[0].record?.price);
  assertEquals(facts[0].endpoint.price?.kind, "tokens");
});

Deno.test("what is declared has the price that is declared or none, and a mirror has not that of whose name it has", async () => {
  const priceWith = async (config: OwnCatalogOptions["config"]) => {
    using catalog = await openOwnCatalog({ config, env: () => undefined, catalogPath: ":memory:", offline: true });
    const [facts] = await catalogFacts([row("openai/gpt-4o-mini@openai")], { catalog, store: ":memory:" });
    const price = facts?.endpoint.price ?? null;
    return price?.kind === "tokens" ? price.inputUsd : price;
  };
  const base_url = "https://mirror.example/v1";
  const key = "openai/gpt-4o-mini@openai";
  assertEquals(await priceWith({}), "0.00000015");
  assertEquals(await priceWith({ endpoints: [{ key, base_url }] }), null);
  const price = { input_per_1m_usd: "7", output_per_1m_usd: "7" };
  assertEquals(await priceWith({ endpoints: [{ key, base_url, price }] }), "0.000007");
  assertEquals(await priceWith({ providers: { openai: { base_url } } }), null);
  assertEquals(await priceWith({ providers: { openai: { base_url: "https://api.openai.com/v1" } } }), "0.00000015");
});
