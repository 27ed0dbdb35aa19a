import { assertEquals } from "@std/assert";
import { bestRecord } from "../../src/catalog/mod.ts";
import type { Tier } from "../../src/spec/mod.ts";
import { makeModel, tokenPrice } from "./records.ts";

const record = (provider: string, tier: Tier, priced: boolean) =>
  makeModel({ key: "a/x", provider, tier, price: priced ? tokenPrice("1", "2") : null });
const best = (...records: ReturnType<typeof record>[]) => bestRecord(records).provider;

Deno.test("a record with a price tells more than a fresh one without", () => {
  assertEquals(best(record("fresh", "api", false), record("priced", "stale", true)), "priced");
});

Deno.test("of records that tell as much the fresh one counts, and then the first", () => {
  assertEquals(best(record("old", "stale", true), record("fresh", "cache", true)), "fresh");
  assertEquals(best(record("old", "embedded", false), record("fresh", "api", false)), "fresh");
  assertEquals(best(record("first", "cache", true), record("second", "api", true)), "first");
});
