import {
  describeInteractions as describeWithLenses,
  type InteractionChoice,
  type InteractionDescription,
} from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * The chosen interactions of a cassette, one at a time.
 * @throws {UserError} when it cannot be read, or has no such interaction.
 */
export function describeInteractions(path: string, choice: InteractionChoice): Generator<InteractionDescription> {
  return describeWithLenses(path, choice, providerLenses());
}
