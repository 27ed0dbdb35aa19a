import {
  type CassetteListing,
  cassettePaths,
  listCassettes as listWithLenses,
  type UnreadableCassette,
} from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Each of these cassettes, and of those in these folders, in one row.
 * @throws {UserError} when a path cannot be read, or a folder has no cassette.
 */
export async function listCassettes(paths: readonly string[]): Promise<(CassetteListing | UnreadableCassette)[]> {
  return await listWithLenses(await cassettePaths(paths), providerLenses());
}
