import { scanFiles as scanBareFiles, type ScanOptions, type ScanReport } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Look for credentials in files of any format, with the key shapes of every provider of the table; of a folder, in all
 * files below it but for `.git`, `node_modules` and the like.
 *
 * @throws {UserError} when a path cannot be read.
 */
export function scanFiles(paths: readonly string[], options: ScanOptions = {}): Promise<ScanReport> {
  return scanBareFiles(paths, { lenses: providerLenses(), ...options });
}
