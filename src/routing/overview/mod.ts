/**
 * All that is known of each provider, put together.
 * @module
 */
export type {
  EndpointOverview,
  OverviewBreaker,
  OverviewCommand,
  OverviewLimits,
  ProviderOverview,
} from "./provider_overview.ts";
export { type ProviderOverviewParts, providerOverviews } from "./provider_overviews.ts";
