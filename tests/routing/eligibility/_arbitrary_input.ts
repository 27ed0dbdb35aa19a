import fc from "fast-check";
import type { CandidateFacts, EligibilityInput } from "../../../src/routing/eligibility/mod.ts";
import type { CapabilityName, Fact, RouteNeeds } from "../../../src/spec/mod.ts";
import { candidate, price } from "../_candidates.ts";

const PLACES = ["azure", "deepinfra", "openai", "openrouter", "openrouter/azure", "openrouter/deepinfra"];
const PROVIDERS = ["azure", "deepinfra", "openai", "openrouter"];
const CAPABILITIES = ["tools", "jsonSchema", "images"] as const;
const PARAMETERS = ["temperature", "seed", "top_k", "logprobs"];
const QUANTIZATIONS = ["fp4", "fp8", "bf16"];

const fact = fc.constantFrom<Fact>("yes", "no", "uncertain");
const usd = fc.integer({ min: 0, max: 2000 }).map((cents) => String(cents / 100));
const tokens = fc.integer({ min: 2, max: 200_000 });
const someOf = <T>(values: readonly T[]) => fc.subarray([...values]);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Anything that a user and a request may need. */
export const arbitraryNeeds: fc.Arbitrary<RouteNeeds> = fc.record({
  capabilities: someOf<CapabilityName>(CAPABILITIES),
  parameters: someOf(PARAMETERS),
  contextTokens: tokens,
  maxCostUsd: fc.integer({ min: 0, max: 1000 }).map((milli) => String(milli / 100_000)),
  maxInputUsdPerMillion: usd,
  maxOutputUsdPerMillion: usd,
  maxTtftMs: fc.integer({ min: 1, max: 3000 }),
  minOutputTps: fc.integer({ min: 1, max: 300 }),
  minUptime: fc.double({ min: 0, max: 1, noNaN: true }),
  quantizations: someOf(QUANTIZATIONS),
  providers: someOf(PROVIDERS),
  excludeProviders: someOf(PROVIDERS),
  data: fc.record({ training: fc.constant("deny" as const), retention: fc.constant("none" as const) }, {
    requiredKeys: [],
  }),
  unknown: fc.constantFrom("allow" as const, "deny" as const),
}, { requiredKeys: [] });

const arbitraryFacts: fc.Arbitrary<CandidateFacts> = fc.record({
  place: fc.constantFrom(...PLACES),
  capabilities: fc.record({ tools: fact, jsonSchema: fact, images: fact }),
  parameters: fc.option(someOf(PARAMETERS)),
  contextTokens: fc.option(tokens),
  maxInputTokens: fc.option(tokens),
  maxOutputTokens: fc.option(tokens),
  price: fc.option(fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 }))),
  quantization: fc.option(fc.constantFrom(...QUANTIZATIONS)),
  ttftMs: fc.option(fc.double({ min: 1, max: 3000, noNaN: true }).map((p50) => ({ p50 }))),
  outputTps: fc.option(fc.double({ min: 1, max: 300, noNaN: true }).map((p50) => ({ p50 }))),
  uptime: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  calls: fc.option(fc.integer({ min: 1, max: 200 })),
}).map(({ place, price: rates, uptime, calls, ...record }) =>
  candidate(place, {
    record: {
      ...record,
      price: rates === null ? null : price(rates[0] / 100, rates[1] / 100),
      uptime: { last5m: null, last30m: null, last1d: uptime },
    },
    ...(calls === null ? {} : { health: { calls, errorRate: 1 / calls } }),
  })
);

/** Some endpoints, each with a key of its own. */
export const arbitraryFactsList: fc.Arbitrary<CandidateFacts[]> = fc.uniqueArray(arbitraryFacts, {
  selector: ({ endpoint }) => endpoint.key,
  minLength: 1,
  maxLength: 5,
});

/** Everything that decides whether an endpoint may be asked. */
export const arbitraryInput: fc.Arbitrary<EligibilityInput> = fc.record({
  needs: arbitraryNeeds,
  size: optional(fc.record({ promptTokens: tokens, maxTokens: fc.option(tokens) })),
  preferences: optional(fc.record({ allow: someOf(PROVIDERS), ban: someOf(PROVIDERS), endpoints: fc.constant([]) }, {
    requiredKeys: [],
  })),
  disabledProviders: optional(someOf(PROVIDERS)),
  missingCredentials: optional(someOf(PROVIDERS).map((names) => new Map(names.map((name) => [name, "set a key"])))),
});
