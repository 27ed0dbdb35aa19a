import { scrubFile as scrubBareFile, type ScrubOptions, type ScrubReport } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Replace the credentials in a file of any format, with the key shapes of every provider of the table. A cassette stays
 * valid, JSON and YAML stay what they are, and the file is replaced in one step.
 *
 * @throws {UserError} when the file cannot be read or written, is a cassette of another version, or a credential cannot
 * be replaced: it is then left as it was.
 */
export function scrubFile(path: string, options: ScrubOptions = {}): Promise<ScrubReport> {
  return scrubBareFile(path, { lenses: providerLenses(), ...options });
}
