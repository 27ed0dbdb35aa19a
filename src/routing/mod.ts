/**
 * Where the catalog, the providers and the transport meet.
 * @module
 */
export { type CallBounds, callBounds, type CallBoundsOptions } from "./call_bounds.ts";
export { callEstimate } from "./call_estimate.ts";
export { type CatalogPrice, catalogPrices, type CatalogPricesOptions } from "./catalog_prices.ts";
export { type KnownEndpoints, knownEndpoints, type KnownEndpointsOptions } from "./known_endpoints.ts";
export { ledgerPath, type LedgerPathOptions } from "./ledger_path.ts";
export { checkParameters, type CheckParametersOptions } from "./check_parameters.ts";
export {
  catalogFacts,
  type CatalogFactsOptions,
  counterfactual,
  type CounterfactualOptions,
  type CounterfactualOutcome,
  type CounterfactualReport,
  type EndpointChoice,
  type OutcomeFigures,
  type Spread,
  tapeRequests,
} from "./counterfactual/mod.ts";
export {
  type AcceptedCandidate,
  type CandidateFacts,
  type Eligibility,
  type EligibilityInput,
  eligible,
  type EndpointPreferences,
  type ExpectedUse,
  expectedUse,
  mergeNeeds,
  NoEndpointError,
  type NoEndpointFacts,
  promptCounter,
  type PromptCounterOptions,
  promptSize,
  type PromptSizeOptions,
  relaxed,
  requestNeeds,
  type RequestNeedsOptions,
  type RequestSize,
  type RouteChange,
} from "./eligibility/mod.ts";
export { fitParameters, type FittedParameters } from "./fit_parameters.ts";
export { offlineRecords, type OfflineRecordsOptions, type SoughtEndpoint } from "./offline_records.ts";
export { openCatalog, type OpenCatalogOptions } from "./open_catalog.ts";
export {
  checkCredential,
  type CheckCredentialOptions,
  type CheckedCredential,
  type CredentialPlace,
  openCredentials,
  type OpenCredentialsOptions,
  type OpenedCredentials,
} from "./credentials/mod.ts";
export {
  type CallableModel,
  CallError,
  type CallErrorFacts,
  type CallOptions,
  type CallProbe,
  CallSetup,
  type CallSetupOptions,
  type DeltaOrigin,
  type HealthSubject,
  healthSubjects,
  type HealthSubjectsOptions,
  type KeepOptions,
  type KeepProfileOptions,
  type ModelSuggestion,
  type ModelSuggestions,
  type ModelSwitch,
  NoModelError,
  openCallSetup,
  openOwnCatalog,
  openRegistry,
  type OwnCatalogOptions,
  ownProviders,
  probeByCall,
  type ProbeByCallOptions,
  probeSubjects,
  ProfileExistsError,
  Registry,
  type RegistryCompletion,
  type RegistryOptions,
  type RegistryRequest,
  type RouteExplanation,
  type RouteOptions,
  type SuggestionDifference,
  type SuggestionEvidence,
  type SwitchCheck,
  type SwitchOptions,
} from "./registry/mod.ts";
export {
  type EndpointOverview,
  type OverviewBreaker,
  type OverviewCommand,
  type OverviewLimits,
  type ProviderOverview,
  type ProviderOverviewParts,
  providerOverviews,
} from "./overview/mod.ts";
export { parameterFailure, type Strictness } from "./parameter_failure.ts";
export { planRoute, type PlanRouteOptions } from "./plan_route.ts";
export {
  balancedPolicy,
  type BalancedWeights,
  costPolicy,
  definePolicy,
  latencyPolicy,
  loadPolicy,
  type LoadPolicyOptions,
  pinnedPolicy,
  POLICY_NAMES,
  ranked,
  type RankedCandidate,
  reliabilityPolicy,
  roundRobinPolicy,
  routingPolicy,
  type RoutingPolicyOptions,
  throughputPolicy,
} from "./policies/mod.ts";
export { type UnknownModel, unknownModels, type UnknownModelsOptions } from "./unknown_models.ts";
