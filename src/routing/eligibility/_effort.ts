import type { EligibilityInput } from "./eligibility_input.ts";
import type { RouteChange } from "./route_change.ts";

/** What a change counts that is no number: as much as one to 2.7 times as much, or from nothing to something. */
const WHOLE = 1;

/** How large changes are, of as many: the nearer a limit stays to what it was, the smaller. */
export function effortOf(changes: readonly RouteChange[], input: EligibilityInput): number {
  return changes.reduce((sum, change) => sum + sizeOf(change, input), 0);
}

function sizeOf({ needs = {}, size = {} }: RouteChange, input: EligibilityInput): number {
  const steps = [
    ...Object.entries(needs).map(([name, to]) => step(Reflect.get(input.needs, name), to)),
    ...Object.entries(size).map(([name, to]) =>
      step(input.size === undefined ? null : Reflect.get(input.size, name), to)
    ),
  ];
  return steps.length === 0 ? WHOLE : steps.reduce((sum, one) => sum + one, 0);
}

function step(from: unknown, to: unknown): number {
  const [before, after] = [from, to].map((value) => isAmount(value) ? Number(value) : NaN);
  return before > 0 && after > 0 ? Math.abs(Math.log(after / before)) : WHOLE;
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value !== "" && Number.isFinite(Number(value)));
}
