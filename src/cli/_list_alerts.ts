import type { Catalog } from "../catalog/mod.ts";
import type { ModelRecord, ProviderKey } from "../spec/mod.ts";
import type { AlertMonitor, AlertSink } from "../transport/alerts/mod.ts";
import { loadedConfig } from "./_config_file.ts";
import type { Io } from "./io.ts";
import { alertOptions } from "./_observe_flags.ts";

/** What is told of lists that are fetched anew. */
export interface ListAlerts {
  /** Tell how the lists differ from those of before, and wait until that is delivered. */
  close(): Promise<void>;
}

/** Compare the lists that a catalog has kept with those that it has at the end. Facts that ship are no list of before. */
export async function listAlerts(io: Io, catalog: Catalog): Promise<ListAlerts> {
  const [{ AlertMonitor }, { HealthMonitor }] = await Promise.all([
    import("../transport/alerts/mod.ts"),
    import("../transport/health/mod.ts"),
  ]);
  const { config } = await loadedConfig(io);
  const { settings, sinks } = await alertOptions(io, config.alerts);
  const { clock } = io;
  const monitor = new AlertMonitor({
    clock,
    settings,
    health: new HealthMonitor({ clock }),
    onAlert: (alert) => sinks.forEach((sink) => sink.send(alert)),
  });
  const before = await keptModels(catalog);
  return { close: () => close({ monitor, sinks, before, catalog }) };
}

interface Closing {
  readonly monitor: AlertMonitor;
  readonly sinks: readonly AlertSink[];
  readonly before: ReadonlyMap<ProviderKey, readonly ModelRecord[]>;
  readonly catalog: Catalog;
}

async function close({ monitor, sinks, before, catalog }: Closing): Promise<void> {
  const after = await keptModels(catalog);
  for (const [provider, models] of before) {
    const now = after.get(provider);
    if (now !== undefined) monitor.listed(provider, models, now);
  }
  await Promise.all(sinks.map((sink) => sink.close()));
}

async function keptModels(catalog: Catalog): Promise<Map<ProviderKey, readonly ModelRecord[]>> {
  const { models, lists } = await catalog.models({ network: false });
  const kept = new Set(
    lists.filter(({ tier }) => tier !== null && tier !== "embedded").map(({ provider }) => provider),
  );
  return Map.groupBy(models.filter(({ provider }) => kept.has(provider)), ({ provider }) => provider);
}
