/**
 * The registry: one door to all models that can be called.
 * @module
 */
export { CallError, type CallErrorFacts } from "./call_error.ts";
export type { CallOptions, RouteOptions } from "./call_options.ts";
export { openRegistry } from "./open_registry.ts";
export { Registry } from "./registry.ts";
export type { RegistryCompletion } from "./registry_completion.ts";
export type { RegistryOptions } from "./registry_options.ts";
export type { RegistryRequest } from "./registry_request.ts";
