import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { NoEndpointError } from "../../src/routing/eligibility/mod.ts";
import { planRoute, type PlanRouteOptions } from "../../src/routing/plan_route.ts";
import { costPolicy } from "../../src/routing/policies/mod.ts";
import type { ChatRequest } from "../../src/spec/mod.ts";
import { candidate, MODEL, price } from "./_candidates.ts";

const request: ChatRequest = {
  messages: [{ role: "user", content: "What is the capital of France?" }],
  stream: false,
  maxTokens: 100,
};

const three = [
  candidate("dear", { record: { price: price(5, 15) } }),
  candidate("cheap", { record: { price: price(1, 2) } }),
  candidate("unpriced", { record: { price: null } }),
];

function plan(options: Partial<PlanRouteOptions> = {}) {
  return planRoute({
    model: MODEL,
    candidates: three,
    request,
    policy: costPolicy,
    at: "2026-11-21T12:00:00Z",
    ...options,
  });
}

Deno.test("the cheapest endpoint is asked first and one of unknown price last", () => {
  const { endpoints, audit } = plan();
  assertEquals(endpoints.map(({ provider }) => provider), ["cheap", "dear", "unpriced"]);
  assertEquals(audit.chosen, `${MODEL}@cheap`);
  assertEquals(audit.origin, "policy");
  assertEquals(audit.candidates.at(-1)?.score, null);
  assertMatch(audit.why, /^first of 3 by cost \(0\.\d+ USD per 1,000 such calls\)$/);
});

Deno.test("as many endpoints as fallbacks are allowed stand behind the first", () => {
  assertEquals(plan({ maxFallbacks: 0 }).endpoints.length, 1);
  assertEquals(plan({ maxFallbacks: 1 }).endpoints.length, 2);
  assertEquals(plan({ maxFallbacks: 1 }).audit.candidates.length, 3);
});

Deno.test("a pinned endpoint is asked alone, whatever the policy and the selection say", () => {
  const { endpoints, audit } = plan({ pin: `${MODEL}@dear`, preferences: { endpoints: [`${MODEL}@cheap`] } });
  assertEquals(endpoints.map(({ key }) => key), [`${MODEL}@dear`]);
  assertEquals([audit.origin, audit.why], ["pin", "it is pinned"]);
});

Deno.test("a pin does not go before a ban or a missing capability", () => {
  const pin = `${MODEL}@dear`;
  const error = assertThrows(() => plan({ pin, preferences: { ban: ["dear"] } }), NoEndpointError);
  assertEquals(error.smallest, { endpoint: pin, changes: [{ text: "take dear off the ban", unban: ["dear"] }] });
  assertThrows(
    () =>
      plan({
        pin,
        candidates: [candidate("dear", { record: { capabilities: { tools: "no" } } })],
        needs: { capabilities: ["tools"] },
      }),
    NoEndpointError,
  );
});

Deno.test("a pin that is no endpoint of the model names the nearest that is", () => {
  const error = assertThrows(() => plan({ pin: `${MODEL}@chep` }), UserError);
  assertMatch(error.message, /did you mean "acme\/x1@cheap"/);
});

Deno.test("a plan is a pure function of what it is made from", () => {
  assertEquals(plan(), plan({ candidates: three.toReversed() }));
});

Deno.test("what nobody knows is marked in the audit", () => {
  const { audit } = plan({
    needs: { quantizations: ["bf16"] },
    candidates: [candidate("a", { record: { quantization: null } })],
  });
  assertEquals(audit.candidates[0].unknown, ["quantizations"]);
});

Deno.test("a router is told what the needs say of data", () => {
  const { endpoints: [told] } = plan({
    candidates: [candidate("openrouter"), candidate("other")],
    needs: { data: { training: "deny", retention: "none" } },
  });
  assertEquals(told.routing, { dataCollection: "deny", zeroDataRetention: true });
});

Deno.test("who is banned does not answer behind a router either", () => {
  const { endpoints: [told] } = plan({ candidates: [candidate("openrouter")], preferences: { ban: ["azure"] } });
  assertEquals(told.routing, { ignore: ["azure"] });
});

Deno.test("what an endpoint does not take is a warning, and a reason against it where strictness is error", () => {
  const sent = { ...request, seed: 7, temperature: 0 };
  const takesNoSeed = candidate("a", { record: { parameters: ["temperature", "max_tokens"] } });
  const warned = plan({ candidates: [takesNoSeed], request: sent });
  assertEquals(warned.warnings.map(({ endpoint }) => endpoint), [`${MODEL}@a`]);
  assertMatch(warned.warnings[0].message, /Cannot send "seed"/);
  const error = assertThrows(
    () => plan({ candidates: [takesNoSeed], request: sent, strictness: "error" }),
    NoEndpointError,
  );
  assertEquals(error.smallest?.changes, [{ text: "leave out seed", leaveOut: ["seed"] }]);
  assertEquals(
    plan({ candidates: [takesNoSeed, candidate("b")], request: sent, strictness: "error" }).endpoints.length,
    1,
  );
});

Deno.test("a choice among none says for the ledger what would have to change", () => {
  const error = assertThrows(() => plan({ needs: { contextTokens: 1_000_000 } }), NoEndpointError);
  assertEquals([error.audit.chosen, error.audit.candidates, error.audit.rejected.length], [null, [], 3]);
  assertEquals(error.audit.why, "none may be asked; the smallest change: lower contextTokens to 128,000");
  assertMatch(error.message, /^ {2}acme\/x1@cheap\n {4}contextTokens: .* → lower contextTokens to 128,000$/m);
  assertMatch(error.message, /\nThe smallest change: lower contextTokens to 128,000 \(lets acme\/x1@cheap in\)$/);
});

Deno.test("an endpoint without a price costs what its calls have cost", () => {
  const { audit } = plan({ candidates: [...three.slice(0, 2), { ...three[2], meanCostUsd: "0.00000001" }] });
  assertEquals(audit.candidates[0], {
    endpoint: `${MODEL}@unpriced`,
    score: -0.00000001,
    why: "0.00001 USD per 1,000 such calls",
    expectedUsd: "0.00000001",
  });
});

Deno.test("an endpoint that is down is asked where no other is left, and the audit says so", () => {
  const down = candidate("down", { health: { state: "down", reasons: ["9 of 10 calls failed"] } });
  assertEquals(plan({ candidates: [down, ...three] }).audit.rejected.map(({ endpoint }) => endpoint), [
    `${MODEL}@down`,
  ]);
  const { audit } = plan({ candidates: [down] });
  assertMatch(audit.why, /as a last resort: it is down: 9 of 10 calls failed$/);
});

Deno.test("no endpoint at all is an error that says so", () => {
  const error = assertThrows(() => plan({ candidates: [] }), NoEndpointError);
  assertEquals(error.message, `Cannot route ${MODEL} as no endpoint of it is known: current value is none`);
  assert(error instanceof UserError);
});
