/**
 * A server without models: its endpoints follow declared laws of latency, price, capability and failure, and answer in
 * the five wire formats.
 * @module
 */
export { createSimulated, type Simulated, type SimulatedOptions, type SimulatedRequest } from "./create_simulated.ts";
export { defaultSimulatedEndpoints } from "./default_endpoints.ts";
export { readSimulatedLaws, type SimulatedLaws } from "./read_simulated_laws.ts";
export type {
  Distribution,
  LognormalDistribution,
  NormalDistribution,
  SimulatedAnswerLaw,
  SimulatedCache,
  SimulatedCapability,
  SimulatedEndpoint,
  SimulatedFailure,
  SimulatedFailureKind,
  SimulatedFailureRate,
  SimulatedLatency,
  SimulatedParameter,
  SimulatedPrice,
  SimulatedRateLimit,
  SimulatedWindow,
} from "./simulated_endpoint.ts";
export { type SimulatedServer, startSimulated, type StartSimulatedOptions } from "./start_simulated.ts";
