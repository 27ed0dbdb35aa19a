import { nearestName, seededRandom, taggedHash, UserError } from "../base/mod.ts";
import type { TokenCounter } from "../catalog/tokens/mod.ts";
import type {
  ChatRequest,
  EndpointKey,
  JsonObject,
  ModelKey,
  PolicyContext,
  RouteAudit,
  RouteCandidate,
  RouteNeeds,
  RoutePlan,
  RoutingPolicy,
} from "../spec/mod.ts";
import {
  type AcceptedCandidate,
  type CandidateFacts,
  type Eligibility,
  type EligibilityInput,
  eligible,
  expectedUse,
  mergeNeeds,
  NoEndpointError,
  partWires,
  promptSize,
  requestNeeds,
  type RequestSize,
  routerTold,
} from "./eligibility/mod.ts";
import { checkParameters } from "./check_parameters.ts";
import { ranked, type RankedCandidate } from "./policies/mod.ts";

/** How many endpoints may be asked after the first. */
const MAX_FALLBACKS = 2;

/** What a route is planned from. Nothing else goes into it. */
export interface PlanRouteOptions
  extends Pick<EligibilityInput, "preferences" | "disabledProviders" | "missingCredentials" | "parameterProblems"> {
  /** What is asked for. */
  readonly model: ModelKey;
  /** All endpoints of it that are known, whether they may be asked or not. */
  readonly candidates: readonly CandidateFacts[];
  /** What is asked. */
  readonly request: ChatRequest;
  /** How the endpoints are put in order. */
  readonly policy: RoutingPolicy;
  /** When, in RFC 3339 in UTC: for the audit, and for prices by the time of day. */
  readonly at: string;
  /** Beside what the request itself shows. */
  readonly needs?: RouteNeeds;
  /** The one endpoint that may be asked. It goes before the policy, the selected endpoints, and what is down. */
  readonly pin?: EndpointKey | null;
  /** The profile whose parameters are in the request; `null`, the default: none. */
  readonly profile?: string | null;
  /** Whether settings that an endpoint does not take are needs, `error`, or wishes, `warn`, the default. */
  readonly strictness?: "warn" | "error";
  /** Counts the tokens of a text; by its length unless given. */
  readonly countTokens?: TokenCounter;
  /** How many tokens the prompt has, where they are counted already. */
  readonly promptTokens?: number;
  /** How often the model was routed before; 0 unless given. */
  readonly turn?: number;
  /** What is left of the budget, in US dollars as a decimal string; `null`, the default: there is none. */
  readonly remainingUsd?: string | null;
  /** How many endpoints may be asked after the first; 2 unless given. */
  readonly maxFallbacks?: number;
  /** What the choice is made for, as on the tape; a hash of the request unless given. */
  readonly scope?: string;
}

/**
 * Choose endpoints for a request: those that may be asked, the best first by the policy, the first fallbacks behind it,
 * with everything that led to it. Pure: the same arguments give the same plan.
 *
 * A pinned endpoint is asked alone. The pin goes before the policy and the selected endpoints, and before an endpoint's
 * being down; it does not go before a ban, a missing key, or a need that the endpoint does not meet.
 *
 * @example The cheaper of two
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endpointOf, findProvider, planRoute, routingPolicy } from "@tapedeck/tapedeck";
 *
 * const model = "meta-llama/llama-3.3-70b-instruct";
 * const candidates = [["groq", "0.00000059"], ["deepinfra", "0.00000023"]].map(([provider, usd]) => ({
 *   endpoint: endpointOf(findProvider(provider), { model, price: { kind: "tokens", inputUsd: usd, outputUsd: usd } }),
 *   record: null,
 *   health: null,
 * }));
 * const plan = planRoute({
 *   model,
 *   candidates,
 *   request: { messages: [{ role: "user", content: "Hello" }], stream: false, maxTokens: 100 },
 *   policy: routingPolicy("cost"),
 *   at: "2026-11-21T12:00:00Z",
 * });
 * assertEquals(plan.endpoints.map(({ provider }) => provider), ["deepinfra", "groq"]);
 * ```
 *
 * @throws {NoEndpointError} when none may be asked: it says why not, of each, and what would have to change.
 * @throws {UserError} when the pinned endpoint is not among the candidates.
 */
export function planRoute(options: PlanRouteOptions): RoutePlan {
  const { request, pin = null, maxFallbacks = MAX_FALLBACKS, strictness = "warn" } = options;
  const size = {
    promptTokens: options.promptTokens ?? promptSize(request, options),
    maxTokens: request.maxTokens ?? null,
  };
  const { countTokens, model } = options;
  const shown = requestNeeds(request, { countTokens, model, promptTokens: size.promptTokens });
  const needs = mergeNeeds(options.needs ?? {}, shown);
  const candidates = pin === null ? options.candidates : [pinned(pin, options)];
  const problemsOf = options.parameterProblems ?? ((facts) => checkParameters(request, facts));
  const verdict = eligible(candidates, {
    ...options,
    preferences: pin === null ? options.preferences : { ...options.preferences, endpoints: [pin] },
    needs,
    size,
    partWires: partWires(request),
    parameterProblems: strictness === "error" ? problemsOf : undefined,
  });
  const order = inOrder(verdict.accepted, { options, size });
  const audit = auditOf(order, { options, needs, verdict });
  if (order.length === 0) throw new NoEndpointError({ audit, smallest: verdict.smallest });
  // Who is banned must not answer behind a router, either.
  const told = mergeNeeds(needs, { excludeProviders: options.preferences?.ban });
  const asked = order.slice(0, 1 + maxFallbacks).map(({ candidate }) => candidate);
  return {
    endpoints: asked.map(({ endpoint }) => routerTold(endpoint, told)),
    request,
    profile: options.profile ?? null,
    audit,
    warnings: asked.flatMap((one) => problemsOf(one).map(({ message }) => ({ endpoint: one.endpoint.key, message }))),
  };
}

function pinned(pin: EndpointKey, { model, candidates }: PlanRouteOptions): CandidateFacts {
  const found = candidates.find(({ endpoint }) => endpoint.key === pin);
  if (found !== undefined) return found;
  const nearest = nearestName(pin, candidates.map(({ endpoint }) => endpoint.key));
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  throw new UserError(
    `Cannot pin the route of ${model} as no such endpoint of it is known${hint}: current value is "${pin}"`,
    { exitCode: 2 },
  );
}

/** The best first, with what the call is likely to use and cost. */
function inOrder(
  accepted: readonly AcceptedCandidate[],
  { options, size }: { readonly options: PlanRouteOptions; readonly size: RequestSize },
): RankedCandidate[] {
  const { request, at, turn = 0, remainingUsd = null } = options;
  const candidates = accepted.map(({ facts }): RouteCandidate => {
    const { endpoint, record, health } = facts;
    const { expectedUsd, expectedTokens } = expectedUse(facts, { size, at });
    return { endpoint, record, health, expectedUsd, expectedTokens };
  });
  // Few policies ask for chance, and a seed takes a hash.
  let stream: (() => number) | null = null;
  const random = () => (stream ??= seededRandom(scopeOf(options)))();
  const context: PolicyContext = { request, candidates, turn, remainingUsd, random };
  return ranked(options.policy, context);
}

function auditOf(
  order: readonly RankedCandidate[],
  { options, needs, verdict }: {
    readonly options: PlanRouteOptions;
    readonly needs: RouteNeeds;
    readonly verdict: Eligibility;
  },
): RouteAudit {
  const { model, at, pin = null, policy, turn = 0 } = options;
  const known = new Map(verdict.accepted.map((one) => [one.facts.endpoint.key, one]));
  return {
    id: taggedHash("route", { scope: scopeOf(options), model, turn, at }),
    at,
    model,
    policy: policy.name,
    needs,
    candidates: order.map(({ candidate, score, why }) => {
      const { unknown } = known.get(candidate.endpoint.key)!;
      const { endpoint, expectedUsd } = candidate;
      return { endpoint: endpoint.key, score, why, expectedUsd, ...(unknown.length === 0 ? {} : { unknown }) };
    }),
    rejected: verdict.rejected,
    chosen: order.at(0)?.candidate.endpoint.key ?? null,
    why: whyOf(order, { options, verdict }),
    origin: pin === null ? "policy" : "pin",
  };
}

function whyOf(
  order: readonly RankedCandidate[],
  { options: { pin = null, policy }, verdict: { accepted, smallest } }: {
    readonly options: PlanRouteOptions;
    readonly verdict: Eligibility;
  },
): string {
  const [first] = order;
  if (first === undefined) {
    const change = smallest?.changes.map(({ text }) => text).join(", and ");
    return change === undefined ? "none may be asked" : `none may be asked; the smallest change: ${change}`;
  }
  const { lastResort } = accepted.find(({ facts }) => facts.endpoint.key === first.candidate.endpoint.key)!;
  if (pin !== null) return lastResort === null ? "it is pinned" : `it is pinned, though ${lastResort}`;
  const best = order.length === 1
    ? `it alone may be asked (${first.why})`
    : `first of ${order.length} by ${policy.name} (${first.why})`;
  return lastResort === null ? best : `${best}, as a last resort: ${lastResort}`;
}

function scopeOf({ scope, request }: PlanRouteOptions): string {
  return scope ?? taggedHash("request", JSON.parse(JSON.stringify(request)) as JsonObject);
}
