import {
  type CassetteProblem,
  SecretScanner,
  verifyCassette as verifyWithLenses,
  type VerifyOptions,
} from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Check a cassette line by line: its schema, every key (derived again from the recorded request and its scope), the
 * order of the cuts, credentials (the key shapes of every provider, and the values of the process's own environment),
 * repeats, and what the options ask for. Memory holds a line, and a few bytes for each interaction. Gives the problems; a
 * sound cassette has none. `harmless` are texts that look like a credential and are none.
 *
 * @throws {Deno.errors.NotFound} and the like when the file cannot be read.
 *
 * @example A sound cassette
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCassette, verifyCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile();
 * const tape = await openCassette(path, { mode: "append", ci: "" });
 * await tape.close();
 * assertEquals(await verifyCassette(path), []);
 * ```
 */
export function verifyCassette(
  path: string,
  { harmless = [], ...options }: VerifyOptions & { readonly harmless?: readonly string[] } = {},
): Promise<CassetteProblem[]> {
  const scanner = new SecretScanner({ lenses: providerLenses(), harmless });
  return verifyWithLenses(path, { findSecrets: (line) => scanner.names(line), ...options });
}
