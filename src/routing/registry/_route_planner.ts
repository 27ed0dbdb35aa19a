import { taggedHash, UserError } from "../../base/mod.ts";
import { parseEndpointKey } from "../../catalog/mod.ts";
import type { ChatRequest, Clock, ModelKey } from "../../spec/mod.ts";
import type { CandidateSources } from "./_candidates.ts";
import { candidatesOf, pinnedEndpoint } from "./_candidates.ts";
import { costOrder } from "./_cost_order.ts";
import type { RouteOptions } from "./call_options.ts";
import type { Planner } from "./_registry_parts.ts";
import type { Route } from "./_route_decision.ts";

/** Finds the endpoints of a model among all that can be called, and orders them by a policy. */
export class RoutePlanner implements Planner {
  readonly #sources: () => Promise<CandidateSources>;
  readonly #clock: Clock;

  constructor({ sources, clock }: { readonly sources: () => Promise<CandidateSources>; readonly clock: Clock }) {
    this.#sources = sources;
    this.#clock = clock;
  }

  async plan(id: string | undefined, request: ChatRequest, { needs = {}, pin }: RouteOptions): Promise<Route> {
    const sources = await this.#sources();
    if (id === undefined && pin === undefined) throw new UserError("Cannot call a model as none is named");
    const key = pin ?? (parseEndpointKey(id!) === null ? undefined : id);
    const model = key === undefined ? await modelOf(id!, sources) : parseEndpointKey(key)!.model;
    const pinned = key === undefined ? null : await pinnedEndpoint(key, sources);
    const known = key === undefined ? await candidatesOf(model, sources) : pinned === null ? [] : [pinned];
    const { ordered, candidates } = costOrder(known, request);
    const chosen = ordered[0]?.endpoint.key ?? null;
    const policy = key === undefined ? "cost" : "pinned";
    return {
      calls: ordered.map(({ endpoint, record }) => ({
        endpoint,
        parameters: {},
        contextTokens: record?.contextTokens ?? null,
      })),
      profile: null,
      audit: {
        id: taggedHash("route", JSON.parse(JSON.stringify({ model, needs, key, policy }))),
        at: this.#clock.date().toISOString(),
        model,
        policy,
        needs,
        candidates,
        rejected: [],
        chosen,
        why: chosen === null ? "nobody can be asked" : candidates[0].why,
        origin: key === undefined ? "policy" : "pin",
      },
    };
  }
}

async function modelOf(id: string, { catalog, custom }: CandidateSources): Promise<ModelKey> {
  if (custom.some(({ endpoint }) => endpoint.model === id)) return id;
  const resolution = await catalog.model(id);
  if (resolution.kind !== "gone") return resolution.key;
  const hint = resolution.suggestions.length === 0 ? "" : ` (did you mean "${resolution.suggestions[0]}"?)`;
  throw new UserError(`Cannot call the model as no list has it${hint}: current value is "${id}"`, { exitCode: 2 });
}
