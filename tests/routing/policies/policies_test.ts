import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { POLICY_NAMES, ranked, routingPolicy } from "../../../src/routing/policies/mod.ts";
import type { RouteCandidate, RoutingPolicy } from "../../../src/spec/mod.ts";
import { candidate, price } from "../_candidates.ts";
import { arbitraryCandidates, contextOf, routeCandidate } from "./_arbitrary_candidate.ts";

const policies = POLICY_NAMES.map((name) => routingPolicy(name));

function keys(policy: RoutingPolicy, candidates: readonly RouteCandidate[], turn = 0): string[] {
  return ranked(policy, contextOf(candidates, turn)).map(({ candidate }) => candidate.endpoint.key);
}

function providers(name: string, candidates: readonly RouteCandidate[], turn = 0): string[] {
  return keys(routingPolicy(name), candidates, turn).map((key) => key.split("@")[1]);
}

Deno.test("the order of every policy is a permutation, whatever the order of the candidates", () => {
  fc.assert(fc.property(arbitraryCandidates, fc.nat(100), (candidates, turn) => {
    for (const policy of policies) {
      const order = keys(policy, candidates, turn);
      assertEquals(order.toSorted(), candidates.map(({ endpoint }) => endpoint.key).toSorted());
      assertEquals(keys(policy, candidates.toReversed(), turn), order);
    }
  }));
});

Deno.test("no score is ever something that is no number, and every one has a reason", () => {
  fc.assert(fc.property(arbitraryCandidates, (candidates) => {
    for (const policy of policies) {
      for (const { score, why } of ranked(policy, contextOf(candidates))) {
        assert(score === null || Number.isFinite(score), `${policy.name}: ${score}`);
        assertGreater(why.length, 0);
      }
    }
  }));
});

Deno.test("by cost, no endpoint stands behind a strictly dearer one, nor one that is known behind one that is not", () => {
  fc.assert(fc.property(arbitraryCandidates, (candidates) => {
    const costs = ranked(routingPolicy("cost"), contextOf(candidates)).map(({ candidate }) => candidate.expectedUsd);
    for (let i = 1; i < costs.length; i++) {
      const [before, after] = [costs[i - 1], costs[i]];
      if (after === null) continue;
      assert(before !== null && Decimal.parse(before).compare(Decimal.parse(after)) <= 0);
    }
  }));
});

Deno.test("what becomes better of an endpoint never moves it back", () => {
  const better: Record<string, (one: RouteCandidate) => RouteCandidate> = {
    cost: (one) => ({ ...one, expectedUsd: one.expectedUsd === null ? null : half(one.expectedUsd) }),
    latency: (one) => withMedians(one, { ttft: 0.5 }),
    throughput: (one) => withMedians(one, { tps: 2 }),
  };
  fc.assert(fc.property(arbitraryCandidates, fc.nat(), (candidates, pick) => {
    const chosen = candidates[pick % candidates.length];
    for (const [criterion, improve] of Object.entries(better)) {
      const improved = candidates.map((one) => one === chosen ? improve(one) : one);
      for (const name of [criterion, "balanced"]) {
        const place = (all: readonly RouteCandidate[]) => keys(routingPolicy(name), all).indexOf(chosen.endpoint.key);
        assert(place(improved) <= place(candidates), `${name} after a better ${criterion}`);
      }
    }
  }));
});

Deno.test("balanced does not know in which unit anything is", () => {
  fc.assert(fc.property(arbitraryCandidates, fc.constantFrom(2, 8, 1024), (candidates, factor) => {
    const policy = routingPolicy("balanced", { weights: { cost: 1, throughput: 2, reliability: 1 } });
    const scaled = candidates.map((one) => ({
      ...withMedians(one, { tps: factor }),
      expectedUsd: one.expectedUsd === null
        ? null
        : Decimal.parse(one.expectedUsd).times(Decimal.fromInteger(factor)).toString(),
    }));
    assertEquals(keys(policy, scaled), keys(policy, candidates));
  }));
});

Deno.test("balanced weighs what is asked for and says what is unknown", () => {
  const cheap = routeCandidate(candidate("cheap", { record: { price: price(1, 1), outputTps: { p50: 10 } } }));
  const fast = routeCandidate(candidate("fast", { record: { price: price(2, 2), outputTps: { p50: 100 } } }));
  const dark = routeCandidate(candidate("dark", { record: { price: null, outputTps: { p50: 50 } } }));
  const first = (weights: Parameters<typeof routingPolicy>[1]) =>
    keys(routingPolicy("balanced", weights), [cheap, fast, dark])[0].split("@")[1];
  assertEquals(first({ weights: { cost: 1 } }), "cheap");
  assertEquals(first({ weights: { cost: 1, throughput: 5 } }), "fast");
  const { why } = routingPolicy("balanced", { weights: { cost: 1, throughput: 1 } })
    .score(dark, contextOf([cheap, fast, dark]));
  assertEquals(why, "cost unknown, counted as 0.75, throughput 0.50");
});

Deno.test("few calls that all worked do not beat very many of which nearly all did", () => {
  const lucky = routeCandidate(candidate("lucky", { health: { calls: 1, errorRate: 0 } }));
  const proven = routeCandidate(candidate("proven", { health: { calls: 1000, errorRate: 0.001 } }));
  const failing = routeCandidate(candidate("failing", { health: { calls: 100, errorRate: 0.5 } }));
  const unseen = routeCandidate(candidate("unseen"));
  assertEquals(providers("reliability", [lucky, proven, failing, unseen]), ["proven", "lucky", "unseen", "failing"]);
});

Deno.test("what was seen here goes before what the catalog says, from five calls on", () => {
  const listed = { ttftMs: { p50: 100 }, outputTps: { p50: 1000 } };
  const seen = { ttftMs: { p50: 9000 }, outputTps: { p50: 10 } };
  const slow = routeCandidate(candidate("slow", { record: listed, health: { calls: 5, ...seen } }));
  const hardly = routeCandidate(candidate("hardly", { record: listed, health: { calls: 4, ...seen } }));
  const unknown = routeCandidate(candidate("a-unknown"));
  assertEquals(providers("latency", [slow, hardly, unknown]), ["hardly", "slow", "a-unknown"]);
  const { why } = routingPolicy("latency").score(slow, contextOf([slow]));
  assertMatch(why, /^about 28900 ms, by 5 calls of your own$/);
  assertMatch(routingPolicy("latency").score(hardly, contextOf([hardly])).why, /, by the catalog$/);
});

Deno.test("round robin gives each its turn, and as often as the others", () => {
  const all = ["b", "a", "c"].map((provider) => routeCandidate(candidate(provider)));
  assertEquals([0, 1, 2, 3].map((turn) => providers("round-robin", all, turn)[0]), ["a", "b", "c", "a"]);
  assertEquals(providers("round-robin", all, 1), ["b", "c", "a"]);
});

Deno.test("pinned endpoints come in the order in which they are given, others behind", () => {
  const all = ["a", "b", "c"].map((provider) => routeCandidate(candidate(provider)));
  const policy = routingPolicy("pinned", { endpoints: [all[2].endpoint.key, all[0].endpoint.key] });
  assertEquals(keys(policy, all).map((key) => key.split("@")[1]), ["c", "a", "b"]);
});

Deno.test("what costs nothing is the best there can be, and where nothing is known of any, none is worse for it", () => {
  const balanced = routingPolicy("balanced", { weights: { cost: 1 } });
  const scores = (...candidates: RouteCandidate[]) =>
    candidates.map((one) => balanced.score(one, contextOf(candidates)).score);
  const free = routeCandidate(candidate("free", { record: { price: price(0, 0) } }));
  const paid = routeCandidate(candidate("paid"));
  const dark = routeCandidate(candidate("dark", { record: { price: null } }));
  assertEquals(scores(free, free, paid), [1, 1, 0]);
  assertEquals(scores(dark, dark), [1, 1]);
});

Deno.test("a policy of one's own that gives no finite number has said nothing", () => {
  const all = ["a", "b", "c"].map((provider) => routeCandidate(candidate(provider)));
  const odd: RoutingPolicy = {
    name: "odd",
    score: ({ endpoint: { provider } }) => ({ score: { a: NaN, b: Infinity, c: -5 }[provider]!, why: "so" }),
  };
  assertEquals(
    ranked(odd, contextOf(all)).map(({ candidate, score }) => [candidate.endpoint.provider, score]),
    [["c", -5], ["a", null], ["b", null]],
  );
});

function half(usd: string): string {
  return Decimal.parse(usd).times(Decimal.parse("0.5")).toString();
}

function withMedians(
  one: RouteCandidate,
  { ttft = 1, tps = 1 }: { readonly ttft?: number; readonly tps?: number },
): RouteCandidate {
  const times = (value: { readonly p50: number } | null, factor: number) =>
    value === null ? null : { p50: value.p50 * factor };
  const scaled = <T extends Pick<NonNullable<RouteCandidate["record"]>, "ttftMs" | "outputTps">>(of: T): T => ({
    ...of,
    ttftMs: times(of.ttftMs, ttft),
    outputTps: times(of.outputTps, tps),
  });
  return {
    ...one,
    record: one.record === null ? null : scaled(one.record),
    health: one.health === null ? null : scaled(one.health),
  };
}
