import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { type CostBasis, costOf } from "../../../src/catalog/cost/mod.ts";
import type { Price, Usage } from "../../../src/spec/mod.ts";

const NONE: Usage = {
  inputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};
const PRICE: Price = { kind: "tokens", inputUsd: "0.000003", outputUsd: "0.000015" };

function basis(usage: Partial<Usage>, rest: Partial<CostBasis> = {}): CostBasis {
  return { usage: { ...NONE, ...usage }, reportedCostUsd: null, timing: { latencyMs: null }, ...rest };
}

const cost = (given: CostBasis, price: Price | null, inFlight: number | null = null) =>
  costOf(given, price, { inFlight });
const usd = (usage: Partial<Usage>, price: Price) => cost(basis(usage), price).usd;

Deno.test("tokens are paid at their rates, exactly", () => {
  assertEquals(cost(basis({ inputTokens: 1000, outputTokens: 100 }), PRICE), { usd: "0.0045", source: "tokens" });
});

Deno.test("what the provider reports goes before any price, and nought is a cost", () => {
  const reported = basis({ inputTokens: 1000, outputTokens: 100 }, { reportedCostUsd: "0.00129" });
  assertEquals(cost(reported, PRICE), { usd: "0.00129", source: "reported" });
  assertEquals(cost(basis({}, { reportedCostUsd: "0" }), PRICE), { usd: "0", source: "reported" });
});

Deno.test("what is not known is null, never nought", () => {
  assertEquals(cost(basis({ inputTokens: 10, outputTokens: 1 }), null), { usd: null, source: null });
  assertEquals(cost(basis({ inputTokens: 10 }), PRICE), { usd: null, source: null });
  assertEquals(cost(basis({ outputTokens: 10 }), PRICE), { usd: null, source: null });
  assertEquals(cost(basis({}), PRICE), { usd: null, source: null });
});

Deno.test("what is free costs nothing, however many tokens it was", () => {
  const free: Price = { kind: "tokens", inputUsd: "0", outputUsd: "0" };
  assertEquals(cost(basis({}), free), { usd: "0", source: "tokens" });
});

Deno.test("a price below nothing is a router's way to say that it does not know", () => {
  assertEquals(usd({ inputTokens: 1, outputTokens: 1 }, { kind: "tokens", inputUsd: "-1", outputUsd: "-1" }), null);
});

Deno.test("cached tokens are taken out of the input and paid at their own rates", () => {
  const price: Price = { ...PRICE, cacheReadUsd: "0.0000003", cacheWriteUsd: "0.00000375" };
  const usage = { inputTokens: 1000, cacheReadTokens: 600, cacheWriteTokens: 300, outputTokens: 0 };
  assertEquals(usd(usage, price), "0.001605");
});

Deno.test("without rates of their own, cached tokens are input", () => {
  assertEquals(
    usd({ inputTokens: 1000, cacheReadTokens: 600, cacheWriteTokens: 300, outputTokens: 0 }, PRICE),
    "0.003",
  );
});

Deno.test("tokens that were read from one cache and written to another are paid twice, and nothing goes below nought", () => {
  // A recorded answer of Gemini 2.5 Flash over OpenRouter, which reported 0.0004970133333333333 for it.
  const price: Price = {
    kind: "tokens",
    inputUsd: "0.0000003",
    outputUsd: "0.0000025",
    cacheReadUsd: "0.00000003",
    cacheWriteUsd: "0.00000008333333333333334",
  };
  const usage = { inputTokens: 2168, cacheReadTokens: 2161, cacheWriteTokens: 2161, outputTokens: 100 };
  assertEquals(usd(usage, price), "0.000497013333");
  assertEquals(usd({ inputTokens: 5, cacheReadTokens: 50, outputTokens: 0 }, price), "0.00000015");
});

Deno.test("a fee for the request is added once", () => {
  assertEquals(usd({ inputTokens: 0, outputTokens: 0 }, { ...PRICE, requestUsd: "0.005" }), "0.005");
});

Deno.test("prices keep all their digits until the sum is rounded, half to even, to a picodollar", () => {
  const price = (inputUsd: string): Price => ({ kind: "tokens", inputUsd, outputUsd: "0" });
  const one = { inputTokens: 1, outputTokens: 0 };
  assertEquals(usd({ ...one, inputTokens: 3 }, price("0.0000000000003333333333333")), "0.000000000001");
  assertEquals(usd(one, price("0.0000000000005")), "0");
  assertEquals(usd(one, price("0.0000000000015")), "0.000000000002");
  assertEquals(usd(one, price("0.00000100000000000000015")), "0.000001");
  assertEquals(usd(one, price("3E-7")), "0.0000003");
});

Deno.test("an hour is paid by the time that it was busy and shared by its slots", () => {
  const hour: Price = { kind: "hour", hourUsd: "3.6", slots: 4 };
  assertEquals(cost(basis({}, { timing: { latencyMs: 1000 } }), hour), { usd: "0.00025", source: "hour/slots" });
});

Deno.test("without slots an hour is shared by the calls that were in flight, and unknown where they are", () => {
  const hour: Price = { kind: "hour", hourUsd: "3.6", slots: null };
  const second = basis({}, { timing: { latencyMs: 1000 } });
  assertEquals(cost(second, hour, 2), { usd: "0.0005", source: "hour/in-flight" });
  assertEquals(cost(second, hour), { usd: null, source: null });
  assertEquals(cost(second, hour, 0), { usd: null, source: null });
  assertEquals(cost(basis({}), hour, 2), { usd: null, source: null });
});

Deno.test("a price that is no number is an error, not a cost", () => {
  assertThrows(() => usd({ inputTokens: 1, outputTokens: 1 }, { ...PRICE, inputUsd: "cheap" }), SyntaxError);
});

const tokens = fc.nat(10_000_000);
const rate = fc.nat(1_000_000).map((units) => Decimal.fromInteger(units).times(Decimal.parse("1e-11")).toString());
const tokenPrice = fc.record({
  kind: fc.constant("tokens" as const),
  inputUsd: rate,
  outputUsd: rate,
  cacheReadUsd: rate,
  cacheWriteUsd: rate,
});

Deno.test("the cost is linear in the tokens", () => {
  fc.assert(fc.property(tokenPrice, tokens, tokens, fc.integer({ min: 1, max: 50 }), (price, input, output, times) => {
    const once = usd({ inputTokens: input, cacheReadTokens: Math.floor(input / 2), outputTokens: output }, price)!;
    const often = usd({
      inputTokens: input * times,
      cacheReadTokens: Math.floor(input / 2) * times,
      outputTokens: output * times,
    }, price)!;
    assertEquals(Decimal.parse(once).times(Decimal.fromInteger(times)).toString(), often);
  }));
});

Deno.test("the cost is never negative, and caching never costs more than its rates say", () => {
  fc.assert(fc.property(tokenPrice, tokens, tokens, tokens, tokens, (price, input, read, written, output) => {
    const usage = { inputTokens: input, cacheReadTokens: read, cacheWriteTokens: written, outputTokens: output };
    const amount = Decimal.parse(usd(usage, price)!);
    assertEquals(amount.compare(Decimal.fromInteger(0)) >= 0, true);
    const dearest = [price.inputUsd, price.cacheReadUsd, price.cacheWriteUsd].map((text) => Decimal.parse(text))
      .reduce((a, b) => a.compare(b) > 0 ? a : b);
    const most = dearest.times(Decimal.fromInteger(2 * input))
      .plus(Decimal.parse(price.outputUsd).times(Decimal.fromInteger(output)));
    assertEquals(amount.compare(most) <= 0, true);
  }));
});

Deno.test("an hour costs the same however its busy time is cut into calls, but for the rounding", () => {
  const ms = fc.integer({ min: 0, max: 10_000_000 }).map((us) => us / 1000);
  fc.assert(
    fc.property(fc.array(ms, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 64 }), (parts, slots) => {
      const hour: Price = { kind: "hour", hourUsd: "1.99", slots };
      const at = (latencyMs: number) => Decimal.parse(cost(basis({}, { timing: { latencyMs } }), hour).usd!);
      const sum = parts.map(at).reduce((a, b) => a.plus(b));
      const whole = at(Math.round(parts.reduce((a, b) => a + b) * 1000) / 1000);
      assertEquals(Math.abs(sum.minus(whole).toNumber()) <= parts.length * 1e-12, true);
    }),
  );
});
