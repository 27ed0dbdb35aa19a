/**
 * What the ids of models and endpoints are made of, and what an id of yesterday means today.
 * @module
 */
export type { IdMigration } from "./id_migration.ts";
export { migrationsBetween } from "./migrations_between.ts";
export { ModelIds } from "./model_ids.ts";
export type { ModelResolution } from "./model_resolution.ts";
export { type EndpointKeyParts, parseEndpointKey, printEndpointKey } from "./parse_endpoint_key.ts";
export { type ModelKeyParts, parseModelKey, printModelKey } from "./parse_model_key.ts";
