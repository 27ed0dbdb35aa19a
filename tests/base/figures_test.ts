import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatDuration, formatMs, formatPercent, formatScore, formatShare, formatUsd } from "../../src/base/mod.ts";

Deno.test("dollars keep their cents, however many there are, and small ones four digits", () => {
  const shown = ["0.000000001", "0.005", "0.30000000001", "99.999", "123.456", "1234.5678", "12345.678", "99999.99"];
  assertEquals(shown.map(formatUsd), [
    "0.000000001",
    "0.005",
    "0.3",
    "100",
    "123.46",
    "1234.57",
    "12345.68",
    "99999.99",
  ]);
  assertEquals([0, -0, -1234.5678, 1e-25].map(formatUsd), ["0", "0", "-1234.57", "0.0000000000000000000000001"]);
});

Deno.test("from a dollar on cents have two digits or none, and what is finer than a cent keeps its digits", () => {
  const shown = [0.9, 1, 1.2, 1.255, 15.3, 99, 1343.9, -2.5, 0.99999, 9.9996].map(formatUsd);
  assertEquals(shown, ["0.9", "1", "1.20", "1.255", "15.30", "99", "1343.90", "-2.50", "1", "10"]);
  fc.assert(fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), (usd) => {
    assert(!/\.\d$/.test(formatUsd(usd)), `${usd} is shown as ${formatUsd(usd)}`);
  }));
});

Deno.test("dollars are never off by more than half a cent or half of the fourth digit, and only nothing is 0", () => {
  fc.assert(fc.property(fc.double({ min: 1e-12, max: 1e6, noNaN: true }), (usd) => {
    const shown = Number(formatUsd(usd));
    const off = Math.min(0.005, 0.0005 * usd);
    assert(Math.abs(shown - usd) <= off + 1e-12 * usd, `${usd} is shown as ${shown}`);
    assert(shown > 0);
  }));
});

Deno.test("a score is a whole number only where it is one", () => {
  const shown = [0, -0, 1, 0.0004, 0.9996, 0.99996, 0.005, 0.12345, -0.0004, 1 - 1e-12, 2 / 3].map(formatScore);
  assertEquals(shown, [
    "0.000",
    "0.000",
    "1.000",
    "0.0004",
    "0.9996",
    "0.99996",
    "0.005",
    "0.123",
    "-0.0004",
    "1.000",
    "0.667",
  ]);
  fc.assert(fc.property(fc.double({ min: 1e-8, max: 1 - 1e-8, noNaN: true }), (score) => {
    const text = formatScore(score);
    assert(!Number.isInteger(Number(text)), `${score} is shown as ${text}`);
    assert(Math.abs(Number(text) - score) <= 0.0005 + 1e-12);
  }));
});

Deno.test("a share is 0 or 100 % only when it is none or all", () => {
  assertEquals([0, 0.0004, 0.5, 0.9996, 1, null].map((share) => formatPercent(share)), [
    "0.0 %",
    "0.1 %",
    "50.0 %",
    "99.9 %",
    "100.0 %",
    "–",
  ]);
  fc.assert(fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (share) => {
    for (const text of [formatShare(share), formatPercent(share)]) {
      assert(!["0 %", "0.0 %", "100 %", "100.0 %"].includes(text));
    }
  }));
});

Deno.test("times are told in the next unit as soon as they read as one of it", () => {
  assertEquals([0, 0.04, 0.05, 99.94, 99.96, 100].map(formatMs), ["0.0", "0.04", "0.1", "99.9", "100", "100"]);
  assertEquals([999.4, 999.6, 59_949, 59_950, 3_599_499, 3_599_500].map(formatDuration), [
    "999 ms",
    "1.0 s",
    "59.9 s",
    "1 min 0 s",
    "59 min 59 s",
    "1 h 0 min",
  ]);
});
