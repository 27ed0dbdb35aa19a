import { Decimal } from "../../base/mod.ts";
import type { Clock, JsonObject, TransportStatus } from "../../spec/mod.ts";
import type { HealthMonitor } from "../health/mod.ts";
import type { Activity } from "./_activity.ts";
import type { RunningBreaker, RunningEndpoint, RunningScope, RunningStatus } from "./running_status.ts";

/** What a status is put together from. */
export interface StatusParts {
  readonly pid: number;
  readonly command: string;
  readonly run: string | null;
  readonly startedAt: string;
  readonly metricsUrl: string | null;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly health: HealthMonitor;
  readonly transport: TransportStatus | null;
  readonly facts: JsonObject;
}

/** How a process stands now, with the times of its own clock as times of day. */
export function statusDocument(parts: StatusParts): RunningStatus {
  const { pid, command, run, startedAt, metricsUrl, clock, transport, facts } = parts;
  const endpoints = endpointsOf(parts);
  const at = (untilMs: number | null) =>
    untilMs === null ? null : new Date(clock.date().getTime() + untilMs - clock.nowMs()).toISOString();
  return {
    version: 1,
    pid,
    command,
    run,
    startedAt,
    updatedAt: clock.date().toISOString(),
    metricsUrl,
    lastMinute: endpoints.reduce((sum, { lastMinute }) => sum + lastMinute, 0),
    spentUsd: parts.activity.list().reduce((sum, { spent }) => sum.plus(spent), Decimal.fromInteger(0)).toString(),
    endpoints,
    scopes: transport === null ? [] : scopesOf(transport, at),
    breakers: transport === null ? [] : breakersOf(transport, at),
    facts,
  };
}

function endpointsOf({ activity, health, clock }: StatusParts): RunningEndpoint[] {
  return activity.list().map((one) => ({
    endpoint: one.endpoint,
    provider: one.provider,
    state: health.health(one.endpoint).state,
    waiting: { ...one.waiting },
    inFlight: one.inFlight,
    lastMinute: activity.lastMinute(one, clock.nowMs()),
    spentUsd: one.spent.toString(),
  }));
}

function scopesOf({ limits }: TransportStatus, at: (untilMs: number | null) => string | null): RunningScope[] {
  return limits.map((one) => ({
    scope: one.scope,
    waiting: one.waiting,
    inFlight: one.inFlight,
    maxInFlight: one.maxInFlight,
    adaptiveWindow: one.adaptiveWindow,
    limits: one.limits,
    pausedUntil: at(one.paused?.untilMs ?? null),
    pauseReason: one.paused?.reason ?? null,
  }));
}

function breakersOf({ breakers }: TransportStatus, at: (untilMs: number | null) => string | null): RunningBreaker[] {
  return breakers.filter(({ state }) => state !== "closed").map(({ scope, provider, state, reason, untilMs }) => ({
    scope,
    provider,
    state,
    reason,
    until: at(untilMs),
  }));
}
