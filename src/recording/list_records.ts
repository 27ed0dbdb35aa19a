import { type ListedRecord, listRecords as listWithLenses } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";

/**
 * The records of a cassette that count, in figures; `plugins` are providers from outside that may be on it.
 * @throws {UserError} when it cannot be read.
 */
export function listRecords(path: string, plugins: readonly ProviderAdapter[] = []): ListedRecord[] {
  return listWithLenses(path, providerLenses(plugins));
}
