import { assert, assertEquals } from "@std/assert";
import { openCatalog } from "../../../src/routing/mod.ts";
import { network, open, server } from "./_world.ts";

const OWN = {
  providers: { box: { kind: "simulated", base_url: "http://box/v1" } },
  endpoints: [{ key: "me/mine@box", model: "simulated/quick" }],
  aliases: { models: { mine: "me/mine" } },
  groups: { all: ["me/*"], router: ["openai/*"] },
};
const env = (keys: { readonly [name: string]: string }) => (name: string) => keys[name];
const WITH_KEY = env({ OPENROUTER_API_KEY: "sk-or-v1-x" });

const known = (name: (name: string) => string | undefined) =>
  openCatalog({ store: ":memory:", env: name, offline: true });

Deno.test("models of providers whose key is at hand can be called, and those of one's own", async () => {
  using catalog = await known(WITH_KEY);
  await using registry = await open({ config: OWN, catalog, env: WITH_KEY });
  const models = await registry.callableModels({ network: false });
  const ids = models.map(({ id }) => id);
  assertEquals(ids, ids.toSorted());
  assertEquals(new Set(ids).size, ids.length);
  assert(ids.includes("me/mine") && ids.includes("anthropic/claude-haiku-4.5"));
  const { createdOn, model, pin } = models.find(({ id }) => id === "anthropic/claude-haiku-4.5")!;
  assertEquals([createdOn, model, pin], ["2025-10-15", "anthropic/claude-haiku-4.5", null]);
  // A name that stands for another model is none itself.
  assert(!ids.some((id) => id.startsWith("~")));
});

Deno.test("without a key of any list only one's own can be called", async () => {
  const none = env({});
  using catalog = await known(none);
  await using registry = await open({ config: OWN, catalog, env: none });
  const models = await registry.callableModels({ network: false });
  assertEquals(models, [{ id: "me/mine", model: "me/mine", pin: null, createdOn: null }]);
});

Deno.test("where nothing can be called, what lacks but a key is told, as a tape may have it", async () => {
  const none = env({});
  using catalog = await known(none);
  await using registry = await open({ catalog, env: none });
  assert((await registry.callableModels({ network: false })).length > 100);
});

Deno.test("every model that is told can be planned for", async () => {
  using catalog = await known(WITH_KEY);
  await using registry = await open({ config: OWN, catalog, env: WITH_KEY, offline: true });
  const models = await registry.callableModels({ network: false });
  for (const { id } of models.filter((_, i) => i % 25 === 0)) {
    const { endpoints } = await registry.routePlan({ model: id, messages: [{ role: "user", content: "Hello" }] });
    assert(endpoints.length > 0, id);
  }
});

Deno.test("an id is looked up as a call would do it, and answered by that call", async () => {
  const none = env({});
  using catalog = await known(none);
  await using registry = await open({
    config: OWN,
    catalog,
    env: none,
    fetch: network({ box: server() }),
    offline: true,
  });
  const found = async (id: string) => {
    const one = await registry.callableModel(id, { network: false });
    return one === null ? null : [one.model, one.pin];
  };
  assertEquals(await found("me/mine"), ["me/mine", null]);
  assertEquals(await found("mine"), ["me/mine", null]);
  assertEquals(await found("me/mine@box"), ["me/mine", "me/mine@box"]);
  assertEquals(await found("all"), ["me/mine", null]);
  assertEquals(await found("router"), null);
  assertEquals(await found("no/such"), null);
  assertEquals(await found("me/mine@nobody"), null);
  assertEquals(await found(""), null);
  for (const id of ["me/mine", "mine", "me/mine@box", "all"]) {
    const { endpoint } = await registry.complete({ model: id, messages: [{ role: "user", content: "Hello" }] });
    assertEquals(endpoint.key, "me/mine@box");
  }
});
