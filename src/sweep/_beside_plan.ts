import { dirname, isAbsolute, join } from "node:path";

/** A path that a plan names, seen from where the plan's own path starts. */
export function besidePlan(planPath: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(planPath), path);
}
