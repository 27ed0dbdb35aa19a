import { Secret } from "../base/mod.ts";
import { findProvider } from "../provider/mod.ts";
import type { CallSetup } from "../routing/mod.ts";
import type { Endpoint, ProviderAdapter, TransportStatus } from "../spec/mod.ts";
import type { PlanEndpoint, RunOptions, SweepPlan } from "../sweep/mod.ts";
import type { HealthTarget } from "../transport/health/mod.ts";
import { loadedConfig } from "./_config_file.ts";
import { observeOptions, startObserving } from "./_observe_flags.ts";
import type { Io } from "./io.ts";

/** What a run that calls live has beside its plan, until it ends. */
export interface LiveRun {
  readonly options: Pick<RunOptions, "setup" | "onEvent" | "onStart">;
  end(): Promise<void>;
}

const NOTHING_YET: TransportStatus = { limits: [], breakers: [] };

/**
 * What the user has set up (credentials, limits, alerts), for a run that calls live, and whoever observes it.
 * The configuration is that of the plan's `folder`, as it was for the plan.
 * @throws {UserError} when the configuration is not valid, or the port for metrics cannot be had.
 */
export async function openLiveRun(
  io: Io,
  { plan, folder, metricsPort }: {
    readonly plan: SweepPlan;
    readonly folder: string;
    readonly metricsPort: number | undefined;
  },
): Promise<LiveRun> {
  // Only here: a replay needs none of it.
  const { openCallSetup } = await import("../routing/mod.ts");
  const { observe } = await import("../transport/observe/mod.ts");
  const loaded = await loadedConfig({ cwd: folder, env: io.env });
  const setup = await openCallSetup({
    config: loaded,
    plugins: plan.plugins,
    env: io.env,
    clock: io.clock,
    command: "sweep run",
    onSecret: (secret) => io.secrets.add(secret),
  });
  let started: Parameters<NonNullable<RunOptions["onStart"]>>[0] | null = null;
  const observer = observe({
    ...await observeOptions(io, { command: "sweep run", metricsPort, raisesAlerts: true, config: loaded.config }),
    status: () => started?.status() ?? NOTHING_YET,
    run: () => started?.runId ?? null,
    facts: () => ({ plan: plan.name }),
    probes: {
      targets: await targetsOf(plan, setup, io),
      fetch: globalThis.fetch,
      onSent({ credential, provider }) {
        const endpoint = plan.endpoints.find((one) => one.provider === provider);
        if (endpoint !== undefined) setup.sent({ ...endpoint, credential });
      },
    },
  });
  await startObserving(io, observer);
  return {
    options: { setup, onEvent: observer.listener, onStart: (run) => started = run },
    async end() {
      await observer.stop();
      setup.close();
    },
  };
}

/** One for each server that the plan calls, where its provider has an address that costs no tokens. */
async function targetsOf(plan: SweepPlan, setup: CallSetup, io: Io): Promise<HealthTarget[]> {
  const { healthTargetOf } = await import("../transport/health/mod.ts");
  const targets = new Map<string, HealthTarget>();
  for (const endpoint of plan.endpoints) {
    const adapter = adapterOf(endpoint, plan.plugins);
    if (adapter === null || targets.has(endpoint.provider)) continue;
    const credential = await setup.credentialOf(endpoint) ?? secretOf(endpoint, io);
    const baseUrl = endpoint.baseUrl === "" ? {} : { baseUrl: endpoint.baseUrl };
    const lifetimeMs = setup.healthLifetimeMs(endpoint);
    const about = { name: endpoint.provider, ...baseUrl, credential, lifetimeMs };
    targets.set(endpoint.provider, healthTargetOf(adapter, about));
  }
  return [...targets.values()];
}

function adapterOf(
  { provider, kind = provider }: Endpoint,
  plugins: readonly ProviderAdapter[],
): ProviderAdapter | null {
  const plugin = plugins.find(({ key }) => key === kind);
  if (plugin !== undefined) return plugin;
  try {
    return findProvider(kind);
  } catch {
    // A server of the plan's own, of which nobody knows more than that.
    return null;
  }
}

function secretOf({ apiKeyEnv }: PlanEndpoint, io: Io): Secret | null {
  const value = apiKeyEnv === null ? undefined : io.env(apiKeyEnv)?.trim();
  return value ? new Secret(`env:${apiKeyEnv}`, value) : null;
}
