import { resolve } from "node:path";
import { UserError } from "../base/mod.ts";
import { loadProvider } from "../provider/mod.ts";
import { loadScorer } from "../scoring/mod.ts";
import type { PlanFromJsonOptions } from "../sweep/mod.ts";

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;

/**
 * Loads the modules that a plan of the database names, and none that was not allowed on this machine: whoever may write
 * to the database could else run any code here.
 */
export function allowedCode(
  allowed: readonly string[],
): Required<Pick<PlanFromJsonOptions, "loadPlugin" | "loadScorer">> {
  const known = new Set(allowed.map(meant));
  const assertAllowed = (specifier: string) => {
    if (known.has(meant(specifier))) return;
    throw new UserError(
      `Cannot run the plan's code as it is not allowed on this machine (look at it, then allow it by --allow-code, ` +
        `allowCode in code): current value is "${specifier}"`,
      { exitCode: 2 },
    );
  };
  return {
    loadPlugin(specifier) {
      assertAllowed(specifier);
      return loadProvider(specifier);
    },
    loadScorer(specifier, options) {
      assertAllowed(specifier);
      return loadScorer(specifier, options);
    },
  };
}

/** A path may be written in many ways; what stands behind `#` is a name within the same module. */
function meant(specifier: string): string {
  const module = specifier.replace(/#.*$/s, "");
  return URL_START.test(module) ? module : resolve(module);
}
