import { besidePlan } from "./_beside_plan.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;

/** The modules whose code a plan runs, as they are handed to whoever loads them: its providers, then its scorers. */
export function planModules({ path, pluginModules = [], score }: SweepPlan): string[] {
  const scorers = (score.custom ?? []).map(({ use }) => URL_START.test(use) ? use : besidePlan(path, use));
  return [...pluginModules, ...scorers];
}
