import type { RateLimit } from "../../spec/mod.ts";
import type { GrantedPermit } from "./_granted_permit.ts";
import { DAY_MS, MINUTE_MS } from "./_meters_of.ts";
import type { Scope } from "./_scope.ts";
import type { Unit } from "./_unit.ts";

/** Nobody's limits are by more than a month: what is told of a later time is no time of theirs. */
const LONGEST_RESET_MS = 32 * DAY_MS;

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
    const { unit, limit, remaining } = told;
    const resetMs = believable(told.resetMs);
    if (unit === "images") continue;
    const pace = scope.paceOf(unit, told.windowMs);
    if (limit !== null && remaining !== null && resetMs !== null) pace.tell(limit - remaining, { resetMs, nowMs });
    const measuredMs = limit === null || pace.perMs === 0 ? null : pace.windowMs(limit);
    const windowMs = told.windowMs ?? measuredMs ?? nearestWindow(scope, { unit, limit }) ?? shortestWindow(resetMs);
    const meter = scope.meter(unit, windowMs ?? DAY_MS);
    if (limit !== null && limit > 0 && windowMs !== null) meter.learned = limit;
    if (remaining === null) continue;
    const { perMs, isRolling } = pace;
    // Where nobody says which call was answered, all that are in flight may be newer.
    const sentFrom = permit?.sentIn(scope)?.[unit] ?? scope.ended[unit];
    const sentSince = scope.sent[unit] - sentFrom;
    meter.tell({ limit, remaining, resetMs, perMs, isRolling, sentSince, sentFrom }, nowMs);
  }
}

function believable(resetMs: number | null): number | null {
  return resetMs === null || !(resetMs <= LONGEST_RESET_MS) ? null : resetMs;
}

/** Where limits of a unit are known for several windows, the one that was told is of the window whose own is nearest. */
function nearestWindow(scope: Scope, { unit, limit }: { unit: Unit; limit: number | null }): number | null {
  const known = scope.meters.filter((meter) => meter.unit === unit && (meter.user ?? meter.guess) !== null);
  if (limit === null || limit <= 0 || known.length < 2) return null;
  const distance = (value: number) => Math.abs(Math.log(value / limit));
  return known.reduce((best, meter) =>
    distance(meter.user ?? meter.guess!) < distance(best.user ?? best.guess!) ? meter : best
  ).windowMs;
}

/** `null`: it is longer than a minute, nothing tells how long, and only what is left of it is known. */
function shortestWindow(resetMs: number | null): number | null {
  return resetMs === null || resetMs <= MINUTE_MS ? MINUTE_MS : null;
}
