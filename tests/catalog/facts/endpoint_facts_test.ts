import { assertEquals } from "@std/assert";
import { endpointFacts } from "../../../src/catalog/mod.ts";
import { makeEndpoint } from "../records.ts";

Deno.test("the facts of an endpoint are those that are known", () => {
  const facts = new Map(endpointFacts(makeEndpoint({
    key: "a/x@router/host/fp8",
    model: "a/x",
    provider: "router",
    servedBy: "host",
    quantization: "fp8",
    contextTokens: 128_000,
    maxInputTokens: 100_000,
    maxOutputTokens: 16_384,
    uptime: { last5m: null, last30m: 0.995, last1d: 0.9 },
    ttftMs: { p50: 210.4, p90: 900 },
    status: "degraded",
  })));
  assertEquals(facts.get("endpoint"), "a/x@router/host/fp8");
  assertEquals(facts.get("served by"), "host");
  assertEquals(facts.get("weights"), "fp8");
  assertEquals(facts.get("context"), "128,000 tokens, at most 100,000 in, at most 16,384 out");
  assertEquals(facts.get("was up"), "99.5 % of the last 30 min, 90.0 % of the last 1 d");
  assertEquals(facts.get("first token ms"), "p50 210, p90 900");
  assertEquals(facts.get("status"), "degraded");
});

Deno.test("what is not known of an endpoint is left out, but for its price", () => {
  const facts = new Map(
    endpointFacts(makeEndpoint({ key: "a/x@host", model: "a/x", servedBy: "openrouter" })),
  );
  assertEquals(facts.get("$ per M tokens"), "–");
  for (const name of ["served by", "was up", "first token ms", "tokens/s", "status"]) {
    assertEquals(facts.has(name), false);
  }
});
