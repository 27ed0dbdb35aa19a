/**
 * The picker's questions, answered by the rooms below.
 * @module
 */
export { registryServices, type RegistryServicesParts } from "./registry_services.ts";
export type { SweepSettings } from "./_sweep_services.ts";
