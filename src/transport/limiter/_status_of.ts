import type { Lane, LimitLevel, LimitStatus } from "../../spec/mod.ts";
import type { Flow } from "./_flow.ts";
import type { Meter } from "./_meter.ts";
import { limitName } from "./_meters_of.ts";
import { usdText } from "./_nano_usd.ts";
import type { Scope } from "./_scope.ts";

/** Where one scope stands. */
export function statusOf(
  scope: Scope,
  { flows, nowMs }: { flows: readonly Flow[]; nowMs: number },
): LimitStatus {
  const waitingByLane: Record<Lane, number> = { interactive: 0, normal: 0, bulk: 0 };
  const waitingByEndpoint: Record<string, number> = {};
  for (const flow of flows) {
    if (flow.length === 0 || !flow.scopes.includes(scope)) continue;
    waitingByLane[flow.lane] += flow.length;
    waitingByEndpoint[flow.endpoint] = (waitingByEndpoint[flow.endpoint] ?? 0) + flow.length;
  }
  const { pause, budget } = scope;
  const levels = scope.meters.filter(({ limit }) => limit !== Infinity).map((meter) => levelOf(meter, nowMs));
  if (budget.limit !== null) levels.push(budgetLevel(budget));
  return {
    scope: scope.id,
    limits: levels,
    inFlight: scope.inFlight,
    maxInFlight: finite(scope.maxInFlight(nowMs)),
    adaptiveWindow: scope.isAdaptive ? finite(scope.window.size(nowMs)) : null,
    waiting: waitingByLane.interactive + waitingByLane.normal + waitingByLane.bulk,
    waitingByLane,
    waitingByEndpoint,
    paused: pause.isOver(nowMs) ? null : { untilMs: pause.untilMs, reason: pause.reason },
    restart: pause.isOver(nowMs) ? finite(pause.allowance(nowMs)) : 0,
  };
}

function levelOf(meter: Meter, nowMs: number): LimitLevel {
  const { unit, windowMs, limit, source } = meter;
  const amount = (value: number) => unit === "usd" ? usdText(value) : value;
  return {
    limit: limitName(unit, windowMs),
    value: amount(limit),
    source,
    used: amount(meter.used(nowMs)),
    remaining: amount(meter.remaining(nowMs)),
  };
}

function budgetLevel({ limit, spent, reserved }: Scope["budget"]): LimitLevel {
  return {
    limit: "budgetUsd",
    value: usdText(limit!),
    source: "user",
    used: usdText(spent + reserved),
    remaining: usdText(Math.max(0, limit! - spent - reserved)),
  };
}

function finite(value: number): number | null {
  return value === Infinity ? null : value;
}
