/**
 * Limits: who may go, when, and in which order.
 * @module
 */
export type { LimitAsk, LimitScope } from "./limit_ask.ts";
export { type LimitRefusal, LimitRefusedError } from "./limit_refused_error.ts";
export { Limiter, type LimiterOptions } from "./limiter.ts";
export type { Permit, PermitUse } from "./permit.ts";
export type { RecalledUse } from "./recalled_use.ts";
