/**
 * What people and CI are shown of a run.
 * @module
 */
export { evaluateGate, type EvaluateGateOptions, type GateCheck, type GateResult, type GroupBy } from "./gate/mod.ts";
