/**
 * What a plan asks of its run, so that it may pass.
 * @module
 */
export { GATE_FIGURES, type GateFigure } from "./gate_figures.ts";
export { loadGate } from "./load_gate.ts";
export type { GateChange, GateThreshold, PlanGate, PlanGateBase } from "./plan_gate.ts";
export { DEFAULT_CHANGES, readGate } from "./read_gate.ts";
