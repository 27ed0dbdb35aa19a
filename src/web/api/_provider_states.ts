import type { CallerList, ListState, MergedModel } from "../../catalog/mod.ts";
import type { HealthState, ProviderAdapter, ProviderKey } from "../../spec/mod.ts";
import type { ProviderState } from "./models_response.ts";
import { problemSentence } from "./_problem_sentence.ts";

/** What is known of the lists. */
export interface ProviderStatesParts {
  readonly lists: readonly ListState[];
  readonly caller: readonly CallerList[];
  readonly merged: readonly MergedModel[];
  readonly providers: ReadonlyMap<ProviderKey, ProviderAdapter>;
  /** How well a provider answers. */
  readonly stateOf: (provider: ProviderKey) => HealthState;
}

/** Of nothing that is wrong: the provider is not set up here. */
const NOT_SET_UP = new Set(["disabled", "no_server", "lists_none"]);

/** How the list of each provider stands that is set up, or whose key the caller has brought. */
export function providerStates(parts: ProviderStatesParts): { [provider: ProviderKey]: ProviderState } {
  const { lists, caller, merged, providers, stateOf } = parts;
  const known = Map.groupBy(merged, ({ record }) => record.provider);
  const states: { [provider: ProviderKey]: ProviderState } = {};
  for (const list of lists) {
    const { provider } = list;
    const own = caller.find((one) => one.provider === provider);
    const rows = known.get(provider) ?? [];
    if (own === undefined && rows.length === 0 && NOT_SET_UP.has(list.problem?.code ?? "")) continue;
    const problem = own?.problem === null ? null : list.problem;
    const tier = own?.problem === null ? (own.isKept ? "cache" : "api") : list.tier;
    states[provider] = {
      name: providers.get(provider)!.name,
      status: statusOf(problem === null, { isKnown: rows.length > 0, health: stateOf(provider) }),
      lastChecked: own?.checkedAt ?? list.fetchedAt,
      tier,
      // Where no list is known, what is declared stands for one, as on the page Health.
      modelCount: tier === "config" ? rows.length : rows.filter(({ record }) => record.declared === undefined).length,
      ...(problem === null ? {} : { error: problemSentence(problem) }),
      ...(own === undefined ? {} : { callerKey: callerKeyOf(own) }),
    };
  }
  return states;
}

function statusOf(
  isFresh: boolean,
  { isKnown, health }: { readonly isKnown: boolean; readonly health: HealthState },
): ProviderState["status"] {
  if (health === "down" || (!isFresh && !isKnown)) return "error";
  return isFresh && health !== "degraded" ? "healthy" : "degraded";
}

function callerKeyOf({ models, checkedAt, problem }: CallerList): NonNullable<ProviderState["callerKey"]> {
  const status = problem === null
    ? "accepted"
    : problem.code === "key_refused"
    ? "refused"
    : problem.code === "busy"
    ? "busy"
    : "failed";
  return {
    status,
    lastChecked: checkedAt,
    modelCount: models.length,
    ...(problem === null ? {} : { error: problemSentence(problem) }),
  };
}
