import { assert, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import {
  type EligibilityInput,
  eligible,
  mergeNeeds,
  relaxed,
  routerTold,
} from "../../../src/routing/eligibility/mod.ts";
import type { Rejection } from "../../../src/spec/mod.ts";
import { candidate, type CandidateTraits, MODEL, price } from "../_candidates.ts";
import { arbitraryFactsList, arbitraryInput, arbitraryNeeds } from "./_arbitrary_input.ts";

const size = { promptTokens: 115_712, maxTokens: 15_360 };

/** What speaks against one endpoint. */
function rejections(input: EligibilityInput, traits: CandidateTraits = {}, place = "acme"): readonly Rejection[] {
  return eligible([candidate(place, traits)], input).rejected[0]?.rejections ?? [];
}

Deno.test("the smallest change lets its endpoint in, and no part of it does", () => {
  fc.assert(
    fc.property(arbitraryFactsList, arbitraryInput, (candidates, input) => {
      const { smallest } = eligible(candidates, input);
      if (smallest === null) return;
      const accepted = (changes: typeof smallest.changes) =>
        eligible(candidates, relaxed(input, changes)).accepted.map(({ facts }) => facts.endpoint.key);
      assert(accepted(smallest.changes).includes(smallest.endpoint), JSON.stringify(smallest));
      for (const change of smallest.changes) {
        assert(!accepted(smallest.changes.filter((one) => one !== change)).includes(smallest.endpoint), change.text);
      }
    }),
    { numRuns: 250 },
  );
});

Deno.test("every endpoint is accepted or rejected, and a rejected one always says why", () => {
  fc.assert(fc.property(arbitraryFactsList, arbitraryInput, (candidates, input) => {
    const { accepted, rejected, smallest } = eligible(candidates, input);
    const keys = [...accepted.map(({ facts }) => facts.endpoint.key), ...rejected.map(({ endpoint }) => endpoint)];
    assertEquals(keys.toSorted(), candidates.map(({ endpoint }) => endpoint.key).toSorted());
    for (const { rejections } of rejected) assertGreater(rejections.length, 0);
    assertEquals(smallest === null, accepted.length > 0);
  }));
});

Deno.test("who needs more is given no more endpoints", () => {
  fc.assert(fc.property(arbitraryFactsList, arbitraryInput, arbitraryNeeds, (candidates, input, more) => {
    // To allow what is unknown is to need less.
    const { unknown: _, ...stricter } = more;
    const before = eligible(candidates, input).accepted.map(({ facts }) => facts.endpoint.key);
    const after = eligible(candidates, { ...input, needs: mergeNeeds(input.needs, stricter) }).accepted;
    for (const { facts } of after) assert(before.includes(facts.endpoint.key), facts.endpoint.key);
    assertLessOrEqual(after.length, before.length);
  }));
});

Deno.test("a context that is too small says by how much the answer would have to be shorter", () => {
  assertEquals(rejections({ needs: {}, size }), [{
    rule: "contextTokens",
    reason: "131,072 tokens of context needed, it has 128,000",
    change: "lower max_tokens to 12,288",
  }]);
  const long = { promptTokens: 130_000, maxTokens: 1000 };
  assertEquals(rejections({ needs: {}, size: long })[0].change, "shorten the prompt by 3,000 tokens");
  assertEquals(rejections({ needs: { contextTokens: 200_000 } })[0].change, "lower contextTokens to 128,000");
});

Deno.test("limits of the prompt and of the answer alone are looked at, too", () => {
  const traits = { record: { maxInputTokens: 100_000, maxOutputTokens: 8192, contextTokens: null } };
  assertEquals(rejections({ needs: {}, size }, traits).map(({ rule, change }) => [rule, change]), [
    ["maxInputTokens", "shorten the prompt by 15,712 tokens"],
    ["maxOutputTokens", "lower max_tokens to 8,192"],
  ]);
});

Deno.test("a price that is too high says what it would have to be raised to, exactly", () => {
  const traits = { record: { price: price(0.59, 0.79) } };
  assertEquals(rejections({ needs: { maxInputUsdPerMillion: "0.5", maxOutputUsdPerMillion: "0.79" } }, traits), [{
    rule: "maxInputUsdPerMillion",
    reason: "it charges 0.59 USD per million tokens, at most 0.5 is allowed",
    change: "raise maxInputUsdPerMillion from 0.5 to 0.59",
  }]);
  const [{ change }] = rejections(
    { needs: { maxCostUsd: "0.0001" }, size: { promptTokens: 1000, maxTokens: 100 } },
    traits,
  );
  assertEquals(change, "raise maxCostUsd from 0.0001 to 0.000669");
});

Deno.test("a discount is off the price before it is held against the limit", () => {
  const traits = { record: { price: { ...price(1, 2), discount: "0.25" } } };
  assertEquals(rejections({ needs: { maxInputUsdPerMillion: "0.75" } }, traits), []);
});

Deno.test("capabilities and parameters are named one by one", () => {
  const traits = { record: { capabilities: { tools: "no", images: "no" } as const, parameters: ["temperature"] } };
  const needs = { capabilities: ["images", "json", "tools"] as const, parameters: ["seed", "temperature"] };
  assertEquals(rejections({ needs }, traits), [
    { rule: "capabilities", reason: "it cannot do images, tools", change: "do without images, tools" },
    { rule: "parameters", reason: "it does not take seed", change: "leave out seed" },
  ]);
});

Deno.test("speed and uptime are those that were seen here, else those of the catalog", () => {
  const needs = { maxTtftMs: 500, minOutputTps: 50, minUptime: 0.99 };
  const record = {
    ttftMs: { p50: 800.25 },
    outputTps: { p50: 20 },
    uptime: { last5m: 0.2, last30m: 0.9, last1d: 0.98 },
  };
  assertEquals(rejections({ needs }, { record }).map(({ change }) => change), [
    "raise maxTtftMs from 500 to 800.25",
    "lower minOutputTps from 50 to 20",
    "lower minUptime from 0.99 to 0.9",
  ]);
  const health = { calls: 10_000, errorRate: 0, ttftMs: { p50: 300 }, outputTps: { p50: 90 } };
  assertEquals(rejections({ needs }, { record, health }), []);
});

Deno.test("what is unknown is let in and marked, or refused where that is asked for", () => {
  const needs = { quantizations: ["fp8"], maxTtftMs: 100, minUptime: 0.9, capabilities: ["tools"] as const };
  const traits = { known: null } as const;
  const { accepted: [one] } = eligible([candidate("acme", traits)], { needs });
  assertEquals(one.unknown, ["capabilities", "quantizations", "maxTtftMs", "minUptime"]);
  const denied = rejections({ needs: { ...needs, unknown: "deny" } }, traits);
  assertEquals(denied.map(({ rule }) => rule), one.unknown);
  assertEquals(new Set(denied.map(({ change }) => change)), new Set([`set unknown to "allow"`]));
});

Deno.test("nobody is taken to leave data alone of whom it is not known", () => {
  const needs = { data: { training: "deny", retention: "none" } } as const;
  assertEquals(rejections({ needs }), [{
    rule: "data",
    reason: "whether it trains on or keeps what it is sent is not known",
    change: `set unknown to "allow"`,
  }]);
  assertEquals(rejections({ needs: { ...needs, unknown: "allow" } }), []);
  assertEquals(rejections({ needs }, { baseUrl: "http://127.0.0.1:11434/v1" }, "ollama"), []);
  assertEquals(rejections({ needs }, {}, "openrouter/azure"), []);
});

Deno.test("who serves an endpoint behind a router counts as its provider, too", () => {
  const rules = (input: EligibilityInput) =>
    rejections(input, {}, "openrouter/azure").map(({ rule, change }) => [rule, change]);
  assertEquals(rules({ needs: {}, preferences: { ban: ["azure"] } }), [["banned", "take azure off the ban"]]);
  assertEquals(rules({ needs: {}, preferences: { allow: ["azure"] } }), []);
  assertEquals(rules({ needs: {}, preferences: { allow: ["openai"] } }), [["allow", "allow azure"]]);
  assertEquals(rules({ needs: { providers: ["openrouter"] } }), []);
  assertEquals(rules({ needs: { excludeProviders: ["azure"] } }), [["excludeProviders", "no longer exclude azure"]]);
});

Deno.test("a router that is set up under a name of its own is one, too", () => {
  const needs = { data: { training: "deny" } } as const;
  const { endpoint, ...facts } = candidate("mine/azure");
  const named = { ...facts, endpoint: { ...endpoint, kind: "openrouter" } };
  assertEquals(eligible([named], { needs }).rejected, []);
  assertEquals(routerTold(named.endpoint, needs).routing, { dataCollection: "deny" });
});

Deno.test("what a router picks itself it is told, and is not held against it", () => {
  const needs = { quantizations: ["fp8"], maxInputUsdPerMillion: "0.1", unknown: "deny" } as const;
  assertEquals(rejections({ needs }, { record: { quantization: null } }, "openrouter"), []);
  assertEquals(rejections({ needs }, { record: { quantization: null } }, "openrouter/azure").length, 2);
});

Deno.test("what is switched off or has no key says what to do", () => {
  const input = { needs: {}, disabledProviders: ["acme"], missingCredentials: new Map([["acme", "set ACME_API_KEY"]]) };
  assertEquals(rejections(input).map(({ change }) => change), ["enable acme", "set ACME_API_KEY"]);
  const selected = rejections({ needs: {}, preferences: { endpoints: ["acme/x1@other"] } });
  assertEquals(selected.map(({ change }) => change), ["select acme/x1@acme"]);
});

Deno.test("an endpoint that is down or has an open breaker is rejected while another is left", () => {
  const down = candidate("down", { health: { state: "down", reasons: ["it timed out"] } });
  const open = candidate("open", { health: { breaker: "open" } });
  const listed = candidate("listed", { record: { status: "down" } });
  const { accepted, rejected } = eligible([down, open, listed, candidate("well")], { needs: {} });
  assertEquals(accepted.map(({ facts }) => facts.endpoint.provider), ["well"]);
  assertEquals(rejected.map(({ rejections }) => rejections[0].reason), [
    "it is down: it timed out",
    "it is down",
    "its breaker is open",
  ]);
  const alone = eligible([down, open], { needs: {} });
  assertEquals(alone.accepted.map(({ lastResort }) => lastResort), ["it is down: it timed out", "its breaker is open"]);
});

Deno.test("what an endpoint does not take of the parameters is a change that can be made", () => {
  const input = {
    needs: {},
    parameterProblems: () => [{ parameter: "top_k", effect: "refused", message: "Cannot send it" } as const],
  };
  assertEquals(rejections(input), [{ rule: "parameterValues", reason: "Cannot send it", change: "leave out top_k" }]);
  assertEquals(eligible([candidate("acme")], relaxed(input, [{ text: "", leaveOut: ["top_k"] }])).rejected, []);
});

Deno.test("of all endpoints, the one that needs the fewest changes is proposed", () => {
  const far = candidate("far", { record: { contextTokens: 1000, capabilities: { tools: "no" } } });
  const near = candidate("near", { record: { contextTokens: 1000 } });
  const { smallest } = eligible([far, near], {
    needs: { capabilities: ["tools"] },
    size: { promptTokens: 900, maxTokens: 200 },
  });
  assertEquals(smallest, {
    endpoint: `${MODEL}@near`,
    changes: [{ text: "lower max_tokens to 100", size: { maxTokens: 100 } }],
  });
});

Deno.test("of as many changes, the one that leaves limits nearest to what they were is proposed", () => {
  const priced = ([provider, usd]: [string, number]) => candidate(provider, { record: { price: price(usd, 1) } });
  const { smallest } = eligible(([["a", 0.9], ["b", 0.6], ["c", 0.7]] as [string, number][]).map(priced), {
    needs: { maxInputUsdPerMillion: "0.5" },
  });
  assertEquals(smallest?.changes.map(({ text }) => text), ["raise maxInputUsdPerMillion from 0.5 to 0.6"]);
  const short = candidate("a", { record: { contextTokens: 10_000 } });
  const shorter = candidate("b", { record: { contextTokens: 9000 } });
  const fitting = eligible([shorter, short], { needs: {}, size: { promptTokens: 8000, maxTokens: 4000 } }).smallest;
  assertEquals(fitting?.changes.map(({ text }) => text), ["lower max_tokens to 2,000"]);
});

Deno.test("an answer that becomes shorter can make the call cheap enough, and then that alone is proposed", () => {
  const small = candidate("small", { record: { maxOutputTokens: 100, contextTokens: null, price: price(0, 1000) } });
  const { smallest } = eligible([small], {
    needs: { maxCostUsd: "0.1" },
    size: { promptTokens: 10, maxTokens: 200 },
  });
  assertEquals(smallest?.changes.map(({ text }) => text), ["lower max_tokens to 100"]);
});

Deno.test("what it cannot do and what nobody knows it to do are told apart, each with its change", () => {
  const traits = { record: { capabilities: { images: "no", jsonSchema: "uncertain" } as const } };
  const needs = { capabilities: ["jsonSchema", "images"] as const, unknown: "deny" as const };
  assertEquals(rejections({ needs }, traits).map(({ reason, change }) => [reason, change]), [
    ["it cannot do images", "do without images"],
    ["whether it can do jsonSchema is not known", `set unknown to "allow"`],
  ]);
  assertEquals(eligible([candidate("acme", traits)], { needs }).smallest?.changes.length, 2);
});

Deno.test("a quantization that nobody knows, and a list of parameters without any, say nothing", () => {
  const traits = { record: { quantization: "unknown", parameters: [] } };
  const needs = { quantizations: ["fp8"], parameters: ["seed"] };
  const { accepted: [{ unknown }] } = eligible([candidate("acme", traits)], { needs });
  assertEquals(unknown, ["parameters", "quantizations"]);
});

Deno.test("a call costs no more than the longest answer that the endpoint gives", () => {
  const traits = { record: { maxOutputTokens: 100, contextTokens: null, price: price(0, 1000) } };
  const input = { needs: { maxCostUsd: "0.1" }, size: { promptTokens: 10, maxTokens: 200 } };
  assertEquals(rejections(input, traits).map(({ rule }) => rule), ["maxOutputTokens"]);
});

Deno.test("what a list says of tools and limits is no matter of single parameters", () => {
  const problem = (parameter: string, effect: "unknown" | "refused") => ({
    needs: {},
    parameterProblems: () => [{ parameter, effect, message: "Cannot send it" }],
  });
  assertEquals(rejections(problem("tools", "unknown")), []);
  assertEquals(rejections(problem("tools", "refused")).map(({ rule }) => rule), ["parameterValues"]);
  assertEquals(rejections(problem("top_k", "unknown")).map(({ rule }) => rule), ["parameterValues"]);
});
