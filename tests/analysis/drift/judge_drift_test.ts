import { assertEquals } from "@std/assert";
import { type DriftFinding, type DriftReport, type DriftThresholds, judgeDrift } from "../../../mod.ts";

function finding(some: Partial<DriftFinding>): DriftFinding {
  return {
    kind: "answers",
    what: "normalised text",
    endpoint: "gpt@openai",
    among: "repeated",
    unit: "share",
    base: 0.9,
    new: 0.8,
    difference: null,
    relative: null,
    n: 10,
    baseSamples: 20,
    newSamples: 20,
    method: "made up",
    pValue: null,
    pAdjusted: null,
    verdict: "beyond noise",
    details: [],
    ...some,
  };
}

/** Why a report with this finding fails; `null`: it passes. */
function why(some: Partial<DriftFinding>, thresholds?: DriftThresholds): string | null {
  const report = { requests: 10, onlyBase: [], findings: [finding(some)] } as unknown as DriftReport;
  const { passed, broken } = judgeDrift(report, thresholds);
  assertEquals(passed, broken.length === 0);
  return broken[0]?.why ?? null;
}

Deno.test("what an application feels fails when it is beyond noise or changed", () => {
  assertEquals(why({}), "is beyond noise");
  assertEquals(why({ verdict: "changed", kind: "model", base: "a", new: "b", unit: null }), "has changed");
  assertEquals(why({ verdict: "within noise" }), null);
  assertEquals(why({ verdict: "noise unknown" }), null);
});

Deno.test("latency, headers and white space fail only where they are asked for", () => {
  for (const kind of ["latency", "headers", "exact"] as const) {
    assertEquals(why({ kind }), null, kind);
    assertEquals(why({ kind }, { failOn: [kind] }), "is beyond noise", kind);
  }
  assertEquals(why({}, { failOn: [] }), null);
});

Deno.test("a limit takes the place of the rule for its kind", () => {
  const latency = { kind: "latency", what: "latency", unit: "ms", base: 100, new: 131, relative: 0.31 } as const;
  assertEquals(why(latency, { maxLatency: 0.2 }), "grew by 31 %, more than 20 %");
  assertEquals(why(latency, { maxLatency: 0.4 }), null);
  assertEquals(why({ ...latency, verdict: "within noise" }, { maxLatency: 0.2 }), null);
  assertEquals(why({ ...latency, relative: -0.5 }, { maxLatency: 0.2, failOn: ["latency"] }), null);
  const cost = { kind: "cost", what: "reported cost", unit: "USD", base: 0, new: 0.1, relative: null } as const;
  assertEquals(why(cost, { maxCost: 10 })?.startsWith("grew by "), true);
  const tokens = { kind: "tokens", what: "output tokens", unit: "tokens", base: 10, new: 11, relative: 0.1 } as const;
  assertEquals([why(tokens), why(tokens, { maxTokens: 0.1 })], ["is beyond noise", null]);
});

Deno.test("limits of answers hold where the noise is unknown, too", () => {
  const unknown = { verdict: "noise unknown", base: null, new: 0.7 } as const;
  assertEquals(why(unknown, { maxChanged: 0.2 }), "30 % of the answers are others, more than 20 %");
  assertEquals(why(unknown, { maxChanged: 0.4 }), null);
  assertEquals(why({}, { maxChanged: 0.5 }), null);
  const words = { what: "words (token F1)", base: 0.9, new: 0.6 };
  assertEquals(why(words, { maxSimilarityDrop: 0.1 }), "agreement fell by 30 %, more than 10 %");
  assertEquals(why(words, { maxSimilarityDrop: 0.4 }), null);
});

Deno.test("nothing passes that was not compared", () => {
  const report = (requests: number, missing: number) =>
    ({ requests, onlyBase: Array(missing).fill({}), findings: [] }) as unknown as DriftReport;
  assertEquals(judgeDrift(report(0, 3)).broken.map((one) => [one.finding, one.why]), [
    [null, "no request is on both tapes, so that nothing was compared"],
  ]);
  assertEquals(judgeDrift(report(8, 2)).passed, true);
  assertEquals(judgeDrift(report(8, 2), { maxUnpaired: 0.1 }).broken[0].why.startsWith("20 % of the requests"), true);
});
