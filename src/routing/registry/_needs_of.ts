import type { ModelPreferences, NeedsConfig } from "../../config/mod.ts";
import type { CapabilityName, RouteNeeds } from "../../spec/mod.ts";
import { mergeNeeds } from "../eligibility/mod.ts";

/** The needs of a configuration, under our own names. */
function needsOf({ capabilities, data, unknown, ...given }: NeedsConfig = {}): RouteNeeds {
  const needs = {
    parameters: given.parameters,
    contextTokens: given.context_tokens,
    maxCostUsd: given.max_cost_usd,
    maxInputUsdPerMillion: given.max_input_usd_per_million,
    maxOutputUsdPerMillion: given.max_output_usd_per_million,
    maxTtftMs: given.max_ttft_ms,
    minOutputTps: given.min_output_tps,
    minUptime: given.min_uptime,
    quantizations: given.quantizations,
    providers: given.providers,
    excludeProviders: given.exclude_providers,
    capabilities: capabilities?.map((word) => word === "json_schema" ? "jsonSchema" : word as CapabilityName),
    data,
    unknown,
  };
  return Object.fromEntries(Object.entries(needs).filter(([, value]) => value !== undefined));
}

/** All that endpoints of a model must be, by what the user has said of them, of all models and of this call. */
export function allNeeds(
  common: NeedsConfig | undefined,
  { capabilities, parameters }: Pick<ModelPreferences, "capabilities" | "parameters">,
  asked: RouteNeeds = {},
): RouteNeeds {
  const model: RouteNeeds = {
    ...(capabilities.length === 0 ? {} : { capabilities }),
    ...(parameters.length === 0 ? {} : { parameters }),
  };
  return mergeNeeds(mergeNeeds(needsOf(common), model), asked);
}
