/**
 * The conformance kit: the laws that every provider keeps, Tapedeck's own and those from outside.
 * @module
 */
export { checkProvider, type CheckProviderOptions, type ModelReader } from "./check_provider.ts";
export type { ConformanceCheck, ConformanceReport } from "./conformance_report.ts";
export type { GoldenCase, GoldenResponse } from "./golden_case.ts";
export { readGoldenCases } from "./read_golden_cases.ts";
