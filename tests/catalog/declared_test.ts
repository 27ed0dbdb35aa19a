import { assertEquals, assertRejects } from "@std/assert";
import { type CatalogOptions, listedModels, ListProblem } from "../../src/catalog/mod.ts";
import type { EndpointRecord } from "../../src/spec/mod.ts";
import { makeProvider, shipped, START, testCatalog } from "./catalog_support.ts";
import { makeEndpoint, makeModel, tokenPrice } from "./records.ts";

function declared(key: string, more: Partial<EndpointRecord> = {}): EndpointRecord {
  const [model, place] = key.split("@");
  const [provider, tag = null] = place.split("/");
  const known = { key, model, provider, servedBy: provider, tag, wireModel: "served", fetchedAt: START };
  return makeEndpoint({ ...known, tier: "config", ...more });
}

/** A catalog of a provider `one` with a list, and of a server `box` without one, that asks nobody. */
async function catalogOf(endpoints: readonly EndpointRecord[], more: Pick<Partial<CatalogOptions>, "embedded"> = {}) {
  const { catalog } = await testCatalog({ url: "http://127.0.0.1:9" }, {
    offline: true,
    providers: [makeProvider({ key: "one" }), makeProvider({ key: "box", models: null })],
    embedded: shipped(["a/x", "a/y"]),
    declared: endpoints,
    ...more,
  });
  return catalog;
}

Deno.test("what is declared is a model beside those of the lists, found by its name and by words", async () => {
  const endpoint = declared("me/mine@box", { contextTokens: 8192, price: tokenPrice("0.000001", "0.000002") });
  using catalog = await catalogOf([endpoint]);
  const { models, lists } = await catalog.models();
  assertEquals(models.map(({ key, provider, tier }) => `${key}@${provider} ${tier}`), [
    "a/x@one embedded",
    "a/y@one embedded",
    "me/mine@box config",
  ]);
  assertEquals(lists.map(({ provider, tier, rows, problem }) => [provider, tier, rows, problem?.code]), [
    ["one", "embedded", 2, "offline"],
    ["box", "config", 1, undefined],
  ]);
  const found = await catalog.model("me/mine");
  assertEquals(found.kind === "found" && found.records[0].contextTokens, 8192);
  assertEquals((await catalog.search("mine")).map(({ key, providers }) => [key, providers]), [["me/mine", ["box"]]]);
  assertEquals((await catalog.endpoints("me/mine")).endpoints, [endpoint]);
  assertEquals((await catalog.knownEndpoints()).map(({ key }) => key), ["a/x@one", "a/y@one", "me/mine@box"]);
});

Deno.test("several endpoints of one model are all there, each with its own facts", async () => {
  const places = [declared("me/mine@box/fast"), declared("me/mine@box/slow", { quantization: "q4" })];
  using catalog = await catalogOf(places);
  assertEquals((await catalog.endpoints("me/mine")).endpoints, places);
  const [model, ...others] = await listedModels(catalog, { query: "mine", at: new Date(START) });
  assertEquals([model.records.map((record) => record.declared), model.providers, others], [
    ["me/mine@box/fast", "me/mine@box/slow"],
    ["box"],
    [],
  ]);
});

Deno.test("of one endpoint what is declared counts more than what a list says, and others stay", async () => {
  const own = declared("a/x@one", { price: tokenPrice("0.5", "0.5"), wireModel: "other" });
  using catalog = await catalogOf([own]);
  assertEquals((await catalog.endpoints("a/x")).endpoints, [own]);
  assertEquals((await catalog.knownEndpoints()).map(({ key, tier }) => [key, tier]), [
    ["a/y@one", "embedded"],
    ["a/x@one", "config"],
  ]);
  const { lists } = await catalog.models();
  assertEquals(lists.map(({ tier, rows }) => [tier, rows]), [["embedded", 2]], "the list is what it was");
});

Deno.test("what a server calls a model does not make the name of a listed model unclear", async () => {
  using catalog = await catalogOf([declared("me/mine@box", { wireModel: "nick" })], {
    embedded: {
      ...shipped([]),
      models: () =>
        Promise.resolve({ fetchedAt: START, models: [makeModel({ key: "a/x", provider: "one", wireModel: "nick" })] }),
    },
  });
  const known = await catalog.model("nick");
  assertEquals(known.kind === "found" && known.key, "a/x");
});

Deno.test("a server is asked for by its name, and one of which nothing is declared has no list still", async () => {
  using catalog = await catalogOf([declared("me/mine@box")]);
  assertEquals((await catalog.models({ provider: "box" })).models.map(({ key }) => key), ["me/mine"]);
  const [, status] = await catalog.status();
  assertEquals([status.provider, status.tier, status.rows, status.problem], ["box", "config", 1, null]);
  using empty = await catalogOf([]);
  await assertRejects(() => empty.models({ provider: "box" }), ListProblem, "it has no list of models");
  assertEquals((await empty.status()).map(({ tier }) => tier), ["embedded", null]);
});

Deno.test("a list that cannot be had says why, also where something of its provider is declared", async () => {
  using catalog = await catalogOf([declared("me/mine@one")], { embedded: shipped([]) });
  const { lists } = await catalog.models();
  assertEquals(lists.map(({ tier, rows, problem }) => [tier, rows, problem?.code]), [["config", 1, "offline"]]);
});

Deno.test("a declared model has a badge, stands before what the lists have beside, and can be chosen", async () => {
  using catalog = await catalogOf([declared("me/mine:free@box")]);
  const at = new Date(START);
  const [mine, ...others] = await listedModels(catalog, { at });
  assertEquals([mine.key, mine.kind, mine.badges, mine.status], ["me/mine:free", "discovered", ["own"], "available"]);
  assertEquals(others.map(({ badges }) => badges), [[], []]);
  await catalog.promote("me/mine:free");
  const [chosen] = await listedModels(catalog, { at, filters: { provider: "box" } });
  assertEquals([chosen.key, chosen.badges], ["me/mine:free", ["promoted", "own"]]);
});
