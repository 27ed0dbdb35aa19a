/**
 * Whether a run may pass.
 * @module
 */
export { evaluateGate, type EvaluateGateOptions } from "./evaluate_gate.ts";
export type { GateCheck, GateResult } from "./gate_result.ts";
export type { GroupBy } from "./run_figures.ts";
