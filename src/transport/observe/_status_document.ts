import { Decimal } from "../../base/mod.ts";
import type { Clock, JsonObject, TransportStatus } from "../../spec/mod.ts";
import type { HealthMonitor } from "../health/mod.ts";
import type { Activity } from "./_activity.ts";
import type { RunningEndpoint, RunningStatus } from "./running_status.ts";
import { shownTransport } from "./shown_transport.ts";

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
    ...shownTransport(transport ?? { limits: [], breakers: [] }, clock),
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
