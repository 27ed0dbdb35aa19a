/**
 * Why a request is not on the tape.
 * @module
 */
export { explainMiss } from "./explain_miss.ts";
