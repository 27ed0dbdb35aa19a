import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { snakeKeys } from "../../src/cli/_snake_keys.ts";
import type { JsonObject } from "../../src/spec/mod.ts";

Deno.test("names of our own records are snake_case, at every depth and in lists", () => {
  assertEquals(
    snakeKeys({ price: { inputUsd: "1", cacheWrite1hUsd: "2" }, lists: [{ fetchedAt: null }], p50: 1, last5m: 1 }),
    { price: { input_usd: "1", cache_write_1h_usd: "2" }, lists: [{ fetched_at: null }], p50: 1, last_5m: 1 },
  );
});

Deno.test("what others named stays as it stands, however deep", () => {
  const extra = { topProvider: { isModerated: true } };
  const renames = { max_tokens: "maxOutputTokens" };
  const headers = { "X-Title": "a" };
  assertEquals(
    snakeKeys({ models: [{ extra, wireModel: "a" }], renames, headers, rawUsage: { promptTokenCount: 1 } }),
    { models: [{ extra, wire_model: "a" }], renames, headers, raw_usage: { promptTokenCount: 1 } },
  );
});

Deno.test("values stay, and what is undefined is left out", () => {
  assertEquals(snakeKeys({ lawName: "fromWire/cut", none: undefined, names: ["jsonSchema"] }), {
    law_name: "fromWire/cut",
    names: ["jsonSchema"],
  });
});

Deno.test("names that are snake_case already stay, so that doing it twice changes nothing", () => {
  fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,12}$/), fc.jsonValue()), (record) => {
    const once = snakeKeys(record) as JsonObject;
    assertEquals(snakeKeys(once), once);
  }));
});
