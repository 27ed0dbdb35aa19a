import type { Catalog, RefreshReport } from "../catalog/mod.ts";
import type { ModelRecord, ProviderKey } from "../spec/mod.ts";
import { loadedConfig } from "./_config_file.ts";
import type { Io } from "./io.ts";
import { alertOptions } from "./_observe_flags.ts";

/** What is told of lists that are fetched anew. */
export interface ListAlerts {
  /** Tell what became of the lists and how they differ from those of before, and wait until that is delivered. */
  close(reports: readonly RefreshReport[]): Promise<void>;
}

/** Compare the lists that a catalog has now with those that it has at the end. Facts that ship are no list of before. */
export async function listAlerts(io: Io, catalog: Catalog): Promise<ListAlerts> {
  const [{ AlertMonitor }, { HealthMonitor }] = await Promise.all([
    import("../transport/alerts/mod.ts"),
    import("../transport/health/mod.ts"),
  ]);
  const { settings, sinks } = await alertOptions(io, (await loadedConfig(io)).config.alerts);
  const { clock } = io;
  const monitor = new AlertMonitor({
    clock,
    settings,
    health: new HealthMonitor({ clock }),
    onAlert: (alert) => sinks.forEach((sink) => sink.send(alert)),
  });
  const models = await keptModels(catalog);
  return {
    async close(reports) {
      for (const { provider, outcome, before, problem } of reports) {
        // What was never had is not missed: a server of one's own that does not run.
        if (outcome !== "failed" || before === null) continue;
        monitor.noticed({ code: "list_refused", provider, message: problem?.reason ?? outcome });
      }
      const after = await keptModels(catalog);
      for (const [provider, old] of models) monitor.listed(provider, old, after.get(provider) ?? old);
      await Promise.all(sinks.map((sink) => sink.close()));
    },
  };
}

async function keptModels(catalog: Catalog): Promise<Map<ProviderKey, readonly ModelRecord[]>> {
  const { models, lists } = await catalog.models({ network: false });
  const kept = new Set(
    lists.filter(({ tier }) => tier !== null && tier !== "embedded").map(({ provider }) => provider),
  );
  const listed = models.filter(({ provider, tier }) => kept.has(provider) && tier !== "config");
  return Map.groupBy(listed, ({ provider }) => provider);
}
