import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { curatedModels } from "../../src/catalog/mod.ts";
import { openCatalog, unknownModels, type UnknownModelsOptions } from "../../src/routing/mod.ts";
import { fakeNetwork } from "../cassette/support.ts";
import { tempDir } from "../support/temp_dir.ts";

/** `openai/gpt-4o@openrouter/azure`, with the id that is sent where it is another one. */
function endpoint(key: string, wireModel?: string) {
  const [model, place] = key.split("@");
  return { key, model, provider: place.split("/")[0], wireModel: wireModel ?? model.slice(model.indexOf("/") + 1) };
}

/** What is not known, with the nearest, of what ships alone. */
async function unknown(endpoints: readonly ReturnType<typeof endpoint>[], options: UnknownModelsOptions = {}) {
  const found = await unknownModels(endpoints, { store: ":memory:", env: () => undefined, ...options });
  return [...found].map(([key, { model, nearest }]) => [key, model, nearest]);
}

Deno.test("a provider under a name of its own is looked at as its kind, and a server of one's own is not", async () => {
  const at = (baseUrl: string) => ({ ...endpoint("openai/gpt-4o-mni@work"), kind: "openai", baseUrl });
  const typo = ["openai/gpt-4o-mni@work", "openai/gpt-4o-mni", "openai/gpt-4o-mini"];
  assertEquals(await unknown([at("https://api.openai.com/v1")]), [typo]);
  assertEquals(await unknown([at("http://127.0.0.1:8080/v1")]), []);
  const mirror = { ...endpoint("openai/gpt-4o-mni@openai"), baseUrl: "http://127.0.0.1:8080/v1" };
  assertEquals(await unknown([mirror]), [], "a mirror that goes by the provider's name is a server of one's own, too");
});

Deno.test("a mistake in a model's name is found, with the name that was meant", async () => {
  assertEquals(
    await unknown([
      endpoint("openai/gpt-4o-mni@openai"),
      endpoint("openai/gpt-4o-mini@openai"),
      endpoint("opnai/gpt-4o-mini@openrouter/azure", "opnai/gpt-4o-mini"),
      endpoint("xyz/zzz@groq"),
    ]),
    [
      ["openai/gpt-4o-mni@openai", "openai/gpt-4o-mni", "openai/gpt-4o-mini"],
      ["opnai/gpt-4o-mini@openrouter/azure", "opnai/gpt-4o-mini", "openai/gpt-4o-mini"],
      ["xyz/zzz@groq", "xyz/zzz", null],
    ],
  );
});

Deno.test("a model that has gone is named with the one that takes its place", async () => {
  assertEquals(await unknown([endpoint("openai/gpt-4.5-preview@openai")]), [
    ["openai/gpt-4.5-preview@openai", "openai/gpt-4.5-preview", "openai/gpt-4.1"],
  ]);
});

Deno.test("every model that is proposed is known, wherever it is called", async () => {
  const keys = curatedModels().map(({ key }) => key);
  assertEquals(await unknown(keys.map((key) => endpoint(`${key}@openrouter`, key))), []);
});

Deno.test("a model is known by another name of it, and by the id that is sent", async () => {
  assertEquals(
    await unknown([
      endpoint("anthropic/claude-haiku-4-5@anthropic"),
      endpoint("openai/gpt-4o-mini-2024-07-18@openai"),
      endpoint("house/small@openrouter", "openai/gpt-4o-mini"),
      endpoint("house/small@openai", "gpt-4o-mini"),
    ]),
    [],
  );
});

Deno.test("servers of one's own and providers that are not in the table are not looked at", async () => {
  const keys = ["llama.cpp/q4_0", "ollama", "lmstudio", "openai-compatible", "simulated", "local", "acme"];
  // A folder is no store: that there is no error says that nothing is opened.
  using dir = tempDir();
  const store = dir.path;
  assertEquals(await unknown(keys.map((place) => endpoint(`acme/parrot@${place}`)), { store }), []);
  await assertRejects(() => unknown([endpoint("acme/parrot@openai")], { store }), UserError);
});

Deno.test("what the user's own catalog has fetched is known, and none is made where there is none", async () => {
  using dir = tempDir();
  const store = `${dir.path}/catalog.sqlite`;
  const asked = [endpoint("acme/parrot@openrouter", "acme/parrot")];
  const env = (name: string) => name === "TAPEDECK_CATALOG" ? store : undefined;
  assertEquals((await unknownModels(asked, { env })).size, 1);
  await assertRejects(() => Deno.stat(store), Deno.errors.NotFound);
  {
    const fetch = fakeNetwork(() => Response.json({ data: [{ id: "acme/parrot" }] }));
    using catalog = await openCatalog({ store, env, fetch, offline: false });
    await catalog.refresh(["openrouter"], { acceptShrunk: true });
  }
  assertEquals((await unknownModels(asked, { env })).size, 0);
});
