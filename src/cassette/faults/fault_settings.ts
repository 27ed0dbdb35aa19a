import type { FaultName, FaultRule } from "./fault_rule.ts";

/** A setting that is a whole number. */
export interface FaultSetting {
  readonly min: number;
  readonly max?: number;
  /** A rule may not leave it out. */
  readonly isRequired?: true;
}

const MS: FaultSetting = { min: 0 };
const EVENT: FaultSetting = { min: 0 };
const BYTE: FaultSetting = { min: 0 };

/** The settings of each fault under their names in TOML. They are no schema, as a tape is opened without loading one. */
export const FAULT_SETTINGS: { readonly [Name in FaultName]: { readonly [name: string]: FaultSetting } } = {
  rate_limit: { after_ms: MS },
  server_error: { status: { min: 500, max: 599 } },
  overloaded: {},
  connect_timeout: { after_ms: MS },
  first_byte_timeout: { after_ms: MS },
  idle_timeout: { after_event: EVENT, after_ms: MS },
  reset: { after_event: EVENT, at_byte: BYTE },
  truncate: { after_event: EVENT, at_byte: BYTE },
  malformed_json: { at_event: { min: 1 } },
  missing_done: {},
  doubled_done: {},
  stream_error: { after_event: EVENT },
  slow_drip: { ms_per_event: { ...MS, isRequired: true } },
};

/** The names of all faults. */
export const FAULT_NAMES = Object.keys(FAULT_SETTINGS) as [FaultName, ...FaultName[]];

/** What counts a rule's calls; each is a whole number from 1 or a list of them. */
export const FAULT_NUMBERS = ["call", "try"] as const;
/** What names a rule's calls; each is a text or a list of texts. */
export const FAULT_PATTERNS = ["provider", "endpoint", "model", "scope"] as const;

/** The fault that a value names; `null` where it names none. */
export function faultNameIn(value: unknown): FaultName | null {
  const name = (value as { fault?: unknown } | null)?.fault;
  return typeof name === "string" && Object.hasOwn(FAULT_SETTINGS, name) ? name as FaultName : null;
}

/** A rule as its schema took it from TOML, under the names of the code. */
export function faultRuleFromToml(value: { readonly [key: string]: unknown }): FaultRule {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [inCode(key), one])) as unknown as FaultRule;
}

/** How a setting is called in code: `afterMs` for `after_ms`. */
export function inCode(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
