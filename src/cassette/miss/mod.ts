/**
 * Why a request is not on the tape.
 * @module
 */
export { explainMiss, type MissedRequest } from "./explain_miss.ts";
