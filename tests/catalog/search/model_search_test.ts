import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { loadEmbeddedCatalog, type ModelFilters, ModelSearch } from "../../../src/catalog/mod.ts";
import { makeModel, tokenPrice } from "../records.ts";

const embedded = (await loadEmbeddedCatalog()).models;
const whole = new ModelSearch(embedded);

const first = (query: string, filters?: ModelFilters) => whole.search(query, filters)[0]?.key ?? null;

const LIST = [
  makeModel({ key: "a/tall-1", name: "A: Tall One", price: tokenPrice("0.000001", "0.000003"), contextTokens: 1000 }),
  makeModel({ key: "a/tall-1", provider: "other", wireModel: "tall", aliases: ["a/tall-20260101"] }),
  makeModel({ key: "b/wide-2", capabilities: { tools: "yes", images: "yes" }, contextTokens: 2000 }),
  makeModel({ key: "b/free-3", price: tokenPrice("0", "0"), capabilities: { tools: "no" } }),
  makeModel({ key: "c/vector", kind: "embedding" }),
];
const small = new ModelSearch(LIST);
const keys = (query: string, filters?: ModelFilters) => small.search(query, filters).map(({ key }) => key);

Deno.test("a model is found by its exact names before all others", () => {
  for (const key of ["openai/gpt-4o", "openai/gpt-4", "anthropic/claude-opus-5", "deepseek/deepseek-r1"]) {
    assertEquals([first(key), first(key.split("/")[1])], [key, key]);
  }
  assertEquals(keys("a/tall-20260101")[0], "a/tall-1");
});

Deno.test("every model that ships is the first one that its own id finds", () => {
  for (const { key } of embedded) assertEquals(first(key), key);
});

Deno.test("typing mistakes, beginnings and words in another order are taken", () => {
  const cases = {
    "cluade sonet": "claude-sonnet",
    "lama 3.1 8b": "llama-3.1-8b",
    "gpt4o": "gpt-4o",
    "deepsek r1": "deepseek-r1",
    "sonnet claude": "claude-sonnet",
    "minstral": "ministral",
    "grok": "grok",
    "qwen3 coder": "qwen3-coder",
  };
  for (const [query, part] of Object.entries(cases)) {
    assert(
      first(query)?.includes(part) || first(query)?.replaceAll("chat-", "").includes(part),
      `${query}: ${first(query)}`,
    );
  }
});

Deno.test("of models that have the words alike, the one with fewest others is first, and then the newest", () => {
  const found = (query: string) => whole.search(query).map(({ key }) => key);
  const before = (query: string, first: string, second: string) => {
    const keys = found(query);
    assert(keys.includes(first) && keys.includes(second), `${query}: ${keys.join(" ")}`);
    assert(keys.indexOf(first) < keys.indexOf(second), `${query}: ${keys.join(" ")}`);
  };
  for (const query of ["claude haiku", "cluade haiku", "haiku"]) {
    assertEquals(found(query)[0], "anthropic/claude-haiku-4.5");
    before(query, "anthropic/claude-3-haiku", "~anthropic/claude-haiku-latest");
  }
  assertEquals(first("gpt4o"), "openai/gpt-4o");
  assertEquals(first("deepseek r1"), "deepseek/deepseek-r1");
  assertEquals(first("llama 3.1 8b"), "meta-llama/llama-3.1-8b-instruct");
  assertEquals(first("gpt 5"), "openai/gpt-5");
  before("gemini flash", "google/gemini-3.6-flash", "google/gemini-2.5-flash");
  before("gemini flash", "google/gemini-2.5-flash", "google/gemini-2.5-flash-lite");
  before("gpt-oss 20b", "openai/gpt-oss-20b", "openai/gpt-oss-20b:free");
});

Deno.test("a number that is one digit off is another model", () => {
  assert(whole.search("llama 3.1").slice(0, 3).every(({ key }) => key.includes("3.1")));
});

Deno.test("what a model can do, and that it is free, is found by words", () => {
  assertEquals(keys("vision"), ["b/wide-2"]);
  assertEquals(keys("free")[0], "b/free-3");
  assertEquals(keys("embedding"), ["c/vector"]);
  const costs = (key: string, inputUsd: string, outputUsd: string) =>
    makeModel({ key, price: tokenPrice(inputUsd, outputUsd) });
  const search = new ModelSearch([
    costs("a/gift", "0", "0.0"),
    costs("a/half", "0", "1"),
    makeModel({ key: "a/mute" }),
  ]);
  assertEquals(search.search("free").map(({ key }) => key), ["a/gift"]);
});

Deno.test("a name that a single list has for a model is an exact one", () => {
  const own = makeModel({ key: "a/one-two-three", provider: "other", wireModel: "two" });
  const search = new ModelSearch([makeModel({ key: "a/two-four" }), makeModel({ key: "a/one-two-three" }), own]);
  assertEquals(search.search("two")[0].key, "a/one-two-three");
});

Deno.test("filters ask for certain facts: what is unknown does not meet them", () => {
  assertEquals(keys("", { capabilities: ["tools"] }), ["b/wide-2"]);
  assertEquals(keys("", { minContextTokens: 1500 }), ["b/wide-2"]);
  assertEquals(keys("", { maxInputUsdPerMillion: "1" }), ["a/tall-1", "b/free-3"]);
  assertEquals(keys("", { maxInputUsdPerMillion: "0.999999999" }), ["b/free-3"]);
  assertEquals(keys("", { maxOutputUsdPerMillion: "2.5" }), ["b/free-3"]);
  assertEquals(keys("", { kind: "embedding" }), ["c/vector"]);
  assertEquals(keys("", { provider: "other" }), ["a/tall-1"]);
});

Deno.test("a bound on the price may stand in the query, and the lowest of several counts", () => {
  assertEquals(keys("<1"), ["a/tall-1", "b/free-3"]);
  assertEquals(keys("<$0.5 <9"), ["b/free-3"]);
  assertEquals(keys("tall <0.5"), []);
});

Deno.test("a model that several lists have is found once, with all of them and the record that tells most", () => {
  const [match] = small.search("tall");
  assertEquals([match.key, match.providers, match.record.provider], [
    "a/tall-1",
    ["openrouter", "other"],
    "openrouter",
  ]);
  assertEquals(small.search("tall", { provider: "other" })[0].providers, ["other"]);
});

Deno.test("where no model has all words, those with some of them are found", () => {
  assertEquals(keys("wide zebra"), ["b/wide-2"]);
  assertEquals(keys("zebra"), []);
});

Deno.test("no query breaks a search, and each result meets the filters", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 2_000_000 }), (query, minContextTokens) => {
      for (const { record } of whole.search(query, { minContextTokens, capabilities: ["tools"] })) {
        assert(record.contextTokens! >= minContextTokens && record.capabilities.tools === "yes");
      }
    }),
    { numRuns: 50 },
  );
});
