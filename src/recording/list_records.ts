import { type ListedRecord, listRecords as listWithLenses } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * The records of a cassette that count, in figures.
 * @throws {UserError} when it cannot be read.
 */
export function listRecords(path: string): ListedRecord[] {
  return listWithLenses(path, providerLenses());
}
