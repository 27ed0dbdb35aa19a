import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { Decimal, UserError } from "../../../src/base/mod.ts";
import { type ListedModel, listedModels, type ListedModelsOptions } from "../../../src/catalog/mod.ts";
import type { ModelRecord } from "../../../src/spec/mod.ts";
import { makeProvider, testCatalog } from "../catalog_support.ts";
import { makeEndpoint, makeModel, tokenPrice } from "../records.ts";

const AT = new Date("2026-08-01T12:00:00Z");

/** A catalog of two providers that have these models and are never asked. */
async function catalogOf(models: readonly ModelRecord[]) {
  const fetchedAt = "2026-08-01T00:00:00.000Z";
  return await testCatalog({ url: "http://127.0.0.1:9" }, {
    offline: true,
    providers: ["one", "two"].map((key) => makeProvider({ key })),
    embedded: {
      models: (provider) =>
        Promise.resolve({ fetchedAt, models: models.filter((model) => model.provider === provider) }),
      endpoints: () => Promise.resolve(null),
      enrich: (records) => Promise.resolve(records),
    },
  });
}

async function listed(models: readonly ModelRecord[], options: Partial<ListedModelsOptions> = {}) {
  using test = await catalogOf(models);
  return await listedModels(test.catalog, { at: AT, ...options });
}

const model = (key: string, more: Partial<ModelRecord> = {}) => makeModel({ key, provider: "one", ...more });
const keys = (models: readonly ListedModel[]) => models.map(({ key }) => key);

Deno.test("a model is listed once, with all lists that have it and the record that tells most", async () => {
  const [only, ...others] = await listed([
    model("a/x"),
    model("a/x", { provider: "two", price: tokenPrice("0.00000015", "0.0000006") }),
  ]);
  assertEquals(others, []);
  assertEquals([only.providers, only.record.provider, only.records.length], [["one", "two"], "two", 2]);
  assertEquals(only.price, {
    perThousand: { inputUsd: "0.00015", outputUsd: "0.0006" },
    perMillion: { inputUsd: "0.15", outputUsd: "0.6" },
  });
});

Deno.test("a price by the hour and an unknown one are no price by tokens", async () => {
  const models = await listed([model("a/x"), model("a/y", { price: { kind: "hour", hourUsd: "2", slots: null } })]);
  assertEquals(models.map(({ price }) => price), [null, null]);
});

Deno.test("what was chosen comes first, then what is proposed, then the others with the newest first", async () => {
  using test = await catalogOf([
    model("a/old", { createdOn: "2025-01-01" }),
    model("a/young", { createdOn: "2026-06-01" }),
    model("a/unknown"),
    model("openai/gpt-4o"),
    model("anthropic/claude-opus-5"),
    model("a/chosen"),
  ]);
  await test.catalog.promote("a/chosen");
  await test.catalog.promote("openai/gpt-4o");
  const all = await listedModels(test.catalog, { at: AT });
  assertEquals(all.map(({ key, kind }) => [key, kind]), [
    ["a/chosen", "promoted"],
    ["openai/gpt-4o", "promoted"],
    ["anthropic/claude-opus-5", "curated"],
    ["a/young", "discovered"],
    ["a/old", "discovered"],
    ["a/unknown", "discovered"],
  ]);
  assertEquals(all[0].badges, ["promoted"]);
  assertEquals(all[0].promotedAt, AT.toISOString());
  const some = await listedModels(test.catalog, { at: AT, kinds: ["curated", "promoted"], sort: "name" });
  assertEquals(keys(some), ["a/chosen", "anthropic/claude-opus-5", "openai/gpt-4o"]);
});

Deno.test("a chosen model that no list has any more is unavailable, and none of some provider's", async () => {
  await using test = await gone();
  const [only] = await listedModels(test.catalog, { at: AT });
  assertEquals([only.key, only.kind, only.status, only.providers], ["a/gone", "promoted", "unavailable", []]);
  assertEquals(await listedModels(test.catalog, { at: AT, filters: { provider: "one" } }), []);
  assertEquals(await listedModels(test.catalog, { at: AT, filters: { minContextTokens: 1 } }), []);
});

async function gone() {
  const test = await catalogOf([]);
  await test.store.promote({ model: "a/gone", promotedAt: AT.toISOString(), record: model("a/gone") });
  return { ...test, [Symbol.asyncDispose]: () => Promise.resolve(test.catalog.close()) };
}

Deno.test("new is what came out within thirty days, and not what is still to come", async () => {
  const badges = async (createdOn: string | null) => (await listed([model("a/x", { createdOn })]))[0].badges;
  assertEquals(await badges("2026-08-01"), ["new"]);
  assertEquals(await badges("2026-07-03"), ["new"]);
  assertEquals(await badges("2026-07-02"), []);
  assertEquals(await badges("2026-08-02"), []);
  assertEquals(await badges(null), []);
});

Deno.test("deprecated is what a list says so of, or when it goes, and it is away once that has passed everywhere", async () => {
  const one = async (...records: Partial<ModelRecord>[]) => {
    const [{ badges, status }] = await listed(records.map((record) => model("a/x", record)));
    return [badges.join(), status];
  };
  assertEquals(await one({ deprecated: true }), ["deprecated", "deprecated"]);
  assertEquals(await one({ expiresOn: "2026-12-31" }), ["deprecated", "deprecated"]);
  assertEquals(await one({ expiresOn: "2026-08-01" }), ["deprecated", "deprecated"]);
  assertEquals(await one({ expiresOn: "2026-07-31" }), ["deprecated", "unavailable"]);
  assertEquals(await one({ expiresOn: "2026-07-31" }, { provider: "two" }), ["deprecated", "deprecated"]);
});

Deno.test("limited is what is given away or tried out, by a word of the id and by no part of a word", async () => {
  const status = async (key: string) => (await listed([model(key)]))[0].status;
  for (const key of ["a/x:free", "a/x-preview", "a/x-preview-05-06", "a/x-exp", "a/x-beta", "a/x-experimental:nitro"]) {
    assertEquals(await status(key), "limited", key);
  }
  for (const key of ["a/freedom", "a/x-express", "a/x", "a/betamax", "beta/x", "a/x-previewer"]) {
    assertEquals(await status(key), "available", key);
  }
});

Deno.test("limited is what no endpoint serves well, and away what none serves", async () => {
  const status = async (...endpoints: Parameters<typeof makeEndpoint>[0][]) =>
    (await listed([model("a/x")], { endpoints: endpoints.map(makeEndpoint) }))[0].status;
  const up = (last30m: number) => ({ last5m: null, last30m, last1d: null });
  const of = { model: "a/x" };
  assertEquals(await status({ ...of, status: "degraded" }), "limited");
  assertEquals(await status({ ...of, uptime: up(0.89) }), "limited");
  assertEquals(await status({ ...of, uptime: up(0.9) }), "available");
  assertEquals(await status({ ...of, status: "down" }, { ...of, status: "degraded" }), "limited");
  assertEquals(await status({ ...of, status: "down" }, of), "available");
  assertEquals(await status({ ...of, status: "down" }), "unavailable");
  assertEquals(await status({ model: "a/other", status: "down" }), "available");
});

Deno.test("a query decides the order and leaves out what it does not fit", async () => {
  const models = [
    model("a/parrot-mini"),
    model("a/parrot"),
    model("b/finch"),
    model("a/parrot-xl", { provider: "two" }),
  ];
  assertEquals(keys(await listed(models, { query: "parrot" }))[0], "a/parrot");
  assertEquals(keys(await listed(models, { query: "parrot" })).includes("b/finch"), false);
  assertEquals(keys(await listed(models, { query: "parrot", filters: { provider: "two" } })), ["a/parrot-xl"]);
  assertEquals(keys(await listed(models, { query: "finch", kinds: ["curated"] })), []);
});

Deno.test("a bound on the price in the query holds for the lists that a model is shown with", async () => {
  const [only] = await listed([
    model("a/x", { price: tokenPrice("0.000005", "0.00001") }),
    model("a/x", { provider: "two", price: tokenPrice("0.000001", "0.00001") }),
  ], { query: "x <2" });
  assertEquals([only.providers, only.record.provider], [["two"], "two"]);
});

Deno.test("a provider that there is not is an error", async () => {
  await assertRejects(() => listed([], { query: "x", filters: { provider: "tow" } }), UserError, '"two"');
});

const record = fc.record({
  slug: fc.constantFrom("a", "b", "c", "d", "e"),
  provider: fc.constantFrom("one", "two"),
  price: fc.option(fc.tuple(fc.nat(9), fc.nat(9))),
  contextTokens: fc.option(fc.nat(5)),
  createdOn: fc.option(fc.constantFrom("2026-01-01", "2026-07-15", "2025-03-04")),
}).map(({ slug, price, ...more }) =>
  model(`x/${slug}`, { ...more, price: price === null ? null : tokenPrice(`0.00000${price[0]}`, `0.00000${price[1]}`) })
);

Deno.test("every sort shows the same models, the better one first and what is unknown last", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 12 }), async (records) => {
      using test = await catalogOf(records);
      const by = (sort: ListedModelsOptions["sort"]) => listedModels(test.catalog, { at: AT, sort });
      const plain = keys(await by("relevance")).toSorted();
      assertEquals(plain, [...new Set(records.map(({ key }) => key))].toSorted());
      assertEquals(keys(await by("name")), plain);
      const price = await by("price");
      const context = await by("context");
      const newest = await by("newest");
      for (const some of [price, context, newest]) assertEquals(keys(some).toSorted(), plain);
      inOrder(price, ({ price }) => price === null ? null : Decimal.parse(price.perMillion.inputUsd));
      inOrder(
        context,
        ({ record }) => record.contextTokens === null ? null : Decimal.fromInteger(-record.contextTokens),
      );
      inOrder(
        newest,
        ({ record }) => record.createdOn === null ? null : Decimal.fromInteger(-Date.parse(record.createdOn)),
      );
    }),
    { numRuns: 60 },
  );
});

function inOrder(models: readonly ListedModel[], value: (model: ListedModel) => Decimal | null): void {
  const values = models.map(value);
  for (const [i, later] of values.slice(1).entries()) {
    const earlier = values[i];
    assert(later === null || (earlier !== null && earlier.compare(later) <= 0));
  }
}
