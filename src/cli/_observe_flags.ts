import { z } from "zod";
import { Secret } from "../base/mod.ts";
import type { AlertsConfig, ConfigFile } from "../config/mod.ts";
import type { AlertSettings, AlertSink } from "../transport/alerts/mod.ts";
import type { ObserveOptions, Observer } from "../transport/observe/mod.ts";
import type { Io } from "./io.ts";
import { printable } from "./_printable.ts";

/** Flags of commands that run for long. */
export const observeFlags = {
  metricsPort: z.int().min(0).max(65535).optional().meta({
    placeholder: "N",
    description: "Serve Prometheus metrics at 127.0.0.1:N/metrics; 0 picks a free port",
  }),
};

/** What of a command is observed. */
export interface CommandObservation {
  /** `sweep run` */
  readonly command: string;
  /** The flag; `[metrics] port` of the configuration unless given. */
  readonly metricsPort: number | undefined;
  /** Whether alerts are raised, as the configuration says; they are not unless given. */
  readonly raisesAlerts?: boolean;
  /** The configuration; read where the command runs unless given. */
  readonly config?: ConfigFile;
}

/** What all commands that are observed have in common: the state's folder, and what the configuration says. */
export async function observeOptions(io: Io, given: CommandObservation): Promise<ObserveOptions> {
  // Only here: a command that ends at once need not wait for what observes it.
  const [{ runningFolder }, { loadedConfig }] = await Promise.all([
    import("../transport/observe/mod.ts"),
    import("./_config_file.ts"),
  ]);
  const folder = runningFolder({ env: io.env });
  const config = given.config ?? (await loadedConfig(io)).config;
  const port = given.metricsPort ?? config.metrics?.port;
  return {
    command: given.command,
    clock: io.clock,
    random: Math.random,
    env: io.env,
    ...(folder === null ? {} : { running: { folder, pid: Deno.pid } }),
    ...(port === undefined ? {} : { metricsPort: port }),
    ...(given.raisesAlerts === true ? { alerts: await alertOptions(io, config.alerts) } : {}),
    warn: (message) => io.stderr.write(`warning: ${printable(message)}\n`),
  };
}

/** Begin to observe, and say on stderr where metrics are served. */
export async function startObserving(io: Io, observer: Observer): Promise<void> {
  const { metricsUrl } = await observer.start();
  if (metricsUrl !== null) io.stderr.write(`Metrics at ${metricsUrl}/metrics\n`);
}

/** When alerts are raised, and where they go: to stderr, and to the webhook whose URL is in a variable. */
export async function alertOptions(
  io: Io,
  config: AlertsConfig = {},
): Promise<{ readonly settings: AlertSettings; readonly sinks: readonly AlertSink[] }> {
  const { lineSink, webhookSink } = await import("../transport/alerts/mod.ts");
  const { webhook, error_rate: errorRate, usd_per_hour: usdPerHour, price_change: priceChange } = config;
  const sinks = [lineSink((line) => io.stderr.write(`${printable(line)}\n`))];
  const url = webhook === undefined ? "" : io.env(webhook.env)?.trim() ?? "";
  if (webhook !== undefined && url !== "") {
    const secret = new Secret(`env:${webhook.env}`, url);
    io.secrets.add(secret);
    const warn = (message: string) => io.stderr.write(`warning: ${printable(message)}\n`);
    sinks.push(webhookSink({ url: secret, fetch: globalThis.fetch, clock: io.clock, warn }));
  }
  return {
    settings: {
      ...(errorRate === undefined ? {} : { errorRate }),
      ...(usdPerHour === undefined ? {} : { usdPerHour }),
      ...(priceChange === undefined ? {} : { priceChange }),
    },
    sinks,
  };
}
