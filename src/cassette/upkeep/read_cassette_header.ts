import { TapeFile } from "../_tape_file.ts";
import type { CassetteHeader } from "../interaction.ts";

/**
 * The first line of a cassette.
 * @throws {UserError} when the file cannot be read, is no cassette or comes from a newer version.
 */
export function readCassetteHeader(path: string): CassetteHeader {
  const file = TapeFile.open(path);
  file.close();
  return file.header;
}
