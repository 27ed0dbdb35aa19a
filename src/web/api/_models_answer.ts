import { CAPABILITY_WORDS, nearestName, UserError } from "../../base/mod.ts";
import {
  type CallerKey,
  type CallerList,
  type ListState,
  meetsFilters,
  type MergedModel,
  mergedModels,
  type ModelFilters,
  ModelSearch,
} from "../../catalog/mod.ts";
import type { CapabilityName, EndpointKey, ModelRecord, ProviderAdapter, ProviderKey } from "../../spec/mod.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { modelInfoOf } from "./_model_info_of.ts";
import type { ModelInfo } from "./model_info.ts";
import type { ModelsQuery } from "./models_query.ts";
import type { ModelsResponse } from "./models_response.ts";
import { problemSentence } from "./_problem_sentence.ts";
import { providerStates } from "./_provider_states.ts";

/** What an answer is made of. */
export interface ModelsAnswerParts {
  readonly query: ModelsQuery;
  /** The keys that came with the request. */
  readonly keys: readonly CallerKey[];
  /** Lists of the server. */
  readonly server: { readonly models: readonly ModelRecord[]; readonly lists: readonly ListState[] };
  /** Lists of this caller. */
  readonly caller: readonly CallerList[];
  /** Whether all lists were fetched anew for this request. */
  readonly isForced: boolean;
}

/** The answer of `GET /api/models`, out of what was had. */
export function modelsAnswer(
  { query, keys, server, caller, isForced }: ModelsAnswerParts,
  { catalog, health, clock }: Pick<DashboardSources, "catalog" | "health" | "clock">,
): ModelsResponse {
  const merged = mergedModels(server.models, caller);
  const providers = new Map(catalog.providers.map((adapter) => [adapter.key, adapter]));
  const problems = problemsOf(server.lists);
  const at = clock.date();
  const seen = new Map(health.list().map(({ key, state }) => [key, state]));
  const stateOf = (key: ProviderKey | EndpointKey) => seen.get(key) ?? "unknown";
  const infos = meant(merged, query, providers).flatMap((model): ModelInfo[] => {
    const provider = providers.get(model.record.provider);
    if (provider === undefined) return [];
    const endpoint = stateOf(model.record.declared ?? `${model.record.key}@${provider.key}`);
    const problem = model.source === "server" ? problems.get(provider.key) ?? null : null;
    return [modelInfoOf(model, { provider, health: { provider: stateOf(provider.key), endpoint }, problem, at })];
  });
  const { status } = query;
  const states = providerStates({ ...server, merged, caller, providers, stateOf });
  const times = merged.map(({ record }) => record.fetchedAt);
  return {
    models: status === undefined ? infos : infos.filter((info) => status.includes(info.status)),
    metadata: {
      lastUpdated: times.length === 0 ? null : times.reduce((a, b) => a > b ? a : b),
      providers: states,
      totalModels: merged.length,
      cacheHit: !isForced && server.lists.every(({ tier }) => tier !== "api") && caller.every(({ isKept }) => isKept),
      ...(keys.length === 0 ? {} : { userProvidedKeys: keys.map(({ provider }) => provider) }),
    },
  };
}

function problemsOf(lists: readonly ListState[]): ReadonlyMap<ProviderKey, string> {
  const problems = new Map<ProviderKey, string>();
  for (const { provider, problem } of lists) {
    // That nobody is asked at all says nothing of a model.
    if (problem !== null && problem.code !== "offline") problems.set(provider, problemSentence(problem));
  }
  return problems;
}

/** The rows that are asked for; with words, the best first. */
function meant(
  merged: readonly MergedModel[],
  query: ModelsQuery,
  providers: ReadonlyMap<ProviderKey, ProviderAdapter>,
): readonly MergedModel[] {
  const { provider, q = "" } = query;
  for (const name of provider ?? []) if (!providers.has(name)) throw noProvider(name, [...providers.keys()]);
  const filters = filtersOf(query);
  const rows = merged.filter(({ record }) =>
    (provider === undefined || provider.includes(record.provider)) && meetsFilters(record, filters)
  );
  if (q.trim() === "") return rows;
  const byKey = Map.groupBy(rows, ({ record }) => record.key);
  return new ModelSearch(rows.map(({ record }) => record)).search(q).flatMap(({ key, providers }) =>
    byKey.get(key)!.filter(({ record }) => providers.includes(record.provider))
  );
}

function filtersOf({ capability = [], maxPrice, maxOutputPrice, minContext, kind }: ModelsQuery): ModelFilters {
  return {
    capabilities: capability.map((word): CapabilityName => word === "vision" ? "images" : CAPABILITY_WORDS.get(word)!),
    ...(maxPrice === undefined ? {} : { maxInputUsdPerMillion: maxPrice }),
    ...(maxOutputPrice === undefined ? {} : { maxOutputUsdPerMillion: maxOutputPrice }),
    ...(minContext === undefined ? {} : { minContextTokens: Number(minContext) }),
    ...(kind === undefined ? {} : { kind }),
  };
}

function noProvider(name: string, names: readonly string[]): UserError {
  const nearest = nearestName(name, names);
  const hint = nearest === null ? `must be one of ${names.join(", ")}` : `did you mean "${nearest}"?`;
  return new UserError(
    `Cannot read the query as "provider" names one that there is not (${hint}): current value is ${
      JSON.stringify(name)
    }`,
    { exitCode: 2 },
  );
}
