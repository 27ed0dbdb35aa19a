import { assert, assertEquals } from "@std/assert";
import { readModelPage } from "../../src/catalog/mod.ts";
import { embeddedFacts } from "../../src/catalog/mod.ts";

Deno.test("models ship for the router and for those whose own list cannot be had", async () => {
  const facts = embeddedFacts();
  assertEquals((await facts.models("openrouter"))?.models.length, 336);
  const deepinfra = await facts.models("deepinfra");
  assertEquals(deepinfra?.fetchedAt, "2026-05-18T00:00:00Z", "as old as the oldest of its facts");
  assert(deepinfra!.models.every(({ provider }) => provider === "deepinfra"));
  assertEquals([await facts.models("openai"), await facts.models("nobody")], [null, null]);
});

Deno.test("endpoints ship for the router's models", async () => {
  const facts = embeddedFacts();
  const found = await facts.endpoints({ provider: "openrouter", model: "meta-llama/llama-3.3-70b-instruct" });
  assert(found !== null && found.endpoints.length > 3);
  assertEquals(await facts.endpoints({ provider: "openrouter", model: "a/b" }), null);
  assertEquals(await facts.endpoints({ provider: "groq", model: "meta-llama/llama-3.3-70b-instruct" }), null);
});

Deno.test("lists that tell little are filled, the router's own is left as it is", async () => {
  const facts = embeddedFacts();
  const read = (provider: string, reader: string, id: string) =>
    readModelPage(reader, { data: [{ id }] }, { provider, fetchedAt: "2026-08-02T00:00:00Z" }).models;
  const [model] = await facts.enrich(read("openai", "openai", "gpt-4o"));
  assert(model.price !== null && model.contextTokens === 128_000);
  const routed = read("openrouter", "openrouter", "openai/gpt-4o");
  assertEquals(await facts.enrich(routed), routed);
});
