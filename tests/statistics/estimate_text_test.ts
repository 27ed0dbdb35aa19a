import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { clusteredMean, type Estimate, estimateText, wilsonInterval } from "../../src/statistics/mod.ts";

const ESTIMATE: Estimate = {
  value: 0.7123,
  standardError: 0.035,
  low: 0.6412,
  high: 0.7834,
  confidence: 0.95,
  n: 96,
  clusters: 16,
  method: "mean, standard error clustered by 16 groups (CR1), t with 15 df",
};

Deno.test("an estimate is told with its interval, its numbers and its method", () => {
  assertEquals(
    estimateText(ESTIMATE),
    "0.71 (95 % CI 0.64 to 0.78, n = 96, 16 groups; mean, standard error clustered by 16 groups (CR1), t with 15 df)",
  );
});

Deno.test("figures have as many digits as the interval is worth", () => {
  const figures = (value: number, low: number, high: number) =>
    estimateText({ ...ESTIMATE, value, low, high }).split(",")[0];
  assertEquals(figures(0.71234, 0.71211, 0.71262), "0.71234 (95 % CI 0.71211 to 0.71262");
  assertEquals(figures(71.234, -3.2, 140.1), "71 (95 % CI -3 to 140");
  assertEquals(figures(1e-7, 0.8e-7, 1.3e-7), "0.000000100 (95 % CI 0.000000080 to 0.000000130");
  assertEquals(figures(-0.0001, -1, 1), "0.0 (95 % CI -1.0 to 1.0");
});

Deno.test("a unit stands behind the figures, or writes them", () => {
  const latency = { ...ESTIMATE, value: 1210.4, low: 1100, high: 1320.9, n: 12_000, clusters: 12_000, method: "m" };
  assertEquals(estimateText(latency, "ms"), "1,210 ms (95 % CI 1,100 to 1,321 ms, n = 12,000; m)");
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  assertEquals(
    estimateText(wilsonInterval(9, 10, { confidence: 0.999 }), percent),
    "90.0 % (99.9 % CI 39.2 % to 99.2 %, n = 10; rate, Wilson score interval)",
  );
});

Deno.test("where there is no interval, it says so, and where there is nothing, a dash", () => {
  assertEquals(
    estimateText(clusteredMean([0.25, 0.5], { clusters: ["a", "a"] })),
    "0.375 (no interval, n = 2, 1 group; mean, no interval as there is but one group)",
  );
  assertEquals(estimateText(clusteredMean([])), "–");
});

Deno.test("n and the method are in every text", () => {
  const figure = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(fc.property(figure, figure, figure, fc.nat(), (value, low, high, n) => {
    const text = estimateText({ ...ESTIMATE, value, low: Math.min(low, high), high: Math.max(low, high), n });
    assert(text.includes(`n = ${n.toLocaleString("en-US")}`) && text.includes(ESTIMATE.method));
    assert(!text.includes("NaN") && !/-0(\.0+)?\b(?![\d.])/.test(text), text);
  }));
});
