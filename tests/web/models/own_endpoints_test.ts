import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { openOwnCatalog } from "../../../src/routing/mod.ts";
import { modelsResponseSchema } from "../../../src/web/api/models_response.ts";
import { testDashboard } from "../../support/dashboard.ts";

const CONFIG: ConfigFile = {
  providers: { box: { kind: "simulated", base_url: "http://box/v1" } },
  endpoints: [
    { key: "me/mine@box", model: "simulated/steady", context_tokens: 8192 },
    {
      key: "me/mine@rented/big",
      base_url: "http://rented/v1",
      model: "simulated/steady",
      price: { input_per_1m_usd: "0.15", output_per_1m_usd: "0.6" },
      capabilities: ["tools"],
    },
  ],
};

/** A dashboard of a user who has declared two endpoints of one model. */
async function site(config = CONFIG) {
  const catalog = await openOwnCatalog({
    config,
    env: () => undefined,
    catalogPath: ":memory:",
    offline: true,
  });
  return await testDashboard({ catalog, prompts: [] });
}

Deno.test("the page of models has what the configuration declares, and says that it is the user's own", async () => {
  await using test = await site();
  const html = await test.text("/?q=mine");
  assertStringIncludes(html, 'href="/models/info?model=me%2Fmine"');
  assertStringIncludes(html, '<span class="badge accent">own</span>');
  assertStringIncludes(html, "your configuration");
  const byProvider = await test.text("/?provider=rented");
  assertMatch(byProvider, /1 model/);
  const lists = await test.text("/");
  assertMatch(lists, /rented<\/a> <span class="faint">not asked lately · 1 model · your configuration/);
  assertStringIncludes(lists, "all as they ship with Tapedeck", "what is declared is no list that could be fetched");
});

Deno.test("the page of a model that is declared has the facts of each endpoint of it", async () => {
  await using test = await site();
  const html = await test.text("/models/info?model=me/mine");
  assertEquals(html.match(/As your configuration declares it/g)?.length, 2);
  assertStringIncludes(html, "me/mine@rented/big");
  assertStringIncludes(html, "8,192");
  const promoted = await test.get("/models/promote", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://127.0.0.1" },
    body: "model=me%2Fmine",
  });
  assert(promoted.status < 400, await promoted.text());
  assertStringIncludes(await test.text("/?kind=promoted"), "me/mine");
});

Deno.test("the API has a row for each endpoint that is declared, by the key that a call takes", async () => {
  await using test = await site();
  const response = await test.get("/api/models?q=mine");
  const { models, metadata } = modelsResponseSchema.parse(await response.json());
  assertEquals(models.map(({ id, endpoint, model, tier, source }) => ({ id, endpoint, model, tier, source })), [
    { id: "box/me/mine", endpoint: "me/mine@box", model: "me/mine", tier: "config", source: "server" },
    { id: "rented/big/me/mine", endpoint: "me/mine@rented/big", model: "me/mine", tier: "config", source: "server" },
  ]);
  assertEquals([models[0].contextMax, models[1].pricing?.exact.input], [8192, "0.00000015"]);
  const { lastChecked, ...rented } = metadata.providers.rented;
  assert(lastChecked !== null);
  assertEquals(rented, { name: "OpenAI-compatible server", status: "healthy", tier: "config", modelCount: 1 });
  const [listed, called] = await Promise.all([test.get("/v1/models"), test.get("/v1/models/me/mine@box")]);
  assert((await listed.json()).data.some(({ id }: { readonly id: string }) => id === "me/mine"));
  assertEquals((await called.json()).id, models[0].endpoint);
});

Deno.test("the API and the page Health count the same of a provider's list, whatever is declared beside it", async () => {
  await using test = await site({
    endpoints: [{ key: "me/mine@openrouter" }, { key: "me/mine@rented", base_url: "http://rented/v1" }],
  });
  const { models, metadata } = modelsResponseSchema.parse(await (await test.get("/api/models")).json());
  const rows = models.filter(({ endpoint }) => endpoint.endsWith("@openrouter"));
  const listed = rows.filter(({ tier }) => tier !== "config").length;
  assertEquals(rows.length, listed + 1);
  assertEquals([metadata.providers.openrouter.modelCount, metadata.providers.rented.modelCount], [listed, 1]);
  assertEquals(metadata.totalModels, models.length);
  const health = await test.text("/health");
  const row = health.slice(health.indexOf(">openrouter</th>"));
  assertMatch(row, new RegExp(`^>openrouter</th><td[^>]*>${listed.toLocaleString("en-US")}</td>`));
});
