import type { RouteCandidate } from "../../spec/mod.ts";

/** Who says so: calls of one's own, in this process or in the runs before it, and how many they are. */
export function ownCalls({ health }: Pick<RouteCandidate, "health">): string {
  return `by ${health?.calls ?? 0} calls of your own`;
}
