import { UserError } from "../../base/mod.ts";
import { type Catalog, curatedModels } from "../../catalog/mod.ts";
import type { Clock, EndpointKey, ModelKey, RouteNeeds } from "../../spec/mod.ts";
import { mergeNeeds, NoEndpointError } from "../eligibility/mod.ts";
import type { Candidates } from "./_candidates.ts";
import { differences } from "./_differences.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { ModelNames } from "./_model_names.ts";
import { nearestEndpoint } from "./_nearest_endpoint.ts";
import { OwnRuns } from "./_own_runs.ts";
import type { RegistryLedger } from "./_registry_ledger.ts";
import type { RoutePlanner } from "./_route_planner.ts";
import { usedNeeds } from "./_used_needs.ts";
import type { ModelSuggestion, ModelSuggestions } from "./model_suggestions.ts";

/** What suggestions are made from. */
export interface SuggestParts {
  readonly names: ModelNames;
  readonly planner: RoutePlanner;
  readonly candidates: Candidates;
  readonly catalog: () => Promise<Catalog>;
  readonly ledger: RegistryLedger;
  readonly clock: Clock;
}

/** A call whose size nobody has seen. */
const ASSUMED = { inputTokens: 1000, outputTokens: 300, calls: 0 };
/** What is less than this much better is no reason to change. */
const WORTH = 0.05;

/** Endpoints that meet what an endpoint meets, and are cheaper, faster or better. */
export async function suggestModels(
  id: string,
  { needs: asked = {} }: { readonly needs?: RouteNeeds },
  parts: SuggestParts,
): Promise<ModelSuggestions> {
  const { names, planner, clock } = parts;
  const ledger = await parts.ledger.kept();
  const { model, pin } = await names.meant(id, { network: false });
  const needs = mergeNeeds(await usedNeeds(model, ledger), asked);
  const { known: reference } = await nearestEndpoint(pin ?? model, { planner, needs: {}, network: false });
  if (reference === null) {
    throw new UserError(
      `Cannot suggest what to take in its place as no endpoint of it is known: current value is "${id}"`,
    );
  }
  const runs = await OwnRuns.of(ledger);
  const usage = runs.usage(model) ?? ASSUMED;
  const found = await eligibleEndpoints(model, { needs, ...parts });
  const at = clock.date().toISOString();
  const suggestions = found
    .filter(({ endpoint }) => endpoint.key !== reference.endpoint.key)
    .map((to): ModelSuggestion => ({
      endpoint: to.endpoint.key,
      model: to.endpoint.model,
      isSameModel: to.endpoint.model === model,
      differences: differences({
        from: reference,
        to,
        usage,
        at,
        runs: runs.compare(reference.endpoint.key, to.endpoint.key),
      }),
    }));
  const worth = onePerModel(suggestions.filter(isWorthIt), model).sort(byGain);
  return { reference: reference.endpoint.key, needs, usage, suggestions: worth };
}

/** The endpoints that may be asked of the model itself, of models that Tapedeck proposes, and of those that the user chose. */
async function eligibleEndpoints(
  model: ModelKey,
  { needs, planner, candidates, catalog }: SuggestParts & { readonly needs: RouteNeeds },
): Promise<KnownEndpoint[]> {
  const promoted = await (await catalog()).promoted();
  const models = new Set([
    model,
    ...candidates.ownModels,
    ...promoted.map(({ key }) => key),
    ...curatedModels().map(({ key }) => key),
  ]);
  const found: KnownEndpoint[] = [];
  for (const one of models) {
    const known: KnownEndpoint[] = [];
    const eligible = await allowed(one, { planner, needs, known });
    found.push(...known.filter(({ endpoint }) => eligible.has(endpoint.key)));
  }
  return found;
}

async function allowed(
  model: ModelKey,
  { planner, needs, known }: {
    readonly planner: RoutePlanner;
    readonly needs: RouteNeeds;
    readonly known: KnownEndpoint[];
  },
): Promise<ReadonlySet<EndpointKey>> {
  try {
    const ask = { needs, network: false, onKnown: (some: readonly KnownEndpoint[]) => void known.push(...some) };
    const { plan } = await planner.plan(model, { messages: [], stream: false }, ask);
    return new Set(plan.audit.candidates.map(({ endpoint }) => endpoint));
  } catch (error) {
    // A model that no list has any more, or whose endpoints do not meet the needs.
    if (error instanceof NoEndpointError || error instanceof UserError) return new Set();
    throw error;
  }
}

function isWorthIt({ differences }: ModelSuggestion): boolean {
  return differences.some(({ isBetter, change }) => isBetter && (change === null || Math.abs(change) >= WORTH));
}

/** Of another model the endpoint that gains most is enough; of the model itself each is its own choice. */
function onePerModel(suggestions: readonly ModelSuggestion[], model: ModelKey): ModelSuggestion[] {
  const best = new Map<string, ModelSuggestion>();
  for (const one of suggestions) {
    const key = one.model === model ? one.endpoint : one.model;
    const known = best.get(key);
    if (known === undefined || byGain(one, known) < 0) best.set(key, one);
  }
  return [...best.values()];
}

/** What runs have shown to be better first, then what is of the same model, then the cheapest. */
function byGain(a: ModelSuggestion, b: ModelSuggestion): number {
  return changeOf(b, "score") - changeOf(a, "score") || Number(b.isSameModel) - Number(a.isSameModel) ||
    changeOf(a, "price") - changeOf(b, "price") || (a.endpoint < b.endpoint ? -1 : 1);
}

function changeOf({ differences }: ModelSuggestion, aspect: string): number {
  return differences.find((one) => one.aspect === aspect)?.change ?? 0;
}
