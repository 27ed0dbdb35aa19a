/**
 * The registry: one door to all models that can be called.
 * @module
 */
export type { CallableModel } from "./callable_model.ts";
export { CallError, type CallErrorFacts } from "./call_error.ts";
export { CallSetup, type CallSetupOptions, openCallSetup } from "./call_setup.ts";
export type { CallOptions, RouteOptions } from "./call_options.ts";
export { customEndpoints } from "./_custom_endpoints.ts";
export { providerInstances } from "./_instances.ts";
export type { ProviderInstance } from "./_provider_instance.ts";
export { type HealthSubject, healthSubjects, type HealthSubjectsOptions } from "./health_subjects.ts";
export type {
  ModelSuggestion,
  ModelSuggestions,
  SuggestionDifference,
  SuggestionEvidence,
} from "./model_suggestions.ts";
export type { ModelSwitch, SwitchCheck } from "./model_switch.ts";
export { NoModelError } from "./no_model_error.ts";
export { openRegistry } from "./open_registry.ts";
export { openOwnCatalog, type OwnCatalogOptions, ownProviders } from "./own_catalog.ts";
export { type CallProbe, probeByCall, type ProbeByCallOptions } from "./probe_by_call.ts";
export { probeSubjects } from "./probe_subjects.ts";
export { Registry } from "./registry.ts";
export type { RegistryCompletion } from "./registry_completion.ts";
export type { DeltaOrigin } from "./delta_origin.ts";
export type { KeepOptions } from "./keep_options.ts";
export { ProfileExistsError } from "./profile_exists_error.ts";
export type { KeepProfileOptions } from "./keep_profile_options.ts";
export type { RegistryOptions } from "./registry_options.ts";
export type { RegistryRequest } from "./registry_request.ts";
export type { SwitchOptions } from "./switch_options.ts";
export type { RouteExplanation } from "./route_explanation.ts";
