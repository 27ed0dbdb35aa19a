import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Scorer, ScorerInput, ScorerTools } from "../spec/mod.ts";
import { moduleCode } from "./_module_code.ts";
import { scorerRefused } from "./_scorer_refused.ts";
import { defineScorer, type DefineScorerOptions, type ScorerFunction } from "./define_scorer.ts";

/** Options of {@linkcode loadScorer}. */
export interface LoadScorerOptions extends DefineScorerOptions {
  /** What the scorer is called, whatever it calls itself. */
  readonly name: string;
}

/** A scorer from outside. */
export interface LoadedScorer {
  /** Under the name that was given. */
  readonly scorer: Scorer;
  /** A tagged hash of the file's content, without what it imports; `null` where it is no file. */
  readonly code: string | null;
}

/**
 * A scorer from outside: a function `({ input, output, expected, … }) => score` as {@linkcode defineScorer} takes it, or
 * an object that is a {@linkcode Scorer}. The module is run, with the permissions of the process.
 *
 * `specifier` is a path (`./my_scorer.ts`, from the working directory), a URL, or an `npm:` or `jsr:` specifier with an
 * exact version. Behind `#` stands the name of the export; without it, it is the default export or the one named
 * `scorer`. A file that has changed since it was last loaded is loaded anew.
 *
 * @throws {UserError} with exit code 2 when the module cannot be loaded or exports no scorer; the message says which.
 *
 * @example A function of the package `autoevals`
 * ```ts
 * import { loadScorer } from "@tapedeck/tapedeck";
 *
 * const { scorer } = await loadScorer("npm:autoevals@0.3.0#Levenshtein", { name: "near" });
 * await scorer.score({ input: "", output: "Pariss", expected: "Paris" });
 * ```
 */
export async function loadScorer(specifier: string, options: LoadScorerOptions): Promise<LoadedScorer> {
  const { path, wanted, code } = await moduleCode(specifier);
  const exported = await importModule(moduleUrl(path, code), specifier);
  const found = wanted === null ? exported.default ?? exported.scorer : exported[wanted];
  if (typeof found === "function") {
    return { scorer: defineScorer(options.name, found as ScorerFunction, options), code };
  }
  if (isScorer(found)) return { scorer: renamed(found, options.name), code };
  const names = Object.keys(exported);
  const what = wanted === null ? 'default export and none named "scorer"' : `export named "${wanted}"`;
  const others = names.length === 0 ? "no export at all" : `it exports ${names.join(", ")}`;
  throw scorerRefused(`its module has no ${what} that is a function or a scorer; ${others}`, specifier);
}

/** The same module under another address for every content, as a process keeps what it has once loaded. */
function moduleUrl(path: string, code: string | null): string {
  if (code === null) return path;
  const url = path.startsWith("file:") ? path : pathToFileURL(isAbsolute(path) ? path : resolve(path)).href;
  return `${url}?${code}`;
}

async function importModule(url: string, specifier: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    return await import(url);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0].replace(/\.$/, "");
    throw scorerRefused(`its module fails: ${reason}`, specifier, error);
  }
}

function isScorer(value: unknown): value is Scorer {
  return typeof value === "object" && value !== null && "score" in value && typeof value.score === "function";
}

function renamed(scorer: Scorer, name: string): Scorer {
  return {
    name,
    ...(scorer.makesCalls === undefined ? {} : { makesCalls: scorer.makesCalls }),
    score: async (input: ScorerInput, tools?: ScorerTools) => ({ ...await scorer.score(input, tools), name }),
  };
}
