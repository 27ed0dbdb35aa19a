import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError, VirtualClock } from "../../../src/base/mod.ts";
import { frameSchema, loadCatalog } from "../../../src/analysis/mod.ts";
import { ENDPOINT_COLUMNS, MODEL_COLUMNS } from "../../../src/analysis/frames/_catalog_columns.ts";
import { embeddedFacts } from "../../../src/catalog/mod.ts";
import { openCatalog } from "../../../src/routing/mod.ts";
import type { EndpointRecord, Fact, ModelRecord, Price } from "../../../src/spec/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { inOwnProcess } from "../../support/own_process.ts";

const facts = embeddedFacts();
const { models: shipped } = (await facts.models("openrouter"))!;

function read(fact: ModelRecord, name: string, nowMs = 0) {
  return MODEL_COLUMNS.find((column) => column.name === name)!.read({ fact, nowMs });
}

function withPrice(price: Price | null): ModelRecord {
  return { ...shipped[0], price };
}

Deno.test("without a store the frames have what ships, and nothing is fetched", async () => {
  const { models, endpoints } = await loadCatalog({ store: ":memory:" });
  assert(models.height >= shipped.length);
  assert(endpoints.height >= models.height);
  assertEquals(models.getColumn("tier").unique().toArray(), ["embedded"]);
  const keys = models.getColumn("model").toArray();
  for (const { key } of shipped.slice(0, 20)) assert(keys.includes(key), key);
});

Deno.test("an open catalog gives its own facts, and stays open", async () => {
  using catalog = await openCatalog({ store: ":memory:", offline: true });
  const { endpoints } = await loadCatalog({ catalog });
  const rows = endpoints.toRecords();
  const model = rows.find(({ served_by, provider }) => served_by !== provider)!.model as string;
  const answer = await catalog.endpoints(model, { network: false });
  assertEquals(
    new Set(rows.filter((row) => row.model === model).map(({ endpoint }) => endpoint)),
    new Set(answer.endpoints.map(({ key }) => key)),
  );
});

Deno.test("prices are exact per million tokens, and what no list tells is null", () => {
  const price: Price = {
    kind: "tokens",
    inputUsd: "0.00000015",
    outputUsd: "0.0000003",
    cacheReadUsd: "0.0000000028",
    requestUsd: "0.005",
    discount: "0.25",
    overrides: [{ minPromptTokens: 200_000, rates: {} }],
  };
  const model = withPrice(price);
  assertEquals(read(model, "input_usd_per_mtok"), 0.15);
  assertEquals(read(model, "output_usd_per_mtok"), 0.3);
  assertEquals(read(model, "cache_read_usd_per_mtok"), 0.0028);
  assertEquals(read(model, "cache_write_usd_per_mtok"), null);
  assertEquals([read(model, "request_usd"), read(model, "discount"), read(model, "price_varies")], [0.005, 0.25, true]);
  assertEquals(read(model, "hour_usd"), null);
});

Deno.test("a price by the hour, and none at all", () => {
  const hour = withPrice({ kind: "hour", hourUsd: "0.45", slots: 4 });
  assertEquals([read(hour, "hour_usd"), read(hour, "input_usd_per_mtok"), read(hour, "price_varies")], [
    0.45,
    null,
    false,
  ]);
  const none = withPrice(null);
  assertEquals([read(none, "hour_usd"), read(none, "output_usd_per_mtok"), read(none, "price_varies")], [
    null,
    null,
    null,
  ]);
});

Deno.test("a capability is true, false, or null where nobody is sure", () => {
  const expected: [Fact, boolean | null][] = [["yes", true], ["no", false], ["uncertain", null]];
  for (const [fact, value] of expected) {
    const model = { ...shipped[0], capabilities: { ...shipped[0].capabilities, tools: fact } };
    assertEquals(read(model, "can_tools"), value);
  }
});

Deno.test("ages are counted to the clock, and never below zero", async () => {
  const fetchedAt = "2026-08-01T00:00:00.000Z";
  const model = { ...shipped[0], fetchedAt };
  assertEquals(read(model, "age_days", Date.parse("2026-08-03T12:00:00Z")), 2.5);
  assertEquals(read(model, "age_days", Date.parse("2026-07-01T00:00:00Z")), 0);
  const { models } = await loadCatalog({ store: ":memory:", clock: new VirtualClock() });
  assert(models.getColumn("age_days").toArray().every((days) => Number(days) >= 0));
});

Deno.test("a provider chooses, and one that there is not is named with the nearest", async () => {
  const { models, endpoints } = await loadCatalog({ store: ":memory:", provider: "openrouter" });
  assertEquals(models.getColumn("provider").unique().toArray(), ["openrouter"]);
  assertEquals(endpoints.getColumn("provider").unique().toArray(), ["openrouter"]);
  await assertRejects(
    () => loadCatalog({ store: ":memory:", provider: "openruter" }),
    UserError,
    'did you mean "openrouter"',
  );
});

Deno.test("no file is made where the user has none", async () => {
  using dir = tempDir();
  const code = `
    import { loadCatalog } from "./src/analysis/mod.ts";
    tell((await loadCatalog()).models.height);
  `;
  assert(await inOwnProcess<number>(code, { env: { TAPEDECK_CATALOG: `${dir.path}/catalog.sqlite` } }) > 0);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("what a router saw of an endpoint is told, else null", () => {
  const record = (change: Partial<EndpointRecord>): EndpointRecord => ({
    key: "m@openrouter/deepinfra",
    model: "m",
    provider: "openrouter",
    servedBy: "deepinfra",
    tag: "deepinfra",
    wireModel: "m",
    quantization: "fp8",
    contextTokens: 1000,
    maxInputTokens: null,
    maxOutputTokens: 100,
    parameters: null,
    capabilities: shipped[0].capabilities,
    price: null,
    status: null,
    uptime: { last5m: null, last30m: 0.99, last1d: null },
    ttftMs: null,
    outputTps: null,
    extra: {},
    fetchedAt: "2026-08-01T00:00:00Z",
    tier: "api",
    ...change,
  });
  const values = (fact: EndpointRecord) =>
    Object.fromEntries(ENDPOINT_COLUMNS.map((column) => [column.name, column.read({ fact, nowMs: 0 })]));
  const known = values(record({ ttftMs: { p50: 320 }, outputTps: { p50: 55 }, status: "up" }));
  assertEquals([known.ttft_p50_ms, known.output_tps_p50, known.status, known.uptime_30m], [320, 55, "up", 0.99]);
  const unknown = values(record({}));
  assertEquals([unknown.ttft_p50_ms, unknown.output_tps_p50, unknown.status, unknown.uptime_1d], [
    null,
    null,
    null,
    null,
  ]);
  assertEquals(Object.keys(known), frameSchema("endpoints").getColumn("column").toArray());
});
