import { assertEquals } from "@std/assert";
import { startSimulated } from "../../src/provider/simulated/mod.ts";
import { catalogPrices, openOwnCatalog } from "../../src/routing/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const OPENAI = "https://api.openai.com/v1";

Deno.test("a provider under a name of its own charges what its kind does, where its kind's server is", async () => {
  const model = "openai/gpt-4o-mini";
  const prices = await catalogPrices([
    { key: `${model}@openai`, model, provider: "openai" },
    { key: `${model}@work`, model, provider: "work", kind: "openai", baseUrl: OPENAI },
    { key: `${model}@gateway`, model, provider: "gateway", kind: "openai", baseUrl: "https://gateway.example/v1" },
    { key: `${model}@nobody`, model, provider: "nobody" },
  ], { store: ":memory:" });
  assertEquals([...prices.keys()], [`${model}@openai`, `${model}@work`]);
  assertEquals(prices.get(`${model}@work`), prices.get(`${model}@openai`));
});

Deno.test("a router under a name of its own charges by its tags", async () => {
  const model = "meta-llama/llama-3.3-70b-instruct";
  const tag = "novita/bf16";
  const baseUrl = "https://openrouter.ai/api/v1";
  const prices = await catalogPrices([
    { key: `${model}@openrouter/${tag}`, model, provider: "openrouter" },
    { key: `${model}@mine/${tag}`, model, provider: "mine", kind: "openrouter", baseUrl },
  ], { store: ":memory:" });
  assertEquals(prices.get(`${model}@mine/${tag}`)?.price, prices.get(`${model}@openrouter/${tag}`)!.price);
});

Deno.test("a server of one's own charges what its list said when it was fetched last, whatever its name is", async () => {
  for (const name of ["box", "simulated"]) await chargesByItsList(name);
});

async function chargesByItsList(name: string): Promise<void> {
  using dir = tempDir();
  const store = `${dir.path}/catalog.sqlite`;
  const model = "simulated/chat";
  await using server = startSimulated({
    endpoints: [{ model, price: { inputUsd: "0.00001", outputUsd: "0.00003" } }],
  });
  const baseUrl = `${server.origin}/v1`;
  const endpoint = {
    key: `${model}@${name}`,
    model,
    provider: name,
    ...(name === "simulated" ? {} : { kind: "simulated" }),
    baseUrl,
  };
  assertEquals((await catalogPrices([endpoint], { store })).size, 0);
  {
    using catalog = await openOwnCatalog({
      config: { providers: { [name]: { kind: "simulated", base_url: baseUrl } } },
      env: () => undefined,
      catalogPath: store,
    });
    await catalog.refresh([name]);
  }
  const found = (await catalogPrices([endpoint], { store })).get(endpoint.key);
  assertEquals([found?.price.kind, found?.origin.source], ["tokens", "model"]);
  const elsewhere = { ...endpoint, baseUrl: "http://127.0.0.1:1/v1" };
  assertEquals((await catalogPrices([elsewhere], { store })).size, 0, "the list is that of another server");
}
