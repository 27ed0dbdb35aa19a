/**
 * The provider table: who there is, where, what its credentials look like and how it words its errors.
 * @module
 */
export { dialectOf } from "./dialect_of.ts";
export { plainErrors } from "./_plain_errors.ts";
export { openai } from "./openai.ts";
export { providerRows } from "./provider_rows.ts";
export { rowNames, rowOf } from "./row_of.ts";
