import { assert, assertEquals } from "@std/assert";
import { modelFacts } from "../../../src/catalog/mod.ts";
import { makeModel } from "../records.ts";
import type { Price } from "../../../src/spec/mod.ts";

/** The lines of a price, as a model shows them. */
function priceLines(price: Price | null): string[] {
  const facts = modelFacts(makeModel({ key: "a/x", price }));
  const start = facts.findIndex(([name]) => name === "$ per M tokens");
  const end = facts.findIndex(([name], i) => i > start && name !== "");
  return facts.slice(start, end < 0 ? undefined : end).map(([, text]) => text);
}

const PLAIN = { kind: "tokens", inputUsd: "0.000003", outputUsd: "0.000015" } as const;

Deno.test("an unknown price is shown as unknown, and a free one as 0", () => {
  assertEquals(priceLines(null), ["–"]);
  assertEquals(priceLines({ kind: "tokens", inputUsd: "0", outputUsd: "0" }), ["in 0, out 0"]);
});

Deno.test("rates are per million tokens, fees per what they are for, and a fee of nothing is left out", () => {
  const price: Price = { ...PLAIN, cacheReadUsd: "0.0000003", requestUsd: "0", webSearchUsd: "0.01" };
  assertEquals(priceLines(price), ["in 3, out 15, cache read 0.3, 0.01 a web search"]);
});

Deno.test("each tier and window says when it holds and what differs there", () => {
  const lines = priceLines({
    ...PLAIN,
    overrides: [
      { minPromptTokens: 200_000, rates: { inputUsd: "0.000006" } },
      { utcStart: "16:30", utcEnd: "00:30", utcDays: ["saturday", "sunday"], rates: { outputUsd: "0.000001" } },
    ],
    discount: "0.25",
    batchDiscount: "0.5",
  });
  assertEquals(lines, [
    "in 3, out 15",
    "over 200,000 tokens in: in 6",
    "16:30 to 00:30 UTC, on saturday, sunday: out 1",
    "25 % off all of it",
    "50 % off in a batch",
  ]);
});

Deno.test("cents of a price have two digits, and a discount is no amount of dollars", () => {
  assertEquals(priceLines({ kind: "tokens", inputUsd: "0.0000025", outputUsd: "0", discount: "0.125" }), [
    "in 2.50, out 0",
    "12.5 % off all of it",
  ]);
});

Deno.test("a price by the hour says so", () => {
  assertEquals(priceLines({ kind: "hour", hourUsd: "2.5", slots: 4 }), ["2.50 an hour, 4 requests at once"]);
  assertEquals(priceLines({ kind: "hour", hourUsd: "2.5", slots: null }), ["2.50 an hour"]);
});

Deno.test("what is unknown of no use is left out, and what is deprecated says what to use", () => {
  const facts = new Map(modelFacts(makeModel({ key: "a/x", deprecated: true, replacedBy: "a/y" })));
  assertEquals(facts.get("deprecated"), "yes: use a/y");
  assert(!facts.has("came out") && !facts.has("also called"));
  assertEquals(facts.has("context"), false);
});
