import { assert, assertEquals } from "@std/assert";
import { knownEndpoints } from "../../src/routing/mod.ts";

const store = ":memory:";

Deno.test("endpoints of a model are those of lists, and of providers that others know to sell it", async () => {
  const { endpoints, models } = await knownEndpoints({ model: (key) => key === "openai/gpt-4o-mini", store });
  const keys = endpoints.map(({ key }) => key);
  assertEquals(keys, keys.toSorted());
  assertEquals(new Set(keys).size, keys.length);
  for (const key of ["openai/gpt-4o-mini@openai", "openai/gpt-4o-mini@openrouter"]) assert(keys.includes(key), key);
  assert(models.length > 100 && models.includes("anthropic/claude-haiku-4.5"));
});

Deno.test("behind a router each serving has facts of its own", async () => {
  const ask = { model: (key: string) => key === "meta-llama/llama-3.3-70b-instruct", store };
  const tagged = await knownEndpoints({ ...ask, provider: (key) => key === "openrouter", tagged: true });
  assert(tagged.endpoints.length > 3);
  assert(tagged.endpoints.every(({ key }) => key.startsWith("meta-llama/llama-3.3-70b-instruct@openrouter/")));
  assert(new Set(tagged.endpoints.map(({ quantization }) => quantization)).size > 1);
  const plain = await knownEndpoints({ ...ask, provider: (key) => key === "openrouter" });
  assertEquals(plain.endpoints.map(({ key, tag }) => [key, tag]), [
    ["meta-llama/llama-3.3-70b-instruct@openrouter", null],
  ]);
});

Deno.test("a provider without a list has what others know it to sell, and no variants of routers", async () => {
  const { endpoints } = await knownEndpoints({ provider: (key) => key === "groq", store });
  assert(endpoints.length > 0);
  for (const { key, provider, wireModel, price } of endpoints) {
    assertEquals(provider, "groq");
    assert(!key.split("@")[0].includes(":") && wireModel !== "" && price !== null, key);
  }
});
