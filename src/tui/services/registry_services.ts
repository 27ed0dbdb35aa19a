import { formatCount } from "../../base/mod.ts";
import { type Catalog, listedModels, parseEndpointKey } from "../../catalog/mod.ts";
import type { Registry } from "../../routing/mod.ts";
import type { Clock, Credential, EndpointKey, HealthState, ModelKey, ProviderKey } from "../../spec/mod.ts";
import type { HealthMonitor, ProbeResult } from "../../transport/health/mod.ts";
import type { PickerServices } from "../picker_services.ts";
import { profileServices } from "./_profile_services.ts";
import { sweepServices, type SweepSettings } from "./_sweep_services.ts";

/** What the services are made of. */
export interface RegistryServicesParts {
  /** Its endpoints, and what it prefers. */
  readonly registry: Registry;
  /** The catalog of the registry. */
  readonly catalog: Catalog;
  /** How well providers answer: it listens to the calls of the registry, and is told of those of sweeps. */
  readonly health: HealthMonitor;
  /** Ask the providers that are set up whether they are there; absent: nobody is asked. */
  readonly probe?: (signal: AbortSignal) => Promise<readonly ProbeResult[]>;
  /** Where the search for the project's configuration begins, and relative paths, as an absolute path. */
  readonly cwd: string;
  /** Looks environment variables up. */
  readonly env: (name: string) => string | undefined;
  /** Tells the time. */
  readonly clock: Clock;
  /** Told of every key that was had, so that nothing that is shown repeats it. */
  readonly onSecret?: (secret: Credential) => void;
  /** How sweeps are run. */
  readonly sweep: SweepSettings;
}

/** The picker's questions, answered by the registry, its catalog and the sweep. */
export function registryServices(parts: RegistryServicesParts): PickerServices {
  const { registry, catalog, clock, health, probe } = parts;
  const probed = new Map<ProviderKey, HealthState>();
  const stateOf = (provider: ProviderKey) => {
    const { state } = health.health(provider);
    return state === "unknown" ? probed.get(provider) ?? state : state;
  };
  return {
    find: ({ query, provider }) =>
      listedModels(catalog, { query, at: clock.date(), filters: provider === null ? {} : { provider } }),
    async providers() {
      const known = (await catalog.status()).filter(({ rows }) => rows > 0);
      return {
        providers: known.map(({ provider, rows, fetchedAt, tier }) => ({
          key: provider,
          models: rows,
          asOf: fetchedAt === null ? "" : `${fetchedAt.slice(0, 10)} ${tier}`,
        })),
        health: new Map(known.map(({ provider }) => [provider, stateOf(provider)])),
      };
    },
    async probe(signal) {
      for (const { provider, state } of await probe?.(signal) ?? []) probed.set(provider, state);
    },
    endpoints: (model, signal) => registry.ensureEndpoints(model, { signal }),
    refresh: (signal) => refreshed(catalog, signal),
    async keepSelection(selected) {
      for (const [model, keys] of byModel(selected)) await registry.selectEndpoints(model, keys, { save: true });
    },
    freeSelection: (model) => registry.selectEndpoints(model, null, { save: true }),
    ...profileServices(parts),
    ...sweepServices(parts),
  };
}

async function refreshed(catalog: Catalog, signal: AbortSignal): Promise<{ text: string; failed: boolean }> {
  const reports = await catalog.refresh(null, { signal });
  const count = reports.filter(({ outcome }) => outcome === "fetched" || outcome === "unchanged").length;
  const fetched = `${formatCount(count, "list")} fetched`;
  const failures = reports.filter(({ outcome }) => outcome === "failed");
  if (failures.length === 0) return { text: `${fetched}.`, failed: false };
  const why = failures.map(({ provider, problem }) => `${provider}: ${problem?.reason ?? "failed"}`).join("; ");
  return { text: `${fetched}, ${failures.length} not: ${why}`, failed: true };
}

function byModel(keys: readonly EndpointKey[]): Map<ModelKey, EndpointKey[]> {
  return Map.groupBy(keys, (key) => parseEndpointKey(key)?.model ?? key);
}
