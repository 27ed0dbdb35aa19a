import type { ChatParameters } from "../spec/mod.ts";

/** What one table of parameters says: a layer of what is inherited. */
export interface ParameterTable {
  /** What it gives. */
  readonly set: ChatParameters;
  /** Those that are not to be inherited, by their names in files: `["temperature", "extra.service_tier"]`. */
  readonly unset: readonly string[];
}
