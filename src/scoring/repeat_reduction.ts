import type { JsonObject } from "../spec/mod.ts";
import { configWeights } from "./_config_facts.ts";
import type { RepeatReduction } from "./reduce_repeats.ts";

/**
 * How a `[score]` table reduces repeats; `null` where it says nothing of it, so that a score is the mean over all cells
 * that have one.
 */
export function repeatReduction(config: RepeatReduction): RepeatReduction | null {
  const { reduce, reductions, failed, threshold } = config;
  if ([reduce, reductions, failed, threshold].every((one) => one === undefined)) return null;
  const weights = configWeights(config as JsonObject);
  return {
    ...(reduce === undefined ? {} : { reduce }),
    ...(reductions === undefined ? {} : { reductions }),
    ...(failed === undefined ? {} : { failed }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(Object.keys(weights).length === 0 ? {} : { weights }),
  };
}
