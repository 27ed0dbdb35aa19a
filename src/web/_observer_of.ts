import type { HealthSubject, Registry, RegistryOptions } from "../routing/mod.ts";
import type { Clock } from "../spec/mod.ts";
import type { Alert, AlertSink } from "../transport/alerts/mod.ts";
import type { ProbeResult } from "../transport/health/mod.ts";
import { observe, type Observer } from "../transport/observe/mod.ts";
import type { OpenSourcesOptions } from "./open_sources.ts";

/** What is done with what the observer finds out. */
export interface Watched {
  readonly subjects: readonly HealthSubject[];
  readonly onResult: (result: ProbeResult) => void;
  readonly onAlert: (alert: Alert) => void;
  readonly status: () => ReturnType<Registry["status"]>;
}

/** Who listens to the calls of a dashboard: probes, health, alerts, how the process stands. */
export function observerOf(
  options: OpenSourcesOptions & { readonly clock: Clock; readonly fetch: NonNullable<RegistryOptions["fetch"]> },
  { subjects, onResult, onAlert, status }: Watched,
): Observer {
  const { clock, random, env, warn, runningFolder, alerts = {}, fetch, onSent } = options;
  const own: AlertSink = { send: onAlert, close: () => Promise.resolve() };
  return observe({
    command: "dashboard",
    clock,
    random,
    env,
    warn,
    status,
    ...(runningFolder ? { running: { folder: runningFolder, pid: Deno.pid } } : {}),
    ...(subjects.length === 0 ? {} : {
      probes: {
        targets: subjects.map(({ target }) => target),
        fetch,
        onResult,
        ...(onSent === undefined ? {} : { onSent }),
      },
    }),
    alerts: {
      ...(alerts.settings === undefined ? {} : { settings: alerts.settings }),
      sinks: [own, ...alerts.sinks ?? []],
    },
  });
}
