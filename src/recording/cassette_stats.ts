import { cassettePaths, type CassetteStats, cassetteStats as statsWithLenses } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Sums over these cassettes, and those in these folders.
 * @throws {UserError} when one cannot be read, or a folder has none.
 */
export async function cassetteStats(paths: readonly string[]): Promise<CassetteStats> {
  return await statsWithLenses(await cassettePaths(paths), providerLenses());
}
