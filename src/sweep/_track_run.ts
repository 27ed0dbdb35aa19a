import { gridOf } from "./grid/mod.ts";
import { RunTracker, type RunTrackerOptions } from "./progress/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** A tracker for the cells of a session: `finished` has 1 at the index of those that have ended, 2 at those of others. */
export function trackRun(
  plan: SweepPlan,
  finished: Uint8Array,
  options: Omit<RunTrackerOptions, "endpoints">,
): RunTracker {
  const { endpoints: places } = gridOf(plan);
  const endpoints = plan.endpoints.map((endpoint, i) => {
    let [total, resumed] = [0, 0];
    for (let index = places[i].begin; index < places[i].end; index++) {
      if (finished[index] === 2) continue;
      total++;
      resumed += finished[index];
    }
    return { endpoint, total, resumed };
  });
  return new RunTracker({ ...options, endpoints });
}
