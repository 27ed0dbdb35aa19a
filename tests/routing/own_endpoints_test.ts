import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { openOwnCatalog, openRegistry, type OwnCatalogOptions } from "../../src/routing/mod.ts";

const AT = "2026-09-01T00:00:00.000Z";

function world(config: OwnCatalogOptions["config"]) {
  const asked: string[] = [];
  return {
    asked,
    options: {
      config,
      env: () => undefined,
      clock: new VirtualClock(new Date(AT)),
      catalogPath: ":memory:",
      fetch: (input: string | URL | Request) => {
        asked.push(new Request(input).url);
        return Promise.reject(new TypeError("there is no network here"));
      },
    },
  };
}

Deno.test("the user's catalog has the endpoints that are declared, at servers that are named nowhere else, too", async () => {
  const { options, asked } = world({
    endpoints: [{
      key: "me/mine@rented/big",
      base_url: "http://rented/v1",
      price: { input_per_1m_usd: "0.15", output_per_1m_usd: "0.6" },
      context_tokens: 8192,
      capabilities: ["tools"],
    }],
  });
  using catalog = await openOwnCatalog(options);
  const { models } = await catalog.models({ provider: "rented" });
  assertEquals(
    models.map(({ key, declared, tier, fetchedAt, contextTokens }) => [key, declared, tier, fetchedAt, contextTokens]),
    [
      ["me/mine", "me/mine@rented/big", "config", AT, 8192],
    ],
  );
  assertEquals(models[0].capabilities.tools, "yes");
  assertEquals(models[0].price?.kind === "tokens" && models[0].price.inputUsd, "0.00000015");
  await catalog.refresh(["rented"], { force: true });
  assertEquals(asked, [], "nobody has said that the server has a list");
  const { baseUrl, wire } = await catalog.provider("rented");
  assertEquals([baseUrl, wire], ["http://rented/v1", "openai-chat"]);
});

Deno.test("a list that lacks a key names no variable in which that is not looked for", async () => {
  const { options } = world({
    providers: {
      rented: { kind: "openai", base_url: "https://rented.example/v1" },
      openai: { credential: "openai/work" },
    },
    credentials: { "openai/work": { env: "WORK_KEY" } },
  });
  using catalog = await openOwnCatalog(options);
  const { lists } = await catalog.models();
  const reasons = new Map(lists.map(({ provider, problem }) => [provider, problem?.reason]));
  for (const name of ["rented", "openai"]) {
    assertEquals(reasons.get(name), "it needs a key, and none is at hand (`tapedeck credential list` tells why)");
  }
  assertEquals(reasons.get("groq"), "GROQ_API_KEY is not set, and it needs a key");
});

Deno.test("what is declared of a provider that is switched off is not known", async () => {
  const { options } = world({
    providers: { box: { kind: "simulated", base_url: "http://box/v1", enabled: false } },
    endpoints: [{ key: "me/mine@box" }],
  });
  using catalog = await openOwnCatalog({ ...options, offline: true });
  assertEquals((await catalog.model("me/mine")).kind, "gone");
});

Deno.test("a registry knows its own endpoints once, and those of the lists beside them", async () => {
  const { options } = world({
    endpoints: [{ key: "openai/gpt-4o-mini@openai/eu", base_url: "https://eu.api.openai.com/v1" }],
  });
  await using registry = await openRegistry({ ...options, ledgerPath: false, offline: true });
  const keys = (await registry.ensureEndpoints("openai/gpt-4o-mini")).map(({ key, tier }) => `${key} ${tier}`);
  assertEquals(keys.filter((key) => key.includes("@openai")), [
    "openai/gpt-4o-mini@openai embedded",
    "openai/gpt-4o-mini@openai/eu config",
  ]);
  assertEquals(new Set(keys).size, keys.length);
  assertEquals((await registry.searchModels("gpt-4o-mini"))[0].key, "openai/gpt-4o-mini");
});
