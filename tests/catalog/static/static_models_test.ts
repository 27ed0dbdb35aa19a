import { assert, assertEquals } from "@std/assert";
import { loadEmbeddedCatalog, loadEmbeddedEndpoints, staticModels } from "../../../src/catalog/mod.ts";
import type { ModelRecord } from "../../../src/spec/mod.ts";
import { assertSoundModel } from "../importers/invariants.ts";
import { makeEndpoint, makeModel } from "../records.ts";

const sources = { ...await loadEmbeddedEndpoints(), ...await loadEmbeddedCatalog() };

function list(provider: string): readonly ModelRecord[] {
  return staticModels(provider, sources)!;
}

for (const provider of ["perplexity", "xai", "deepinfra"]) {
  Deno.test(`the list that ships for ${provider} has sound models with a price and a context`, () => {
    const models = list(provider);
    assert(models.length >= 4);
    models.forEach(assertSoundModel);
    for (const { key, price, contextTokens, provider: whose, tier } of models) {
      assert(price !== null && contextTokens !== null, key);
      assertEquals([whose, tier], [provider, "embedded"]);
    }
    assertEquals(new Set(models.map(({ wireModel }) => wireModel)).size, models.length);
  });
}

Deno.test("every model of the lists is known, so none is missing", () => {
  assertEquals(["perplexity", "xai", "deepinfra"].map((provider) => list(provider).length), [4, 4, 16]);
});

Deno.test("no list ships for others", () => {
  assertEquals([staticModels("openai", sources), staticModels("constructor", sources)], [null, null]);
});

Deno.test("Perplexity's fee for a request pays for its search", () => {
  const price = list("perplexity").find(({ wireModel }) => wireModel === "sonar")!.price;
  assertEquals(price?.kind === "tokens" && [price.requestUsd, price.webSearchUsd], ["0.005", "0"]);
});

Deno.test("DeepInfra's prices are those of what it serves itself, with their date, not the cheapest of the model", () => {
  const model = list("deepinfra").find(({ wireModel }) => wireModel === "deepseek-ai/DeepSeek-R1-0528")!;
  const endpoint = sources.endpoints.find(({ model: key, servedBy }) => key === model.key && servedBy === "deepinfra")!;
  assertEquals([model.price, model.fetchedAt], [endpoint.price, endpoint.fetchedAt]);
  assertEquals(model.key, "deepseek/deepseek-r1-0528");
});

Deno.test("an ability is the endpoint's own, and of the model's only that it cannot", () => {
  const key = "qwen/qwen3-32b";
  const model = makeModel({ key, capabilities: { tools: "yes", images: "no", json: "no", seed: "uncertain" } });
  const plain = makeEndpoint({ model: key, tag: "deepinfra/fp8" });
  const endpoint = { ...plain, capabilities: { ...plain.capabilities, json: "yes" as const } };
  const [{ capabilities }] = staticModels("deepinfra", { models: [model], endpoints: [endpoint] })!;
  const { tools, images, json, seed } = capabilities;
  assertEquals([tools, images, json, seed], ["uncertain", "no", "yes", "uncertain"]);
});

Deno.test("without the router's facts there is nothing to tell", () => {
  assertEquals(staticModels("xai", { models: [], endpoints: [] }), []);
});
