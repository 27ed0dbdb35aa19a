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

Deno.test("a mirror that goes by its provider's name charges what nobody knows, beside one that is the provider", async () => {
  const [own, mirrored] = ["openai/gpt-4o-mini", "openai/gpt-4o"];
  const at = (model: string, baseUrl: string) => ({ key: `${model}@openai`, model, provider: "openai", baseUrl });
  const asked = [at(own, OPENAI), at(mirrored, "https://mirror.example/v1")];
  const prices = await catalogPrices(asked, { store: ":memory:" });
  assertEquals([...prices.keys()], [`${own}@openai`]);
  assertEquals([...(await catalogPrices([at(mirrored, OPENAI)], { store: ":memory:" })).keys()], [
    `${mirrored}@openai`,
  ]);
});

Deno.test("a mirror of a provider whose list ships has none of its prices", async () => {
  const [openrouter, deepinfra] = ["openai/gpt-4o-mini", "meta-llama/llama-3.3-70b-instruct"];
  const at = (baseUrls: { readonly openrouter: string; readonly deepinfra: string }) => [
    { key: `${openrouter}@openrouter`, model: openrouter, provider: "openrouter", baseUrl: baseUrls.openrouter },
    { key: `${deepinfra}@deepinfra`, model: deepinfra, provider: "deepinfra", baseUrl: baseUrls.deepinfra },
  ];
  const own = at({ openrouter: "https://openrouter.ai/api/v1", deepinfra: "https://api.deepinfra.com/v1/openai" });
  const mirror = "https://mirror.example/v1";
  const mirrored = at({ openrouter: mirror, deepinfra: mirror });
  assertEquals((await catalogPrices(own, { store: ":memory:" })).size, 2);
  assertEquals((await catalogPrices(mirrored, { store: ":memory:" })).size, 0);
});

Deno.test("what two servers of one name charge, the list of each says, and only of itself", async () => {
  using dir = tempDir();
  const store = `${dir.path}/catalog.sqlite`;
  const model = "simulated/chat";
  await using server = startSimulated({
    endpoints: [{ model, price: { inputUsd: "0.00001", outputUsd: "0.00003" } }],
  });
  const listed = `${server.origin}/v1`;
  {
    const config = { providers: { box: { kind: "simulated", base_url: listed } } };
    using catalog = await openOwnCatalog({ config, env: () => undefined, catalogPath: store });
    await catalog.refresh(["box"]);
  }
  const box = { model, provider: "box", kind: "simulated" };
  const other = { ...box, key: `simulated/other@box`, model: "simulated/other", baseUrl: "http://127.0.0.1:1/v1" };
  for (const rest of [[], [other]]) {
    const prices = await catalogPrices([{ ...box, key: `${model}@box`, baseUrl: listed }, ...rest], { store });
    assertEquals([...prices.keys()], [`${model}@box`]);
  }
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
