import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import type { CatalogOptions } from "../../src/catalog/mod.ts";
import {
  endpointPage,
  HOUR_MS,
  listServer,
  makeProvider,
  readTestEndpoints,
  seen,
  shipped,
  testCatalog,
} from "./catalog_support.ts";
import { makeEndpoint, makeModel, tokenPrice } from "./records.ts";

Deno.test("the endpoints of a model are those that its router lists and one for each other list that has it", async () => {
  await using server = listServer();
  server.answer = ({ url }) =>
    Response.json(
      url.endsWith("/endpoints") ? endpointPage("a/x", ["azure", "deepinfra/fp8"]) : { ids: ["a/x"], price: "0.1" },
    );
  const providers = ["one", "two"].map((key) => makeProvider({ key, origin: server.url }));
  const listing = { url: () => "/models/a/x/endpoints", lifetimeMs: HOUR_MS / 2, read: readTestEndpoints };
  using test = await testCatalog(server, { providers, endpointListings: { one: listing } });
  const { endpoints, lists } = await test.catalog.endpoints("a/x");
  assertEquals(endpoints.map(({ key }) => key), ["a/x@openrouter/azure", "a/x@openrouter/deepinfra/fp8", "a/x@two"]);
  assertEquals(endpoints.map(({ tier }) => tier), ["api", "api", "api"]);
  assertEquals(endpoints[2].price, tokenPrice("0.1", "0.1"));
  assertEquals(lists.map(({ provider, rows }) => [provider, rows]), [["one", 2], ["two", 1]]);
  const calls = server.calls.length;
  assertEquals((await test.catalog.endpoints("a/x")).endpoints[0].tier, "cache");
  assertEquals(server.calls.length, calls);
});

Deno.test("where a router's endpoints cannot be had its own are answered, with hints in place of abilities", async () => {
  await using server = listServer();
  const listing = { url: () => "/models/a/x/endpoints", lifetimeMs: HOUR_MS, read: readTestEndpoints };
  const endpointListings = { one: listing };
  const endpoints = [makeEndpoint({ model: "a/x", tag: "shipped" })];
  const embedded = shipped(["a/x", "a/y"], { endpoints });
  using test = await testCatalog(server, { endpointListings, offline: true, embedded });
  assertEquals((await test.catalog.endpoints("a/x")).endpoints.map(({ tag }) => tag), ["shipped"]);
  const [alone] = (await test.catalog.endpoints("a/y")).endpoints;
  assertEquals([alone.key, alone.tag, alone.tier, alone.capabilities.tools], [
    "a/y@one",
    null,
    "embedded",
    "uncertain",
  ]);
});

Deno.test("where a price was taken from goes along to the one endpoint of a list", async () => {
  await using server = listServer();
  const enriched = { price: { from: "a/x@openrouter", asOf: "2026-07-01T00:00:00.000Z" } };
  const readPage: CatalogOptions["readPage"] = (_, _page, facts) => ({
    models: [
      makeModel({ key: "a/x", ...facts, price: tokenPrice("1", "2"), extra: { enriched, other: 1 } }),
      makeModel({ key: "a/y", ...facts, extra: { other: 1 } }),
    ],
    skipped: [],
    next: null,
  });
  using test = await testCatalog(server, { readPage });
  const extraOf = async (id: string) => (await test.catalog.endpoints(id)).endpoints.map(({ extra }) => extra);
  assertEquals([await extraOf("a/x"), await extraOf("a/y")], [[{ enriched }], [{}]]);
});

Deno.test("a model that is in no list has no endpoints, and the nearest are named", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { offline: true, embedded: shipped(["openai/gpt-4o"]) });
  await assertRejects(() => test.catalog.endpoints("openai/gtp-4o"), UserError, '"openai/gpt-4o"');
});

Deno.test("a promoted model keeps its facts when it vanishes, and the nearest are named", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  server.list("a/big-1", "a/big-2", "a/big-3");
  await seen(test.catalog);
  const { key, record } = await test.catalog.promote("a/big-1:nitro");
  assertEquals([key, record.provider], ["a/big-1", "one"]);
  server.list("a/big-2", "a/big-3");
  await test.catalog.refresh(["one"], { force: true });
  const [gone] = await test.catalog.promoted();
  assertEquals([gone.key, gone.record.key, gone.resolution.kind], ["a/big-1", "a/big-1", "gone"]);
  assertEquals(test.notices.map(({ code, model }) => [code, model]), [["id_gone", "a/big-1"]]);
  assertStringIncludes(test.notices[0].message, "a/big-2");
  assertEquals([await test.catalog.demote("a/big-1"), await test.catalog.demote("a/big-1")], [true, false]);
});

Deno.test("a promoted model that was renamed goes on under its new name, told once", async () => {
  await using server = listServer();
  const names: { [key: string]: string[] } = { "a/old": ["a/x-2025"], "a/new": ["a/x-2025"], "a/y": [] };
  using test = await testCatalog(server, {
    readPage: (_, page, facts) => ({
      models: (page as { ids: string[] }).ids.map((key) => makeModel({ key, ...facts, aliases: names[key] })),
      skipped: [],
      next: null,
    }),
  });
  server.list("a/old", "a/y");
  await seen(test.catalog);
  await test.catalog.promote("a/old");
  server.list("a/new", "a/y");
  await test.catalog.refresh(["one"], { force: true });
  for (let i = 0; i < 2; i++) {
    assertEquals((await test.catalog.promoted()).map((promoted) => promoted.key), ["a/new"]);
  }
  assertEquals(test.notices.map(({ message }) => message), ["a/old is a/new now (renamed)"]);
  assertEquals((await test.catalog.model("a/old")).kind, "migrated");
});

Deno.test("another model takes the place of one that is gone only when the user says so", async () => {
  await using server = listServer();
  using test = await testCatalog(server);
  await seen(test.catalog);
  assertEquals((await test.catalog.model("a/x:free")).kind, "gone");
  await test.catalog.migrate("a/x:free", "a/x");
  const resolution = await test.catalog.model("a/x:free");
  assert(resolution.kind === "migrated");
  assertEquals([resolution.key, resolution.migration.source], ["a/x", "user"]);
  await assertRejects(() => test.catalog.migrate("a/y", "a/none"), UserError);
});

Deno.test("a search finds what is known, without a call, and sees new lists", async () => {
  await using server = listServer();
  using test = await testCatalog(server, { embedded: shipped(["openai/gpt-4o", "anthropic/claude-sonnet-4"]) });
  const keys = async (query: string) => (await test.catalog.search(query)).map(({ key }) => key);
  assertEquals(await keys("cluade sonet"), ["anthropic/claude-sonnet-4"]);
  assertEquals(server.calls.length, 0);
  server.list("b/llama-3", "b/llama-4");
  await test.catalog.refresh(["one"]);
  assertEquals(await keys("lama"), ["b/llama-3", "b/llama-4"]);
});

Deno.test("to tell what an id means, only the lists that have it are fetched, and all where none has", async () => {
  await using server = listServer();
  server.answer = ({ url }) => Response.json({ ids: [url.includes("/two/") ? "b/y" : "a/x"] });
  const providers = ["one", "two"].map((key) => makeProvider({ key, origin: server.url, basePath: `/${key}` }));
  using test = await testCatalog(server, { providers });
  const asked = async (id: string) => {
    server.calls.length = 0;
    const { kind } = await test.catalog.model(id);
    return [kind, ...server.calls.map(({ url }) => new URL(url).pathname).sort()];
  };
  assertEquals(await asked("a/x"), ["found", "/one/models", "/two/models"]);
  assertEquals(await asked("a/x"), ["found"]);
  await test.clock.advance(HOUR_MS);
  assertEquals(await asked("b/y"), ["found", "/two/models"]);
  assertEquals(await asked("a/none"), ["gone", "/one/models"]);
});

Deno.test("who asks for no calls gets no notice of old facts, and who may not make any does", async () => {
  await using server = listServer();
  const embedded = shipped(["a/x"]);
  using test = await testCatalog(server, { embedded });
  await test.catalog.models({ network: false });
  await test.catalog.search("x");
  assertEquals(test.notices, []);
  using offline = await testCatalog(server, { embedded, offline: true });
  await offline.catalog.models();
  await offline.catalog.models();
  assertEquals(offline.notices.map(({ code }) => code), ["old_facts"]);
});
