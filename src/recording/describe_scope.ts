import { describeScope as describeWithLenses, type ScopeChoice, type ScopeDescription } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * What a cassette has of one thing, such as a cell of a sweep: its interactions and the decisions about it.
 * @throws {UserError} when it cannot be read.
 */
export function describeScope(path: string, choice: ScopeChoice): ScopeDescription {
  return describeWithLenses(path, choice, providerLenses());
}
