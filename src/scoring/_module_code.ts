import { taggedHash } from "../base/mod.ts";
import { scorerRefused } from "./_scorer_refused.ts";

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;
const PACKAGE = /^(?:npm|jsr):/;
const EXACT = /^(?:npm|jsr):\/?(?:@[^/@]+\/)?[^/@]+@\d+\.\d+\.\d+[\w.+-]*(?:\/|$)/;

/** A specifier, taken apart. */
export interface ScorerModule {
  /** A path, a URL or a package. */
  readonly path: string;
  /** The name of the export; `null`: none is given. */
  readonly wanted: string | null;
  /** A tagged hash of the file's content, without what it imports; `null` where it is no file. */
  readonly code: string | null;
}

/**
 * What a specifier means. Its file is read, and not run.
 * @throws {UserError} with exit code 2 when there is no such file, or a package has no exact version.
 */
export async function moduleCode(specifier: string): Promise<ScorerModule> {
  const hash = specifier.indexOf("#");
  const path = hash < 0 ? specifier : specifier.slice(0, hash);
  const wanted = hash < 0 ? null : specifier.slice(hash + 1);
  if (PACKAGE.test(path) && !EXACT.test(path)) {
    throw scorerRefused(
      `its package needs an exact version, such as "${path.replace(/@[^/@]*$/, "")}@1.2.3"`,
      specifier,
    );
  }
  const isFile = !URL_START.test(path) || path.startsWith("file:");
  return { path, wanted, code: isFile ? await hashOf(path, specifier) : null };
}

async function hashOf(path: string, specifier: string): Promise<string> {
  const file = path.startsWith("file:") ? new URL(path) : path;
  try {
    // A device may never end.
    if (!(await Deno.stat(file)).isFile) throw scorerRefused("it is no file", specifier);
    return taggedHash("code", await Deno.readTextFile(file));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw scorerRefused("there is no such file", specifier, error);
  }
}
