import { UserError } from "../../base/mod.ts";
import { type Catalog, curatedModels, parseEndpointKey } from "../../catalog/mod.ts";
import type { ChatRequest, Clock, EndpointKey, Health, ModelKey, RoutingPolicy } from "../../spec/mod.ts";
import { NoEndpointError } from "../eligibility/mod.ts";
import { planRoute, type PlanRouteOptions } from "../plan_route.ts";
import type { KnownEndpoint } from "./_callable_endpoint.ts";
import type { Candidates } from "./_candidates.ts";
import { lacksKey, type ProviderInstance } from "./_provider_instance.ts";
import type { Route } from "./_route_decision.ts";
import type { RouteOptions } from "./call_options.ts";

/** What plans are made of. */
export interface RoutePlannerParts {
  readonly catalog: () => Promise<Catalog>;
  readonly candidates: Candidates;
  readonly instances: readonly ProviderInstance[];
  readonly clock: Clock;
  /** The policy of a name; the one that is set where none is given. */
  readonly policyOf: (name: string | undefined) => RoutingPolicy;
  readonly healthOf: (key: EndpointKey) => Health | null;
  readonly remainingUsd: () => string | null;
  readonly maxFallbacks: number;
}

/** What a plan is made for. */
export interface PlanAsk extends RouteOptions {
  readonly scope: string;
  /** Also endpoints that lack but a key: to explain, not to call. */
  readonly all?: boolean;
}

/** Finds the endpoints of a model among all that can be called, and orders them by a policy. */
export class RoutePlanner {
  readonly #parts: RoutePlannerParts;
  readonly #turns = new Map<ModelKey, number>();

  constructor(parts: RoutePlannerParts) {
    this.#parts = parts;
  }

  /** The route of a request; one without calls where no endpoint may be asked. */
  async plan(id: string | undefined, request: ChatRequest, ask: PlanAsk): Promise<Route> {
    const { model, pin, candidates } = await this.#candidates(id, ask);
    const { clock, instances, maxFallbacks, healthOf, policyOf, remainingUsd } = this.#parts;
    const turn = this.#turns.get(model) ?? 0;
    this.#turns.set(model, turn + 1);
    const options: PlanRouteOptions = {
      model,
      request,
      candidates: candidates.map((known) => ({ ...known, health: healthOf(known.endpoint.key) })),
      policy: policyOf(ask.policy),
      at: clock.date().toISOString(),
      pin,
      turn,
      scope: ask.scope,
      maxFallbacks,
      remainingUsd: remainingUsd(),
      missingCredentials: new Map(instances.filter(lacksKey).map((one) => [one.name, keyHint(one)])),
      disabledProviders: instances.filter(({ isEnabled }) => !isEnabled).map(({ name }) => name),
      ...(ask.needs === undefined ? {} : { needs: ask.needs }),
    };
    try {
      const plan = planRoute(options);
      const records = new Map(candidates.map(({ endpoint, record }) => [endpoint.key, record]));
      const calls = plan.endpoints.map((endpoint) => ({
        endpoint,
        parameters: {},
        contextTokens: records.get(endpoint.key)?.contextTokens ?? null,
      }));
      return { calls, profile: plan.profile, audit: plan.audit };
    } catch (error) {
      if (!(error instanceof NoEndpointError)) throw error;
      return { calls: [], profile: null, audit: error.audit };
    }
  }

  /** What is meant, and the endpoints of it. */
  async #candidates(id: string | undefined, { pin, all = false }: PlanAsk): Promise<{
    readonly model: ModelKey;
    readonly pin: EndpointKey | null;
    readonly candidates: readonly KnownEndpoint[];
  }> {
    const { candidates } = this.#parts;
    const key = pin ?? (id !== undefined && parseEndpointKey(id) !== null ? id : null);
    if (key !== null) {
      const found = await candidates.pinned(key);
      if (found === null) throw unknownEndpoint(key);
      return { model: found.endpoint.model, pin: key, candidates: [found] };
    }
    const model = id === undefined ? await this.#defaultModel() : await this.#modelOf(id);
    return { model, pin: null, candidates: await candidates.of(model, { all }) };
  }

  async #modelOf(id: string): Promise<ModelKey> {
    const { catalog, candidates } = this.#parts;
    const resolution = await (await catalog()).model(id);
    if (resolution.kind !== "gone") return resolution.key;
    if ((await candidates.of(id)).length > 0) return id;
    const near = resolution.replacement?.to ?? resolution.suggestions[0];
    const hint = near === undefined ? "" : ` (did you mean "${near}"?)`;
    throw new UserError(`Cannot call the model as no list has it${hint}: current value is "${id}"`, { exitCode: 2 });
  }

  /** Where nobody names a model, the first that Tapedeck proposes and the user can call: the cheap ones first. */
  async #defaultModel(): Promise<ModelKey> {
    const curated = curatedModels();
    for (const role of ["economical", "workhorse", "flagship"]) {
      for (const { key } of curated.filter((one) => one.role === role)) {
        const known = await this.#parts.candidates.of(key, { network: false });
        const lacking = new Set(this.#parts.instances.filter(lacksKey).map(({ name }) => name));
        if (known.some(({ endpoint }) => !lacking.has(endpoint.provider))) return key;
      }
    }
    throw new UserError(
      "Cannot choose a model as none is named, and no key of a provider that has one that Tapedeck proposes is set: " +
        "current value is none",
      { exitCode: 2 },
    );
  }
}

function keyHint({ name, kind: { keyEnv } }: ProviderInstance): string {
  return keyEnv.length === 0 ? `give ${name} a credential` : `set ${keyEnv[0]}`;
}

function unknownEndpoint(key: EndpointKey): UserError {
  return new UserError(
    `Cannot call the endpoint as there is no provider of that name that is set up: current value is "${key}"`,
    { exitCode: 2 },
  );
}
