import { nearestName } from "../../base/mod.ts";
import { parseEndpointKey } from "../../catalog/mod.ts";
import type { Preferences } from "../../config/mod.ts";
import type {
  ChatRequest,
  Clock,
  EndpointKey,
  Health,
  ModelKey,
  ProviderKey,
  RoutePlan,
  RoutingPolicy,
} from "../../spec/mod.ts";
import { checkParameters } from "../check_parameters.ts";
import { fitParameters } from "../fit_parameters.ts";
import { type CandidateFacts, NoEndpointError, promptCounter } from "../eligibility/mod.ts";
import { planRoute, type PlanRouteOptions } from "../plan_route.ts";
import { routingPolicy } from "../policies/mod.ts";
import type { Candidates } from "./_candidates.ts";
import type { Keys } from "./_keys.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { Meant, ModelNames } from "./_model_names.ts";
import { type GroupMember, planGroup } from "./_plan_group.ts";
import { allNeeds } from "./_needs_of.ts";
import { NoModelError } from "./no_model_error.ts";
import type { ProviderInstance } from "./_provider_instance.ts";
import { requestAt, type Route, type RoutedCall } from "./_route_decision.ts";
import type { RouteOptions } from "./call_options.ts";

const POLICY = "balanced";

/** What plans are made of. */
export interface RoutePlannerParts {
  readonly names: ModelNames;
  readonly candidates: Candidates;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly preferences: () => Preferences;
  /** The user's own. */
  readonly policies: readonly RoutingPolicy[];
  /** To be waited for before health is asked for. */
  readonly ready: () => Promise<void>;
  readonly healthOf: (key: EndpointKey) => Health | null;
  readonly remainingUsd: () => string | null;
}

/** What a plan is made for. */
export interface PlanAsk extends RouteOptions {
  readonly scope?: string;
  /** Also endpoints that lack but a key: to explain, not to call. */
  readonly all?: boolean;
  /** Whether lists that are not fresh are fetched. */
  readonly network?: boolean;
  /** Told of the endpoints that are chosen from. */
  readonly onKnown?: (known: readonly KnownEndpoint[]) => void;
}

/** What a plan was asked of, and what it came to. */
export interface PlannedRoute {
  readonly plan: RoutePlan;
  readonly known: readonly KnownEndpoint[];
}

/** Finds the endpoints of a model among all that can be called, and orders them by a policy. */
export class RoutePlanner {
  readonly #parts: RoutePlannerParts;
  readonly #turns = new Map<ModelKey, number>();

  constructor(parts: RoutePlannerParts) {
    this.#parts = parts;
  }

  /** The route of a request; one without calls where no endpoint may be asked. */
  async route(id: string | undefined, request: ChatRequest, ask: PlanAsk): Promise<Route> {
    try {
      const { plan, known } = await this.plan(id, request, ask);
      this.#turns.set(plan.audit.model, (this.#turns.get(plan.audit.model) ?? 0) + 1);
      const calls = plan.endpoints.map((endpoint) => this.#call(endpoint, { request, known, ask }));
      return { calls, profile: plan.profile, audit: plan.audit };
    } catch (error) {
      if (!(error instanceof NoEndpointError)) throw error;
      return { calls: [], profile: null, audit: error.audit };
    }
  }

  /**
   * The plan for a request.
   * @throws {NoEndpointError} when no endpoint may be asked.
   */
  async plan(id: string | undefined, request: ChatRequest, ask: PlanAsk): Promise<PlannedRoute> {
    const lists = ask.network === undefined ? {} : { network: ask.network };
    const { names, ready } = this.#parts;
    await ready();
    const meant = ask.pin === undefined ? await names.allMeant(id, lists) : [await names.meant(ask.pin, lists)];
    if (meant.length === 1) return await this.#planModel(meant[0], { request, ask });
    const name = id ?? this.#parts.preferences().config.defaults!.model!;
    const known: KnownEndpoint[] = [];
    const members = await Promise.all(meant.map((one) => this.#member(one, { request, ask, known })));
    const { needs: _, preferences: __, ...joint } = this.#preferred(name, ask);
    const plan = planGroup(members, { ...joint, name, request, turn: this.#turns.get(name) ?? 0, strictness: "warn" });
    return { plan, known };
  }

  /** What a model of a group comes to by itself, with all of its endpoints that may be asked. */
  async #member(
    meant: Meant,
    { request, ask, known }: { readonly request: ChatRequest; readonly ask: PlanAsk; readonly known: KnownEndpoint[] },
  ): Promise<GroupMember> {
    const found: KnownEndpoint[] = [];
    const onKnown = (some: readonly KnownEndpoint[]) => {
      found.push(...some);
      known.push(...some);
      ask.onKnown?.(some);
    };
    let plan: GroupMember["plan"];
    try {
      plan = (await this.#planModel(meant, { request, ask: { ...ask, onKnown }, maxFallbacks: Infinity })).plan;
    } catch (error) {
      if (!(error instanceof NoEndpointError)) throw error;
      plan = error;
    }
    return { plan, candidates: this.#facts(found).candidates };
  }

  async #planModel(
    { model, pin }: Meant,
    { request, ask, maxFallbacks }: {
      readonly request: ChatRequest;
      readonly ask: PlanAsk;
      readonly maxFallbacks?: number;
    },
  ): Promise<PlannedRoute> {
    const { candidates, preferences } = this.#parts;
    const lists = ask.network === undefined ? {} : { network: ask.network };
    const known = pin === null
      ? await candidates.of(model, { all: ask.all ?? false, ...lists })
      : [await candidates.pinned(pin, lists) ?? unknownEndpoint(pin, candidates.providerNames)];
    ask.onKnown?.(known);
    const turn = this.#turns.get(model) ?? 0;
    const { parameters, profile } = preferences().parameters({ model, ...profileOf(ask) });
    const sent = requestAt(request, { parameters });
    const preferred = this.#preferred(model, ask);
    const contexts = known.flatMap(({ record }) => record?.contextTokens ?? []);
    const plan = planRoute({
      ...this.#facts(known),
      ...preferred,
      model,
      request: sent,
      countTokens: await promptCounter(sent, {
        leastContextTokens: contexts.length === 0 ? null : Math.min(...contexts),
        exact: preferred.needs?.maxCostUsd !== undefined,
      }),
      profile,
      pin,
      turn,
      ...(maxFallbacks === undefined ? {} : { maxFallbacks }),
    });
    return { plan, known };
  }

  /** @throws {UserError} when there is no policy of the name. */
  assertPolicy(name: string): void {
    routingPolicy(name, { own: this.#parts.policies });
  }

  #facts(known: readonly KnownEndpoint[]) {
    const { keys, healthOf } = this.#parts;
    const lacking = known.filter(({ instance }) => keys.isMissing(instance));
    return {
      candidates: known.map(({ endpoint, record }): CandidateFacts => ({
        endpoint,
        record,
        health: healthOf(endpoint.key),
      })),
      missingCredentials: new Map(lacking.map(({ instance }) => [instance.name, keyHint(instance)])),
      disabledProviders: known.filter(({ instance }) => !instance.enabled).map(({ instance }) => instance.name),
    };
  }

  #preferred(model: ModelKey, ask: PlanAsk): Pick<
    PlanRouteOptions,
    "policy" | "at" | "needs" | "preferences" | "strictness" | "maxFallbacks" | "remainingUsd" | "scope"
  > {
    const { clock, policies, preferences, remainingUsd } = this.#parts;
    const { routing = {}, defaults = {} } = preferences().config;
    const { allow, ban, endpoints, ...required } = preferences().model(model);
    return {
      policy: routingPolicy(ask.policy ?? routing.policy ?? POLICY, {
        own: policies,
        ...(routing.weights === undefined ? {} : { weights: routing.weights }),
        ...(endpoints === undefined ? {} : { endpoints }),
      }),
      at: clock.date().toISOString(),
      needs: allNeeds(routing.needs, required, ask.needs),
      preferences: {
        ...(allow === undefined ? {} : { allow }),
        ...(ban === undefined ? {} : { ban }),
        ...(endpoints === undefined ? {} : { endpoints }),
      },
      remainingUsd: remainingUsd(),
      ...(defaults.strictness === undefined ? {} : { strictness: defaults.strictness }),
      ...(routing.max_fallbacks === undefined ? {} : { maxFallbacks: routing.max_fallbacks }),
      ...(ask.scope === undefined ? {} : { scope: ask.scope }),
    };
  }

  #call(
    endpoint: RoutePlan["endpoints"][number],
    { request, known, ask }: {
      readonly request: ChatRequest;
      readonly known: readonly KnownEndpoint[];
      readonly ask: PlanAsk;
    },
  ): RoutedCall {
    const { key, model, provider, kind = provider } = endpoint;
    const found = known.find((one) => one.endpoint.key === key);
    const record = found?.record ?? null;
    const format = found?.instance.kind.format;
    const { parameters } = this.#parts.preferences().parameters({ model, provider, kind, ...profileOf(ask) });
    const problems = checkParameters(requestAt(request, { parameters }), {
      endpoint,
      record,
      ...(format !== undefined && format.name === endpoint.wire ? { format } : {}),
    });
    const fitted = fitParameters(parameters, { problems, asked: request });
    return {
      endpoint,
      parameters: fitted.parameters,
      warnings: problems.map((problem) =>
        fitted.leftOut.includes(problem.parameter) ? `${problem.message}; it is left out` : problem.message
      ),
      contextTokens: record?.contextTokens ?? null,
    };
  }
}

function profileOf({ profile }: RouteOptions): { readonly profile?: string } {
  return profile === undefined ? {} : { profile };
}

/** A key of the kind's own variable does not go to another server. */
function keyHint({ keyed: { name, keyEnv, origin, baseUrl } }: ProviderInstance): string {
  const isMoved = baseUrl !== undefined && URL.parse(baseUrl)?.origin !== origin;
  return keyEnv.length === 0 || isMoved ? `name a credential in [providers.${name}]` : `set ${keyEnv[0]}`;
}

function unknownEndpoint(key: EndpointKey, names: readonly ProviderKey[]): never {
  const nearest = nearestName(parseEndpointKey(key)?.provider ?? key, names);
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  throw new NoModelError(
    `Cannot call the endpoint as no provider of its name is set up${hint}: current value is "${key}"`,
  );
}
