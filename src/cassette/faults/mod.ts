/**
 * Failures on purpose: an overlay over any recording or live call, seeded, so that the same seed gives the same faults.
 * @module
 */
export type { Fault, FaultName, FaultRule, FaultWhen } from "./fault_rule.ts";
export {
  FAULT_NAMES,
  FAULT_NUMBERS,
  FAULT_PATTERNS,
  FAULT_SETTINGS,
  faultNameIn,
  faultRuleFromToml,
  type FaultSetting,
} from "./fault_settings.ts";
export { type FaultOptions, withFaults } from "./with_faults.ts";
