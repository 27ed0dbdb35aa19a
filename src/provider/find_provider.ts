import { nearestName, UserError } from "../base/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";
import { providerRows, rowNames, rowOf } from "./table/mod.ts";

/**
 * The row of a provider, by its key or by another name that it goes by (`google`, `llama.cpp`). Rows are data: where it
 * is, how it takes a key, what it speaks and what one has to know of it.
 *
 * @throws {UserError} when the table has no such provider; the message has the nearest name that there is.
 *
 * @example What OpenAI calls the limit of an answer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findProvider } from "@tapedeck/tapedeck";
 *
 * assertEquals(findProvider("openai").dialect.renames, { max_tokens: "max_completion_tokens" });
 * ```
 */
export function findProvider(name: string): ProviderAdapter {
  const row = rowOf(name);
  if (row !== null) return row;
  const keys = providerRows.map(({ key }) => key);
  const nearest = nearestName(name, rowNames());
  throw new UserError(
    `Cannot find the provider as it must be one of ${keys.join(", ")}: current value is "${name}"` +
      (nearest === null ? "" : ` (did you mean "${nearest}"?)`),
    { exitCode: 2 },
  );
}
