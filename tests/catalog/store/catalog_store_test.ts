import { assertEquals, assertRejects } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { openCatalogStore, type StoredList } from "../../../src/catalog/store/mod.ts";
import type { IdMigration } from "../../../src/catalog/ids/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { makeModel } from "../records.ts";

const START = "2026-08-01T12:00:00.000Z";
const MODELS = { provider: "openrouter", model: null };

function makeList(more: Partial<StoredList> = {}): StoredList {
  return {
    ...MODELS,
    url: "https://openrouter.ai/api/v1/models",
    fetchedAt: START,
    etag: null,
    reader: "0.1.0",
    credential: "",
    records: [{ key: "a/x" }, { key: "a/y" }],
    ...more,
  };
}

const renamed: IdMigration = { from: "a/old", to: "a/x", mode: "automatic", reason: "renamed", source: "list" };

Deno.test("a list is kept with its rows, and another one of the same place takes its place", async () => {
  using store = await openCatalogStore(":memory:");
  assertEquals([store.listFacts(MODELS), store.records(MODELS)], [null, []]);
  await store.putList(makeList());
  assertEquals(store.records(MODELS), [{ key: "a/x" }, { key: "a/y" }]);
  await store.putList(makeList({ records: [{ key: "a/z" }], etag: '"2"' }));
  const { rows, etag, invalidated } = store.listFacts(MODELS)!;
  assertEquals([rows, etag, invalidated], [1, '"2"', false]);
});

Deno.test("the endpoints of a model are a list of their own", async () => {
  using store = await openCatalogStore(":memory:");
  await store.putList(makeList());
  await store.putList(makeList({ model: "a/x", records: [{ key: "a/x@openrouter/azure" }] }));
  assertEquals(store.allListFacts().map(({ model, rows }) => [model, rows]), [[null, 2], ["a/x", 1]]);
});

Deno.test("an invalid list stays, until it is fetched or said to be unchanged", async () => {
  using store = await openCatalogStore(":memory:");
  await store.putList(makeList());
  await store.putList(makeList({ provider: "groq" }));
  await store.invalidate("groq");
  const invalid = () => store.allListFacts().filter(({ invalidated }) => invalidated).map(({ provider }) => provider);
  assertEquals(invalid(), ["groq"]);
  await store.invalidate(null);
  assertEquals(invalid(), ["groq", "openrouter"]);
  await store.renewList(MODELS, "2026-08-01T18:00:00.000Z");
  assertEquals(invalid(), ["groq"]);
  assertEquals(store.listFacts(MODELS)!.fetchedAt, "2026-08-01T18:00:00.000Z");
  assertEquals(store.records(MODELS).length, 2);
});

Deno.test("a failure is kept until the list can be had again", async () => {
  using store = await openCatalogStore(":memory:");
  const failure = { ...MODELS, failedAt: START, code: "status", message: "it answered 500", credential: null };
  await store.putFailure(failure);
  assertEquals(store.failure(MODELS), failure);
  await store.putList(makeList());
  assertEquals(store.failure(MODELS), null);
  await store.putFailure(failure);
  await store.renewList(MODELS, START);
  assertEquals(store.failure(MODELS), null);
});

Deno.test("a lease is one owner's until it is given back or its time is over", async () => {
  const clock = new VirtualClock(new Date(START));
  using store = await openCatalogStore(":memory:", { clock });
  const take = (owner: string) => store.takeLease(MODELS, { owner, ms: 1000 });
  assertEquals([await take("a"), await take("b"), await take("a")], [true, false, true]);
  await store.endLease(MODELS, "b");
  assertEquals(await take("b"), false);
  await store.endLease(MODELS, "a");
  assertEquals(await take("b"), true);
  await clock.advance(1001);
  assertEquals(await take("a"), true);
});

Deno.test("a lease that a clock ahead of its time left behind holds nobody up", async () => {
  using dir = tempDir();
  const path = `${dir.path}/catalog.sqlite`;
  {
    using ahead = await openCatalogStore(path, { clock: new VirtualClock(new Date("2040-01-01T00:00:00Z")) });
    await ahead.takeLease(MODELS, { owner: "ahead", ms: 1000 });
  }
  using store = await openCatalogStore(path, { clock: new VirtualClock(new Date(START)) });
  assertEquals(await store.takeLease(MODELS, { owner: "now", ms: 1000 }), true);
});

Deno.test("promotions keep the order in which they were made", async () => {
  using store = await openCatalogStore(":memory:");
  const promotion = (model: string, promotedAt: string) => ({ model, promotedAt, record: makeModel({ key: model }) });
  await store.promote(promotion("b/later", "2026-08-02T00:00:00.000Z"));
  await store.promote(promotion("a/first", START));
  await store.promote({
    ...promotion("a/first", "2026-09-01T00:00:00.000Z"),
    record: makeModel({ key: "a/first", name: "First" }),
  });
  assertEquals(store.promotions().map(({ model, record }) => [model, record.name]), [["a/first", "First"], [
    "b/later",
    "b/later",
  ]]);
  assertEquals([await store.demote("a/first"), await store.demote("a/first")], [true, false]);
});

Deno.test("a promotion that gets another one's id becomes one with it", async () => {
  using store = await openCatalogStore(":memory:");
  for (const model of ["a/old", "a/new"]) {
    await store.promote({ model, promotedAt: START, record: makeModel({ key: model }) });
  }
  await store.renamePromotion("a/old", { model: "a/new", promotedAt: START, record: makeModel({ key: "a/new" }) });
  assertEquals(store.promotions().map(({ model }) => model), ["a/new"]);
});

Deno.test("overrides are kept by provider, and can be taken back", async () => {
  using store = await openCatalogStore(":memory:");
  await store.putOverride("ollama", { baseUrl: "http://127.0.0.1:9/api", enabled: true });
  await store.putOverride("groq", { enabled: false });
  await store.putOverride("groq", null);
  assertEquals([...store.overrides()], [["ollama", { baseUrl: "http://127.0.0.1:9/api", enabled: true }]]);
});

Deno.test("what the user said of an id is not changed by a list", async () => {
  using store = await openCatalogStore(":memory:");
  await store.putList(makeList(), [renamed]);
  assertEquals(store.idMigrations(), [renamed]);
  const own: IdMigration = { ...renamed, to: "a/y", reason: "replaced", source: "user" };
  await store.putIdMigration(own);
  await store.putList(makeList(), [renamed]);
  assertEquals(store.idMigrations(), [own]);
});

Deno.test("a store of one's own memory is not another one's", async () => {
  using first = await openCatalogStore(":memory:");
  using second = await openCatalogStore(":memory:");
  await first.putList(makeList());
  assertEquals(second.allListFacts(), []);
});

Deno.test("two connections to one file see each other's lists", async () => {
  using dir = tempDir();
  const path = `${dir.path}/a/b/catalog.sqlite`;
  using first = await openCatalogStore(path);
  using second = await openCatalogStore(path);
  await first.putList(makeList());
  assertEquals(second.records(MODELS).length, 2);
  await second.invalidate(null);
  assertEquals(first.listFacts(MODELS)!.invalidated, true);
});

Deno.test("a closed store is closed once, and says so", async () => {
  const store = await openCatalogStore(":memory:");
  store.close();
  store.close();
  await assertRejects(() => store.invalidate(null));
});
