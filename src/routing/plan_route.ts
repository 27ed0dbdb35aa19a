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
  promptSize,
  requestNeeds,
  type RequestSize,
  routerTold,
} from "./eligibility/mod.ts";
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
 * @throws {NoEndpointError} when none may be asked: it says why not, of each, and what would have to change.
 * @throws {UserError} when the pinned endpoint is not among the candidates.
 */
export function planRoute(options: PlanRouteOptions): RoutePlan {
  const { model, request, pin = null, maxFallbacks = MAX_FALLBACKS } = options;
  const size = { promptTokens: promptSize(request, options), maxTokens: request.maxTokens ?? null };
  const needs = mergeNeeds(options.needs ?? {}, requestNeeds(request, options));
  const candidates = pin === null ? options.candidates : [pinned(pin, options)];
  const preferences = pin === null ? options.preferences : { ...options.preferences, endpoints: [pin] };
  const { accepted, rejected, smallest } = eligible(candidates, { ...options, preferences, needs, size });
  if (accepted.length === 0) throw new NoEndpointError({ model, rejected, smallest });
  const order = inOrder(accepted, { options, size });
  const audit = auditOf(order, { options, needs, rejected, accepted });
  const asked = order.slice(0, 1 + maxFallbacks);
  return {
    endpoints: asked.map(({ candidate }) => routerTold(candidate.endpoint, needs)),
    request,
    profile: options.profile ?? null,
    audit,
    warnings: [],
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

/** Endpoints that are well go before those that are not, whatever the policy makes of them. */
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
  const random = seededRandom(scopeOf(options));
  const context: PolicyContext = { request, candidates, turn, remainingUsd, random };
  return ranked(options.policy, context);
}

function auditOf(
  order: readonly RankedCandidate[],
  { options, needs, rejected, accepted }: {
    readonly options: PlanRouteOptions;
    readonly needs: RouteNeeds;
    readonly rejected: Eligibility["rejected"];
    readonly accepted: Eligibility["accepted"];
  },
): RouteAudit {
  const { model, at, pin = null, policy, turn = 0 } = options;
  const known = new Map(accepted.map((one) => [one.facts.endpoint.key, one]));
  const [first] = order;
  const resort = known.get(first.candidate.endpoint.key)!.lastResort;
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
    rejected,
    chosen: first.candidate.endpoint.key,
    why: pin !== null ? whyPinned(resort) : whyFirst(order, { policy, resort }),
    origin: pin === null ? "policy" : "pin",
  };
}

function whyPinned(resort: string | null): string {
  return resort === null ? "it is pinned" : `it is pinned, though ${resort}`;
}

function whyFirst(
  order: readonly RankedCandidate[],
  { policy, resort }: { readonly policy: RoutingPolicy; readonly resort: string | null },
): string {
  const [{ why }] = order;
  const others = order.length - 1;
  const best = others === 0 ? `it alone may be asked (${why})` : `first of ${order.length} by ${policy.name} (${why})`;
  return resort === null ? best : `${best}, as a last resort: ${resort}`;
}

function scopeOf({ scope, request }: PlanRouteOptions): string {
  return scope ?? taggedHash("request", JSON.parse(JSON.stringify(request)) as JsonObject);
}
