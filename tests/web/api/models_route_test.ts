import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { findProvider } from "../../../src/provider/mod.ts";
import { openCatalog } from "../../../src/routing/mod.ts";
import type { ModelPageFacts } from "../../../src/spec/mod.ts";
import { modelsResponseSchema } from "../../../src/web/api/models_response.ts";
import { makeModel } from "../../catalog/records.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { apiWorld, openaiList } from "./_providers.ts";

type World = Awaited<ReturnType<typeof apiWorld>>;

async function models(world: World, query = "", init?: RequestInit) {
  const response = await world.get(`/api/models${query}`, init);
  assertEquals(response.status, 200, await response.clone().text());
  return { response, ...modelsResponseSchema.parse(await response.json()) };
}

const messageOf = async (response: Response) => (await response.json()).error.message as string;

Deno.test("a model is told with all that is known of it, prices exact and as numbers", async () => {
  await using world = await apiWorld();
  const { models: [model] } = await models(world, "?provider=openrouter&q=gpt-4o-mini");
  assertEquals(model, {
    id: "openrouter/openai/gpt-4o-mini",
    provider: "openrouter",
    name: "openai/gpt-4o-mini",
    model: "openai/gpt-4o-mini",
    endpoint: "openai/gpt-4o-mini@openrouter",
    kind: "chat",
    capabilities: model.capabilities,
    premium: true,
    vision: true,
    contextMax: 128_000,
    outputMax: 16_384,
    apiVersion: "v1",
    status: "available",
    lastChecked: "2026-11-20T12:00:00.000Z",
    tier: "api",
    pricing: {
      input: 1.5e-7,
      output: 6e-7,
      currency: "USD",
      exact: { input: "0.00000015", output: "0.0000006" },
      conditional: false,
    },
    ...(model.rateLimit === undefined ? {} : { rateLimit: model.rateLimit }),
    source: "server",
  });
  assert(["tools", "images"].every((word) => model.capabilities.includes(word)));
});

Deno.test("a description is what a list itself says, where its reader keeps prose, and is never made up", async () => {
  const row = { ...findProvider("openrouter"), models: { ...findProvider("openrouter").models!, needsKey: false } };
  const plain = { id: "a/x", name: "X", description: "The best model that there is" };
  const read = (_: unknown, facts: ModelPageFacts) => ({
    models: ["a/x", "a/y"].map((key, i) =>
      makeModel({ key, ...facts, extra: i === 0 ? { description: plain.description } : { description: 7 } })
    ),
    skipped: [],
    next: null,
  });
  const catalog = await openCatalog({
    store: ":memory:",
    env: () => undefined,
    providers: [row, { ...row, key: "plugin", models: { ...row.models, read } }],
    fetch: () => Promise.resolve(Response.json({ data: [plain] })),
  });
  await using test = await testDashboard({ prompts: [], catalog });
  const { models } = modelsResponseSchema.parse(await (await test.get("/api/models")).json());
  assertEquals(models.map(({ id, description }) => [id, description]), [
    ["openrouter/a/x", undefined],
    ["plugin/a/x", plain.description],
    ["plugin/a/y", undefined],
  ]);
});

Deno.test("what is free is not premium, and a variant that is given away is limited", async () => {
  await using world = await apiWorld();
  const { models: [free] } = await models(world, "?q=nemo&provider=openrouter");
  assertEquals([free.premium, free.status, free.pricing?.input], [false, "limited", 0]);
});

Deno.test("a model in two lists is a row in each, under ids of their own and with one key", async () => {
  await using world = await apiWorld();
  const rows = (await models(world, "?q=gpt-4o-mini")).models.filter(({ model }) => model === "openai/gpt-4o-mini");
  assertEquals(rows.map(({ id }) => id).sort(), ["openai/gpt-4o-mini", "openrouter/openai/gpt-4o-mini"]);
});

Deno.test("providers that fail are said so and fail nothing else, without a word of their servers", async () => {
  await using world = await apiWorld();
  const { metadata, response, models: all } = await models(world);
  assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  assertEquals(metadata.providers.openai, {
    name: "OpenAI",
    status: "healthy",
    lastChecked: "2026-11-20T12:00:00.000Z",
    tier: "api",
    modelCount: 1,
  });
  assertEquals(metadata.providers.requesty, {
    name: "Requesty",
    status: "error",
    lastChecked: null,
    tier: null,
    modelCount: 0,
    error: "Its server cannot be reached",
  });
  const { status, tier, error } = metadata.providers.deepinfra;
  assertEquals([status, tier, error], ["degraded", "embedded", "Its server cannot be reached"]);
  const old = all.find(({ provider }) => provider === "deepinfra")!;
  assertEquals([old.tier, old.errorMessage], ["embedded", "Its server cannot be reached"]);
  assertEquals(metadata.providers.anthropic.error, "ANTHROPIC_API_KEY is not set, and it needs a key");
  // Nobody has said where those are.
  assertEquals(metadata.providers["openai-compatible"], undefined);
  assertEquals([metadata.totalModels, metadata.cacheHit], [all.length, false]);
  assertEquals(metadata.lastUpdated, "2026-11-20T12:00:00.000Z");
  assertEquals(metadata.userProvidedKeys, undefined);
  assert(!JSON.stringify({ metadata, all }).includes("10.1.2.3"));
});

Deno.test("lists that are fresh are not fetched again, and the answer says so", async () => {
  await using world = await apiWorld();
  await models(world);
  const asked = world.callsTo("openrouter.ai").length;
  const { metadata, models: rows } = await models(world, "?provider=openrouter");
  assertEquals([metadata.cacheHit, rows[0].tier], [true, "cache"]);
  assertEquals(world.callsTo("openrouter.ai").length, asked);
});

Deno.test("a list that takes long is not waited for, and is there next time", async () => {
  await using world = await apiWorld();
  const come = Promise.withResolvers<void>();
  world.answers["api.openai.com"] = async () => {
    await come.promise;
    return openaiList("gpt-late");
  };
  const waiting = models(world);
  // The other lists have come by then.
  while (world.calls.length < 10) await new Promise((resolve) => setTimeout(resolve, 1));
  await world.clock.advance(3000);
  assertEquals((await waiting).metadata.providers.openai.error, "Its server has not answered yet");
  come.resolve();
  await world.clock.advance(0);
  const { models: rows } = await models(world, "?provider=openai");
  assertEquals(rows.map(({ id }) => id), ["openai/gpt-late"]);
});

Deno.test("health of calls shows in a model, and in its provider", async () => {
  await using world = await apiWorld();
  for (let i = 0; i < 20; i++) {
    world.sources.health.probed({ provider: "openai", answered: false, reason: "it did not answer" });
  }
  const { models: [model], metadata } = await models(world, "?provider=openai");
  assertEquals([model.status, model.providerHealth, model.errorMessage], [
    "unavailable",
    "down",
    "Calls of its provider fail",
  ]);
  assertEquals(metadata.providers.openai.status, "error");
});

Deno.test("filters narrow what is listed and not what is counted", async () => {
  await using world = await apiWorld();
  const { metadata: { totalModels } } = await models(world);
  const idsOf = async (query: string) => {
    const { models: rows, metadata } = await models(world, query);
    assertEquals(metadata.totalModels, totalModels);
    return rows.map(({ id }) => id);
  };
  assertEquals(await idsOf("?provider=openrouter&maxPrice=0.1"), ["openrouter/mistralai/mistral-nemo:free"]);
  assertEquals(await idsOf("?provider=openrouter&maxPrice=0.15&maxOutputPrice=0.6&minContext=128000"), [
    "openrouter/openai/gpt-4o-mini",
    "openrouter/mistralai/mistral-nemo:free",
  ]);
  assertEquals(await idsOf("?provider=openrouter&capability=vision&capability=tools&status=limited"), [
    "openrouter/mistralai/mistral-nemo:free",
  ]);
  assertEquals(await idsOf("?provider=openrouter,openai&kind=embedding"), []);
  assertEquals(await idsOf("?q=mini%20gpt&provider=openrouter"), ["openrouter/openai/gpt-4o-mini"]);
});

Deno.test("a parameter that was left empty asks for nothing", async () => {
  await using world = await apiWorld();
  const ids = async (query: string) => (await models(world, query)).models.map(({ id }) => id);
  const all = await ids("");
  assert(all.length > 0);
  for (const name of ["provider", "capability", "status", "q"]) assertEquals(await ids(`?${name}=`), all, name);
});

Deno.test("an answer without keys may be shared for a minute, and says by what it differs", async () => {
  await using world = await apiWorld();
  const { response } = await models(world);
  assertEquals(
    response.headers.get("cache-control"),
    "public, max-age=0, s-maxage=60, stale-while-revalidate=300",
  );
  const vary = response.headers.get("vary")!.toLowerCase().split(", ");
  for (const name of ["authorization", "cookie", "x-provider-key-openai", "x-provider-key-openrouter"]) {
    assert(vary.includes(name), name);
  }
});

Deno.test("whoever has the answer is told that it is still so", async () => {
  await using world = await apiWorld();
  await models(world);
  const etag = (await models(world)).response.headers.get("etag")!;
  assertMatch(etag, /^"[\w-]{22}"$/);
  for (const told of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const response = await world.get("/api/models", { headers: { "if-none-match": told } });
    assertEquals([response.status, await response.text(), response.headers.get("etag")], [304, "", etag]);
    assertStringIncludes(response.headers.get("cache-control")!, "s-maxage=60");
    assertStringIncludes(response.headers.get("vary")!, "x-provider-key-openai");
  }
  world.answers["openrouter.ai"] = () => openaiList("openai/gpt-4o-mini", "openai/gpt-other");
  await world.sources.refresh({ force: true });
  assertEquals((await world.get("/api/models", { headers: { "if-none-match": etag } })).status, 200);
});

Deno.test("force takes the admin key, and fetches every list past what is kept", async () => {
  await using world = await apiWorld({ adminKey: "an-admin-key-of-a-test" });
  await models(world);
  const asked = world.callsTo("api.openai.com").length;
  for (const [headers, value] of [[undefined, "none"], [{ "x-tapedeck-admin-key": "wrong" }, "another key"]] as const) {
    const refused = await world.get("/api/models?force=true", headers === undefined ? {} : { headers });
    assertEquals([refused.status, refused.headers.get("cache-control")], [403, "private, no-store"]);
    const message = await messageOf(refused);
    assertStringIncludes(message, "takes the admin key, TAPEDECK_ADMIN_KEY of the dashboard");
    assert(message.endsWith(`: current value is ${value}`), message);
  }
  assertEquals(world.callsTo("api.openai.com").length, asked);
  world.answers["api.openai.com"] = () => openaiList("gpt-4o-mini", "gpt-new");
  const headers = { "x-tapedeck-admin-key": "an-admin-key-of-a-test" };
  const { response, metadata, models: rows } = await models(world, "?force=true&provider=openai", { headers });
  assertEquals(metadata.cacheHit, false);
  assertEquals(rows.map(({ id }) => id), ["openai/gpt-4o-mini", "openai/gpt-new"]);
  assertEquals([response.headers.get("cache-control"), response.headers.get("etag")], ["private, no-store", null]);
  assertEquals((await models(world, "?force=false", { headers })).response.headers.get("etag")?.length, 24);
});

Deno.test("what cannot be read of a query is named, with the rule and the value", async () => {
  await using world = await apiWorld();
  const cases = {
    "maxPrice=cheap": '"maxPrice" must be US dollars such as 0.15: current value is "cheap"',
    "maxPrice=-1": '"maxPrice" must be US dollars',
    "minContext=12.5": '"minContext" must be a whole number: current value is "12.5"',
    "kind=chta": '"kind" must be one of "chat"',
    "capability=tools,tols": '(did you mean "tools"?): current value is "tols"',
    "status=gone": '"status" must be one of "available", "limited", "deprecated", "unavailable"',
    "force=yes": '"force" must be one of "true", "false": current value is "yes"',
    "provider=opnai": 'did you mean "openai"?',
    "provdier=openai": 'did you mean "provider"?): current value is "provdier"',
    "key=sk-something": "must be one of provider, q, capability, maxPrice",
    "q=a&q=b": '"q" must be given once: current value is 2 times',
    [`q=${"x".repeat(201)}`]: '"q" must have at most 200 characters',
  };
  for (const [query, said] of Object.entries(cases)) {
    const response = await world.get(`/api/models?${query}`);
    assertEquals([response.status, response.headers.get("cache-control")], [400, "private, no-store"], query);
    const message = await messageOf(response);
    assertStringIncludes(message, said);
    assert(message.length < 500 && !message.includes("sk-something"), message);
  }
});

Deno.test("no query is an error of ours, and every answer is as its schema says", async () => {
  await using world = await apiWorld();
  const name = fc.constantFrom(
    "provider",
    "q",
    "capability",
    "maxPrice",
    "maxOutputPrice",
    "minContext",
    "kind",
    "status",
    "force",
    "nonsense",
  );
  const value = fc.oneof(
    fc.constantFrom("openai", "openrouter", "tools", "vision", "0.5", "1000", "chat", "limited", "true", "<3", "gpt"),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.string({ maxLength: 20 }),
  );
  const queries = fc.array(fc.tuple(name, value), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(queries, async (pairs) => {
      await world.clock.advance(1000);
      const response = await world.get(`/api/models?${new URLSearchParams(pairs)}`);
      const body = await response.json();
      if (response.status === 200) return void modelsResponseSchema.parse(body);
      assert([400, 403].includes(response.status), String(response.status));
      assert(body.error.message.startsWith("Cannot "), body.error.message);
    }),
    { numRuns: 60 },
  );
});

Deno.test("HEAD is answered without a body", async () => {
  await using world = await apiWorld();
  const response = await world.get("/api/models", { method: "HEAD" });
  assertEquals([response.status, await response.text()], [200, ""]);
});
