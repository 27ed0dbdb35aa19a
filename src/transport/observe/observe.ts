import type { PlainFetch } from "../../base/mod.ts";
import type { CallEvent, CallListener, Clock, JsonObject, TransportStatus } from "../../spec/mod.ts";
import { type Alert, AlertMonitor, type AlertSettings, type AlertSink } from "../alerts/mod.ts";
import {
  HealthMonitor,
  type HealthTarget,
  type ProbeResult,
  type ProbeSent,
  type RunningProbes,
  startProbes,
} from "../health/mod.ts";
import type { Metrics, MetricsServer } from "../metrics/mod.ts";
import { Activity } from "./_activity.ts";
import { RunningFile } from "./_running_file.ts";
import type { RunningStatus } from "./running_status.ts";
import { statusDocument } from "./_status_document.ts";

/** What of a command is observed, and where that goes. All of it is off unless it is given. */
export interface ObserveOptions {
  /** `sweep run` */
  readonly command: string;
  /** The run that it makes, once it is known. */
  readonly run?: () => string | null;
  /** Of all times and waits. */
  readonly clock: Clock;
  /** Numbers in [0, 1), so that probes do not come in step. */
  readonly random: () => number;
  /** Looks an environment variable up: `OTEL_DENO`. */
  readonly env: (name: string) => string | undefined;
  /** How well endpoints answer; a monitor of its own unless given. One that is given is told of events by its owner. */
  readonly health?: HealthMonitor;
  /** How the transport stands: `() => transport.status()`. */
  readonly status?: () => TransportStatus;
  /** What the command tells of itself. */
  readonly facts?: () => JsonObject;
  /** What a server of this process has answered so far, by what became of it. */
  readonly served?: () => { readonly [result: string]: number };
  /** Serve metrics on this port of 127.0.0.1; 0 picks a free one. */
  readonly metricsPort?: number;
  /** Write how it stands once a second, for `queue status`: into this folder, under this process's number. */
  readonly running?: { readonly folder: string; readonly pid: number };
  /** Probe providers at the start and every 30 s. Never in a replay. */
  readonly probes?: {
    readonly targets: readonly HealthTarget[];
    readonly fetch: PlainFetch;
    readonly everyMs?: number;
    readonly onResult?: (result: ProbeResult) => void;
    readonly onSent?: (sent: ProbeSent) => void;
  };
  /** Raise alerts. Never in a replay. */
  readonly alerts?: { readonly settings?: AlertSettings; readonly sinks: readonly AlertSink[] };
  /** Told, once each, of what does not work here and harms nothing else. */
  readonly warn: (message: string) => void;
}

/** A command that is observed. */
export interface Observer {
  /** Give it to the transport as `onEvent`. It never throws. */
  readonly listener: CallListener;
  /** How well endpoints and providers answer, by what was heard. */
  readonly health: HealthMonitor;
  /** `null`: none are raised. */
  readonly alerts: AlertMonitor | null;
  /** How the process stands now. */
  status(): RunningStatus;
  /**
   * Open the port, start probes, write the first status. To be called before a replay gives up the network.
   * @throws {UserError} when the port cannot be had.
   */
  start(): Promise<{ readonly metricsUrl: string | null }>;
  /** End all of it: alerts are delivered, the status is removed, the port closed. It never throws. */
  stop(): Promise<void>;
}

const EVERY_MS = 1_000;

/**
 * Observe a command: health, alerts, metrics, and how it stands for `tapedeck queue status`, all out of the events of its
 * calls. What is not asked for costs nothing and is not loaded. Nothing of it holds a call up or makes one fail.
 *
 * @example A command with nothing but health
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { observe, systemClock } from "@tapedeck/tapedeck";
 *
 * const observer = observe({
 *   command: "my tool",
 *   clock: systemClock,
 *   random: Math.random,
 *   env: () => undefined,
 *   warn: () => {},
 * });
 * await observer.start();
 * observer.listener({ type: "list", atMs: 0, provider: "openrouter", ok: true, latencyMs: 320 });
 * assertEquals(observer.status().endpoints, []);
 * await observer.stop();
 * ```
 */
export function observe(options: ObserveOptions): Observer {
  return new Observation(options);
}

class Observation implements Observer {
  readonly listener: CallListener = (event) => this.#heard(event);
  readonly health: HealthMonitor;
  readonly alerts: AlertMonitor | null;
  readonly #options: ObserveOptions;
  readonly #listeners: CallListener[] = [];
  readonly #activity = new Activity();
  readonly #file: RunningFile | null;
  readonly #startedAt: string;
  readonly #ended = new AbortController();
  readonly #warned = new Set<string>();
  #metrics: Metrics | null = null;
  #server: MetricsServer | null = null;
  #probes: RunningProbes | null = null;
  #ticking: Promise<void> = Promise.resolve();

  constructor(options: ObserveOptions) {
    this.#options = options;
    const { clock, running, alerts } = options;
    this.#startedAt = clock.date().toISOString();
    this.health = options.health ?? new HealthMonitor({ clock });
    this.#file = running === undefined ? null : new RunningFile(running.folder, running.pid);
    this.alerts = alerts === undefined ? null : new AlertMonitor({
      clock,
      health: this.health,
      settings: alerts.settings ?? {},
      onAlert: (alert) => this.#alerted(alert),
    });
    if (options.health === undefined) this.#listeners.push(this.health.listener);
    this.#listeners.push((event) => this.#activity.heard(event, clock.nowMs()));
    if (this.alerts !== null) this.#listeners.push(this.alerts.listener);
  }

  status(): RunningStatus {
    const { command, run, clock, status, facts, running } = this.#options;
    return statusDocument({
      pid: running?.pid ?? Deno.pid,
      command,
      run: run?.() ?? null,
      startedAt: this.#startedAt,
      metricsUrl: this.#server?.url ?? null,
      clock,
      activity: this.#activity,
      health: this.health,
      transport: status?.() ?? null,
      facts: facts?.() ?? {},
    });
  }

  async start(): Promise<{ readonly metricsUrl: string | null }> {
    await this.#startMetrics();
    this.#startProbes();
    if (this.#file !== null) await this.#write(this.#file);
    if (this.#file !== null || this.alerts !== null) this.#ticking = this.#tick();
    return { metricsUrl: this.#server?.url ?? null };
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#ticking;
    await this.#probes?.stop();
    this.alerts?.close();
    await Promise.all((this.#options.alerts?.sinks ?? []).map((sink) => sink.close()));
    await this.#server?.stop();
    await this.#file?.remove().catch(() => {});
  }

  #heard(event: CallEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#warnOnce(`What happens to calls cannot be observed in full: ${error}`);
      }
    }
  }

  #alerted(alert: Alert): void {
    this.#metrics?.alerted(alert);
    for (const sink of this.#options.alerts?.sinks ?? []) sink.send(alert);
  }

  async #startMetrics(): Promise<void> {
    const { clock, env, command, run, served, metricsPort } = this.#options;
    // Only here: who wants neither need not wait for their libraries.
    if (metricsPort === undefined && !env("OTEL_DENO")) return;
    const { createMetrics, openTelemetryListener, serveMetrics } = await import("../metrics/mod.ts");
    const telemetry = await openTelemetryListener({ clock, env });
    if (telemetry !== null) this.#listeners.push(telemetry);
    if (metricsPort === undefined) return;
    this.#metrics = await createMetrics({
      clock,
      command,
      health: this.health,
      ...(run === undefined ? {} : { run }),
      ...(served === undefined ? {} : { served }),
    });
    this.#listeners.push(this.#metrics.listener);
    this.#server = serveMetrics({
      port: metricsPort,
      metrics: this.#metrics,
      status: () => ({ ...this.status() }) as unknown as JsonObject,
    });
  }

  #startProbes(): void {
    const { probes, clock, random } = this.#options;
    if (probes === undefined) return;
    this.#probes = startProbes({
      targets: probes.targets,
      fetch: probes.fetch,
      clock,
      random,
      ...(probes.everyMs === undefined ? {} : { everyMs: probes.everyMs }),
      ...(probes.onSent === undefined ? {} : { onSent: probes.onSent }),
      onResult: (result) => {
        this.health.probed(result);
        this.#metrics?.probed(result);
        probes.onResult?.(result);
      },
      onError: (error) => this.#warnOnce(`A provider cannot be probed: ${error}`),
    });
  }

  async #tick(): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      try {
        await clock.sleep(EVERY_MS, this.#ended.signal);
      } catch {
        return;
      }
      this.alerts?.check();
      if (this.#file !== null) await this.#write(this.#file);
    }
  }

  async #write(file: RunningFile): Promise<void> {
    try {
      await file.write(this.status());
    } catch (error) {
      this.#warnOnce(`How this command stands cannot be written down for queue status: ${(error as Error).message}`);
    }
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#options.warn(message);
  }
}
