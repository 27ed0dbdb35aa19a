import { assertEquals, assertThrows } from "@std/assert";
import {
  actualCost,
  estimateCost,
  type MissingFact,
  outputLimit,
  perMillion,
  perThousand,
} from "../../../src/catalog/cost/mod.ts";
import type { Price, PriceOverride, Usage } from "../../../src/spec/mod.ts";
import { endpointWith, modelWith, priceOf, usageOf } from "./priced.ts";

const MILLION = 1_000_000;

/** What so many millions cost, line by line. */
function lines(price: Price, usage: Partial<Usage>, at?: string): [string, number, string][] {
  const { parts } = estimateCost(price, usageOf(usage), { at });
  return parts.map(({ name, count, usd }) => [name, count, usd]);
}

function missing(price: Price, usage: Partial<Usage>): readonly MissingFact[] {
  const cost = estimateCost(price, usageOf(usage));
  assertEquals([cost.usd, cost.source, cost.origin, cost.parts], [null, null, null, []]);
  return cost.missing;
}

const usdAt = (price: Price, inputTokens: number, at?: string) =>
  estimateCost(price, usageOf({ inputTokens, outputTokens: 0 }), { at }).usd;

Deno.test("every part of the input and of the output is paid at its own rate and once", () => {
  const price = priceOf({
    cacheReadUsd: "0.0000001",
    cacheWriteUsd: "0.00000125",
    cacheWrite1hUsd: "0.000002",
    audioInputUsd: "0.000007",
    reasoningUsd: "0.000003",
    audioOutputUsd: "0.00002",
    imageOutputUsd: "0.00003",
    requestUsd: "0.005",
    imageUsd: "0.001",
    webSearchUsd: "0.01",
  });
  const usage = {
    inputTokens: 1000,
    cacheReadTokens: 300,
    cacheWriteTokens: 200,
    outputTokens: 500,
    reasoningTokens: 100,
    details: {
      cacheWrite1hTokens: 50,
      audioInputTokens: 40,
      audioOutputTokens: 30,
      imageOutputTokens: 20,
      images: 3,
      webSearches: 2,
    },
  };
  assertEquals(lines(price, usage), [
    ["input", 460, "0.00046"],
    ["cacheRead", 300, "0.00003"],
    ["cacheWrite", 150, "0.0001875"],
    ["cacheWrite1h", 50, "0.0001"],
    ["audioInput", 40, "0.00028"],
    ["output", 350, "0.0007"],
    ["reasoning", 100, "0.0003"],
    ["audioOutput", 30, "0.0006"],
    ["imageOutput", 20, "0.0006"],
    ["request", 1, "0.005"],
    ["image", 3, "0.003"],
    ["webSearch", 2, "0.02"],
  ]);
});

Deno.test("a part without a rate of its own is paid as the whole that it is in", () => {
  const details = {
    cacheWrite1hTokens: 50,
    audioInputTokens: 40,
    audioOutputTokens: 30,
    imageOutputTokens: 20,
    images: 3,
  };
  const usage = {
    inputTokens: 1000,
    cacheReadTokens: 300,
    cacheWriteTokens: 200,
    outputTokens: 500,
    reasoningTokens: 9,
    details,
  };
  assertEquals(estimateCost(priceOf(), usageOf(usage)).usd, "0.002");
  const written = priceOf({ inputUsd: "0", outputUsd: "0", cacheWriteUsd: "0.000001" });
  assertEquals(lines(written, usage).filter(([, , usd]) => usd !== "0"), [
    ["cacheWrite", 150, "0.00015"],
    ["cacheWrite1h", 50, "0.00005"],
  ]);
});

Deno.test("parts are never more than the whole", () => {
  const usage = {
    inputTokens: 10,
    cacheWriteTokens: 50,
    outputTokens: 10,
    reasoningTokens: 8,
    details: { cacheWrite1hTokens: 99, audioInputTokens: 99, audioOutputTokens: 7, imageOutputTokens: 99 },
  };
  assertEquals(lines(priceOf(), usage), [["cacheWrite1h", 10, "0.00001"], ["imageOutput", 10, "0.00002"]]);
});

const TIERS: readonly PriceOverride[] = [
  { minPromptTokens: 200_000, rates: { inputUsd: "0.000002", outputUsd: "0.000004" } },
  { minPromptTokens: 500_000, rates: { inputUsd: "0.000003" } },
];

Deno.test("a tier holds for the whole prompt, and only when it is strictly longer", () => {
  const price = priceOf({ overrides: TIERS });
  assertEquals(usdAt(price, 200_000), "0.2");
  assertEquals(usdAt(price, 200_001), "0.400002");
  assertEquals(usdAt(price, MILLION), "3");
});

Deno.test("cached tokens count towards a tier, and what it does not name stays", () => {
  const price = priceOf({ cacheReadUsd: "0.0000001", overrides: TIERS });
  const usage = { inputTokens: MILLION, cacheReadTokens: MILLION, outputTokens: 100 };
  assertEquals(lines(price, usage), [["cacheRead", MILLION, "0.1"], ["output", 100, "0.0004"]]);
});

Deno.test("of several overrides that hold, the later wins rate by rate, whatever its condition", () => {
  const price = priceOf({ overrides: [...TIERS].reverse() });
  assertEquals(usdAt(price, MILLION), "2");
});

Deno.test("a window of time is half open", () => {
  const price = priceOf({ overrides: [{ utcStart: "09:00", utcEnd: "17:30", rates: { inputUsd: "0.000005" } }] });
  const at = (time: string) => usdAt(price, MILLION, `2026-11-21T${time}Z`);
  assertEquals(["08:59:59.999", "09:00:00", "17:29:59.999", "17:30:00"].map(at), ["1", "5", "5", "1"]);
});

Deno.test("a window past midnight belongs to the day on which it begins", () => {
  const night: PriceOverride = {
    utcStart: "22:00",
    utcEnd: "06:00",
    utcDays: ["saturday"],
    rates: { inputUsd: "0.000005" },
  };
  const at = (time: string) => usdAt(priceOf({ overrides: [night] }), MILLION, time);
  // 21 November 2026 is a Saturday.
  assertEquals(at("2026-11-21T01:00:00Z"), "1");
  assertEquals(at("2026-11-21T22:00:00Z"), "5");
  assertEquals(at("2026-11-22T05:59:59Z"), "5");
  assertEquals(at("2026-11-22T06:00:00Z"), "1");
  assertEquals(at("2026-11-22T23:00:00Z"), "1");
});

Deno.test("days alone are whole days, a start alone goes on to midnight, an end alone begins there", () => {
  const at = (override: Omit<PriceOverride, "rates">, time: string) =>
    usdAt(priceOf({ overrides: [{ ...override, rates: { inputUsd: "0.000005" } }] }), MILLION, time);
  assertEquals(at({ utcDays: ["saturday", "sunday"] }, "2026-11-22T23:59:59Z"), "5");
  assertEquals(at({ utcDays: ["saturday", "sunday"] }, "2026-11-23T00:00:00Z"), "1");
  assertEquals(at({ utcStart: "12:00" }, "2026-11-22T23:59:59Z"), "5");
  assertEquals(at({ utcStart: "12:00" }, "2026-11-22T00:00:00Z"), "1");
  assertEquals(at({ utcEnd: "12:00" }, "2026-11-22T00:00:00Z"), "5");
  assertEquals(at({ utcStart: "12:00", utcEnd: "24:00" }, "2026-11-22T23:59:59Z"), "5");
  assertEquals(at({ utcStart: "00:00", utcEnd: "00:00" }, "2026-11-22T13:00:00Z"), "5");
});

Deno.test("the time of another zone is turned into UTC", () => {
  const price = priceOf({ overrides: [{ utcStart: "09:00", utcEnd: "10:00", rates: { inputUsd: "0.000005" } }] });
  assertEquals(usdAt(price, MILLION, "2026-11-21T10:30:00+01:00"), "5");
});

Deno.test("a condition that cannot be told leaves the cost unknown only where it changes the cost", () => {
  const night: PriceOverride = { utcStart: "22:00", utcEnd: "06:00", rates: { inputUsd: "0.0000005" } };
  const both: PriceOverride = { ...night, minPromptTokens: 10 };
  const usage = { inputTokens: 100, outputTokens: 1 };
  assertEquals(missing(priceOf({ overrides: [night] }), usage), ["at"]);
  const strange: PriceOverride = { minPromptTokens: 50, unknownCondition: true, rates: { inputUsd: "0.0000005" } };
  assertEquals(missing(priceOf({ overrides: [strange] }), usage), ["condition"]);
  assertEquals(estimateCost(priceOf({ overrides: [strange] }), usageOf({ ...usage, inputTokens: 50 })).usd, "0.000052");
  assertEquals(
    estimateCost(priceOf({ overrides: [night] }), usageOf({ inputTokens: 0, outputTokens: 1 })).usd,
    "0.000002",
  );
  assertEquals(
    estimateCost(priceOf({ overrides: [{ ...night, rates: { inputUsd: "1e-6" } }] }), usageOf(usage)).missing,
    [],
  );
  assertEquals(estimateCost(priceOf({ overrides: [both] }), usageOf({ inputTokens: 10, outputTokens: 1 })).missing, []);
  assertEquals(missing(priceOf({ inputUsd: "0", overrides: TIERS.slice(0, 1) }), { outputTokens: 5 }), ["inputTokens"]);
});

Deno.test("exactly the counts that cost something are needed", () => {
  assertEquals(missing(priceOf(), {}), ["inputTokens", "outputTokens"]);
  assertEquals(missing(priceOf(), { inputTokens: 5 }), ["outputTokens"]);
  assertEquals(missing(priceOf(), { outputTokens: 5 }), ["inputTokens"]);
  assertEquals(missing(priceOf({ inputUsd: "-1", outputUsd: "-1" }), { inputTokens: 0, outputTokens: 0 }), ["price"]);
  assertEquals(missing(priceOf(), { inputTokens: 1, outputTokens: 1, details: { webSearches: 1 } }), ["webSearchUsd"]);
  assertEquals(estimateCost(priceOf({ inputUsd: "0" }), usageOf({ outputTokens: 1 })).usd, "0.000002");
  assertEquals(estimateCost(priceOf({ outputUsd: "0.0" }), usageOf({ inputTokens: 1 })).usd, "0.000001");
  assertEquals(
    estimateCost(priceOf(), usageOf({ inputTokens: 0, outputTokens: 0, details: { webSearches: 0 } })).usd,
    "0",
  );
});

Deno.test("what is free costs nothing and says by what", () => {
  const free = estimateCost(modelWith(priceOf({ inputUsd: "0", outputUsd: "0" })), usageOf());
  assertEquals([free.usd, free.source, free.origin?.source], ["0", "tokens", "model"]);
});

Deno.test("a discount is taken off everything, and a batch's off what is left", () => {
  const price = priceOf({ requestUsd: "0.001", discount: "0.25", batchDiscount: "0.5" });
  const usage = usageOf({ inputTokens: 1000, outputTokens: 1000 });
  assertEquals(estimateCost(price, usage).usd, "0.003");
  assertEquals(estimateCost(price, usage, { batch: true }).usd, "0.0015");
  assertEquals(estimateCost(price, { ...usage, details: { serviceTier: "batch" } }).usd, "0.0015");
});

Deno.test("a batch without a price of its own and other tiers of service are unknown, the usual ones are not", () => {
  const usage = { inputTokens: 1, outputTokens: 1 };
  assertEquals(estimateCost(priceOf(), usageOf(usage), { batch: true }).missing, ["batchDiscount"]);
  for (const serviceTier of ["flex", "priority", "scale", "Priority", "performance", "PROVISIONED_THROUGHPUT"]) {
    assertEquals(missing(priceOf(), { ...usage, details: { serviceTier } }), ["serviceTier"]);
  }
  for (const serviceTier of ["default", "auto", "standard", "on_demand"]) {
    assertEquals(estimateCost(priceOf(), usageOf({ ...usage, details: { serviceTier } })).missing, []);
  }
  const free = priceOf({ inputUsd: "0", outputUsd: "0" });
  assertEquals(estimateCost(free, usageOf(usage), { batch: true }).usd, "0");
});

Deno.test("the United States take a tenth more for tokens and not for fees, and other places are unknown", () => {
  const price = priceOf({ requestUsd: "0.5", discount: "0.5" });
  const at = (inferenceGeo: string) =>
    estimateCost(price, usageOf({ inputTokens: MILLION, outputTokens: 0, details: { inferenceGeo } }));
  assertEquals([at("us").usd, at("global").usd, at("not_available").usd], ["0.8", "0.75", "0.75"]);
  assertEquals([at("atlantis").usd, at("atlantis").missing], [null, ["inferenceGeo"]]);
});

const ANSWER = {
  usage: usageOf({ inputTokens: MILLION, outputTokens: 0 }),
  reportedCostUsd: null,
  timing: { latencyMs: 3600 },
};

Deno.test("an answer is paid as reported, else as its endpoint charges, else as its model costs, else nobody knows", () => {
  const endpoint = endpointWith(priceOf({ inputUsd: "0.000003" }));
  const model = modelWith(priceOf());
  const reported = actualCost({ ...ANSWER, reportedCostUsd: "0.5" }, { endpoint, model });
  assertEquals([reported.usd, reported.source, reported.origin], ["0.5", "reported", null]);
  const byEndpoint = actualCost(ANSWER, { endpoint, model });
  assertEquals([byEndpoint.usd, byEndpoint.origin], ["3", { source: "endpoint", asOf: "2026-05-18T00:00:00Z" }]);
  const byModel = { source: "model", asOf: "2026-08-01T00:00:00Z" } as const;
  for (const other of [null, endpointWith(null), endpointWith(priceOf({ inputUsd: "-1" }))]) {
    const cost = actualCost(ANSWER, { endpoint: other, model });
    assertEquals([cost.usd, cost.source, cost.origin], ["1", "tokens", byModel]);
  }
  assertEquals(actualCost(ANSWER, {}).missing, ["price"]);
  assertEquals(actualCost(ANSWER, { endpoint: endpointWith(null), model: modelWith(null) }).usd, null);
});

Deno.test("a model's price is asked for what the endpoint's does not name, not for what is unknown of the call", () => {
  const searched = { ...ANSWER, usage: { ...ANSWER.usage, details: { webSearches: 1 } } };
  const model = modelWith(priceOf({ webSearchUsd: "0.01" }));
  const cost = actualCost(searched, { endpoint: endpointWith(priceOf({ inputUsd: "0.000003" })), model });
  assertEquals([cost.usd, cost.origin?.source], ["1.01", "model"]);
  const byTheHour = endpointWith({ kind: "hour", hourUsd: "1", slots: null });
  assertEquals(actualCost(ANSWER, { endpoint: byTheHour, model }).missing, ["inFlight"]);
});

Deno.test("an endpoint that can be called has the origin that it names, and else its user's", () => {
  const callable = {
    key: "a/b@c",
    model: "a/b",
    provider: "c",
    baseUrl: "http://c",
    wireModel: "b",
    wire: "openai-chat",
    price: priceOf(),
    credential: null,
  };
  assertEquals(actualCost(ANSWER, { endpoint: callable }).origin, { source: "user", asOf: null });
  const priceOrigin = { source: "endpoint", asOf: "2026-11-01T00:00:00Z" } as const;
  assertEquals(actualCost(ANSWER, { endpoint: { ...callable, priceOrigin } }).origin, priceOrigin);
});

Deno.test("a price that another list gave keeps that list's date", () => {
  const enriched = { price: { from: "acme/parrot@openrouter/coop", asOf: "2026-07-01T00:00:00Z" } };
  const model = { ...modelWith(priceOf()), extra: { enriched } };
  assertEquals(actualCost(ANSWER, { model }).origin, { source: "endpoint", asOf: "2026-07-01T00:00:00Z" });
});

Deno.test("the hour of an endpoint is a line of its own", () => {
  const cost = actualCost(ANSWER, { endpoint: { kind: "hour", hourUsd: "2", slots: 4 } });
  assertEquals([cost.usd, cost.source, cost.parts[0].name, cost.parts[0].count], [
    "0.0005",
    "hour/slots",
    "time",
    3600,
  ]);
  assertEquals(estimateCost({ kind: "hour", hourUsd: "2", slots: 4 }, usageOf()).missing, ["latencyMs"]);
});

Deno.test("images of the request count where the usage does not", () => {
  const price = priceOf({ imageUsd: "0.001" });
  assertEquals(actualCost(ANSWER, { endpoint: price, images: 2 }).usd, "1.002");
  const counted = { ...ANSWER, usage: { ...ANSWER.usage, details: { images: 3 } } };
  assertEquals(actualCost(counted, { endpoint: price, images: 2 }).usd, "1.003");
});

Deno.test("what is no time and no time of day is an error, not another price", () => {
  const price = priceOf({ overrides: [{ utcStart: "25:00", rates: {} }] });
  assertThrows(
    () => estimateCost(price, usageOf(), { at: "2026-11-21T10:00:00Z" }),
    RangeError,
    'current value is "25:00"',
  );
  assertThrows(
    () => estimateCost(priceOf(), usageOf(), { at: "yesterday" }),
    RangeError,
    'current value is "yesterday"',
  );
});

Deno.test("rates are shown per thousand and per million tokens with every digit", () => {
  assertEquals([perThousand("0.00000015"), perMillion("0.00000015")], ["0.00015", "0.15"]);
  assertEquals(perMillion("0.00000008333333333333334"), "0.08333333333333334");
  assertEquals(perMillion("0"), "0");
});

Deno.test("an answer is at most as long as its endpoint allows and as the context leaves", () => {
  assertEquals(outputLimit({ contextTokens: 1000, maxOutputTokens: 1000 }, 400), 600);
  assertEquals(outputLimit({ contextTokens: 1000, maxOutputTokens: 100 }, 400), 100);
  assertEquals(outputLimit({ contextTokens: 1000, maxOutputTokens: null }, 1400), 0);
  assertEquals(outputLimit({ contextTokens: null, maxOutputTokens: 100 }, 400), 100);
  assertEquals(outputLimit({ contextTokens: null, maxOutputTokens: null }, 400), null);
});
