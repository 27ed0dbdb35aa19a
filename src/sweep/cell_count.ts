import type { SweepPlan } from "./sweep_plan.ts";

/** How many cells the grid of a plan has: endpoints × samples × the values of each axis × repeats. */
export function cellCount(plan: Pick<SweepPlan, "endpoints" | "samples" | "axes" | "repeats">): number {
  return plan.axes.reduce(
    (count, axis) => count * axis.values.length,
    plan.endpoints.length * plan.samples.length * plan.repeats,
  );
}
