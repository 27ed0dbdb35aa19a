/**
 * The provider table: who there is, where, what its credentials look like and how it words its errors.
 * @module
 */
export { openai } from "./openai.ts";
export type { ProviderRow } from "./provider_row.ts";
export { providerRows } from "./provider_rows.ts";
