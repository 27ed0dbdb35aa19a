import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { actualCost, type DetailedCost, estimateCost } from "../../../src/catalog/cost/mod.ts";
import type { TokenPrice, Usage } from "../../../src/spec/mod.ts";

const ZERO = Decimal.fromInteger(0);
const count = fc.nat(2_000_000);
const maybe = fc.option(count, { nil: null });
/** From nothing to a hundred thousandth of a dollar, with up to 20 digits behind the point. */
const rate = fc.tuple(fc.nat(1_000_000), fc.integer({ min: 11, max: 20 })).map(([units, scale]) =>
  Decimal.parse(`${units}e-${scale}`).toString()
);
const share = fc.nat(100).map((percent) => Decimal.fromInteger(percent).times(Decimal.parse("0.01")).toString());
const rates = fc.record({
  inputUsd: rate,
  outputUsd: rate,
  cacheReadUsd: rate,
  cacheWriteUsd: rate,
  cacheWrite1hUsd: rate,
  reasoningUsd: rate,
  audioInputUsd: rate,
  audioOutputUsd: rate,
  imageOutputUsd: rate,
  requestUsd: rate,
  imageUsd: rate,
  webSearchUsd: rate,
}, { requiredKeys: ["inputUsd", "outputUsd"] });
const override = fc.record({
  minPromptTokens: count,
  utcStart: fc.constantFrom("00:00", "08:30", "16:30"),
  utcEnd: fc.constantFrom("00:30", "12:00", "24:00"),
  utcDays: fc.subarray(["monday", "saturday", "sunday"], { minLength: 1 }),
  rates: fc.record({ inputUsd: rate, outputUsd: rate, cacheReadUsd: rate, reasoningUsd: rate }, { requiredKeys: [] }),
}, { requiredKeys: ["rates"] });
const price: fc.Arbitrary<TokenPrice> = fc.record({
  rates,
  overrides: fc.option(fc.array(override, { maxLength: 4 }), { nil: undefined }),
  discount: fc.option(share, { nil: undefined }),
}).map(({ rates, overrides, discount }) => ({
  kind: "tokens",
  ...rates,
  ...(overrides === undefined ? {} : { overrides }),
  ...(discount === undefined ? {} : { discount }),
}));
const details = fc.record({
  cacheWrite1hTokens: count,
  audioInputTokens: count,
  audioOutputTokens: count,
  imageOutputTokens: count,
  images: fc.nat(20),
  webSearches: fc.nat(20),
}, { requiredKeys: [] });
const usage: fc.Arbitrary<Usage> = fc.record({
  inputTokens: maybe,
  cacheReadTokens: maybe,
  cacheWriteTokens: maybe,
  outputTokens: maybe,
  reasoningTokens: maybe,
  details,
}, { requiredKeys: ["inputTokens", "cacheReadTokens", "cacheWriteTokens", "outputTokens", "reasoningTokens"] });
const whole = usage.map((one): Usage => ({
  ...one,
  inputTokens: one.inputTokens ?? 7,
  outputTokens: one.outputTokens ?? 7,
}));
const time = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }).map((date) =>
  date.toISOString()
);

function exactSum({ parts }: DetailedCost): Decimal {
  return parts.reduce((sum, { usd }) => sum.plus(Decimal.parse(usd)), ZERO);
}

function priced(one: TokenPrice, used: Usage, at?: string): Decimal {
  return exactSum(estimateCost({ ...one, webSearchUsd: one.webSearchUsd ?? "0" }, used, { at }));
}

Deno.test("the parts add up to the cost, rounded once", () => {
  fc.assert(fc.property(price, usage, time, (one, used, at) => {
    const cost = estimateCost(one, used, { at });
    if (cost.usd === null) {
      assertEquals([cost.source, cost.origin, cost.parts.length], [null, null, 0]);
      assert(cost.missing.length > 0);
    } else {
      assertEquals(exactSum(cost).round(12).toString(), cost.usd);
      assertEquals(cost.missing, []);
    }
  }));
});

Deno.test("a cost is null or not below nothing, and with every count and rate known it is never null", () => {
  fc.assert(fc.property(price, whole, time, (one, used, at) => {
    const { usd } = estimateCost({ ...one, webSearchUsd: one.webSearchUsd ?? "0" }, used, { at });
    assert(usd !== null && Decimal.parse(usd).compare(ZERO) >= 0);
  }));
});

Deno.test("a call that was made costs what it was estimated at", () => {
  fc.assert(fc.property(price, usage, time, (one, used, at) => {
    const answer = { usage: used, reportedCostUsd: null, timing: { latencyMs: 1 } };
    assertEquals(actualCost(answer, { endpoint: one, at }), estimateCost(one, used, { at }));
    assertEquals(actualCost(answer, { model: one, at }), estimateCost(one, used, { at }));
  }));
});

Deno.test("more output never costs less, and neither does more plain input without tiers", () => {
  fc.assert(fc.property(price, whole, time, count, (one, used, at, more) => {
    const longer = { ...used, outputTokens: used.outputTokens! + more };
    const spoken = { ...used, details: undefined, reasoningTokens: null };
    const { reasoningUsd: _, ...plain } = one;
    assert(priced(plain, { ...spoken, outputTokens: longer.outputTokens }, at).compare(priced(plain, spoken, at)) >= 0);
    const { overrides: __, ...flat } = one;
    const uncached = { ...used, cacheReadTokens: 0, cacheWriteTokens: 0, details: undefined };
    const prompt = { ...uncached, inputTokens: used.inputTokens! + more };
    assert(priced(flat, prompt, at).compare(priced(flat, uncached, at)) >= 0);
  }));
});

Deno.test("a price so many times as high costs so many times as much", () => {
  fc.assert(fc.property(rates, whole, fc.integer({ min: 0, max: 1000 }), (one, used, times) => {
    const factor = Decimal.fromInteger(times);
    const scaled = Object.fromEntries(
      Object.entries(one).map(([name, usd]) => [name, Decimal.parse(usd).times(factor).toString()]),
    ) as typeof one;
    const base = priced({ kind: "tokens", ...one }, used).times(factor);
    assertEquals(priced({ kind: "tokens", ...scaled }, used).toString(), base.toString());
  }));
});

Deno.test("a discount takes exactly its share off, and all of it leaves nothing", () => {
  fc.assert(fc.property(price, whole, time, share, (one, used, at, off) => {
    const { discount: _, ...full } = one;
    const left = Decimal.fromInteger(1).minus(Decimal.parse(off));
    assertEquals(
      priced({ ...full, discount: off }, used, at).toString(),
      priced(full, used, at).times(left).toString(),
    );
    assertEquals(priced({ ...full, discount: "1" }, used, at).toString(), "0");
  }));
});

Deno.test("rates of nothing need no count and cost nothing", () => {
  fc.assert(fc.property(usage, (used) => {
    const free = { kind: "tokens", inputUsd: "0", outputUsd: "0", webSearchUsd: "0" } as const;
    const cost = estimateCost(free, used);
    assertEquals([cost.usd, cost.source, cost.missing], ["0", "tokens", []]);
  }));
});

Deno.test("an override without a condition is the price itself", () => {
  fc.assert(fc.property(rates, rates, usage, (one, other, used) => {
    const overridden = estimateCost({ kind: "tokens", ...one, overrides: [{ rates: other }] }, used);
    assertEquals(overridden, estimateCost({ kind: "tokens", ...one, ...other }, used));
  }));
});

Deno.test("where a condition is unknown, a cost that is told is the same however it turns out", () => {
  fc.assert(fc.property(price, whole, time, (one, used, at) => {
    const blind = estimateCost(one, used);
    if (blind.usd !== null) assertEquals(estimateCost(one, used, { at }).usd, blind.usd);
  }));
});
