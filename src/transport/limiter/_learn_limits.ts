import type { RateLimit } from "../../spec/mod.ts";
import type { GrantedPermit } from "./_granted_permit.ts";
import { DAY_MS, MINUTE_MS } from "./_meters_of.ts";
import type { Scope } from "./_scope.ts";

/** What a response told, and of which call. */
export interface Lesson {
  readonly limits: readonly RateLimit[];
  /** `null`: not known which call it was. */
  readonly permit: GrantedPermit | null;
  readonly nowMs: number;
}

/** Take what a response told over into the meters of a scope. */
export function learnLimits(scope: Scope, { limits, permit, nowMs }: Lesson): void {
  for (const told of limits) {
    if (told.unit === "images") continue;
    const meter = scope.meter(told.unit, told.windowMs ?? windowOf(told));
    if (told.limit !== null && told.limit > 0) meter.learned = told.limit;
    if (told.remaining === null) continue;
    const sentTotal = permit?.sentTotalOf(scope, meter) ?? null;
    const { limit, remaining, resetMs } = told;
    meter.tell({ limit, remaining, resetMs, perMs: 0 }, { sentTotal, nowMs });
  }
}

/** The shortest usual window that the reset could lie in. */
function windowOf({ resetMs }: RateLimit): number {
  return resetMs === null || resetMs <= MINUTE_MS ? MINUTE_MS : DAY_MS;
}
