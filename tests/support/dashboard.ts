import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type PlainFetch, systemClock } from "../../src/base/mod.ts";
import type { Catalog } from "../../src/catalog/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { createSimulated } from "../../src/provider/simulated/mod.ts";
import { healthSubjects, openCatalog, openRegistry, probeSubjects } from "../../src/routing/mod.ts";
import type { Clock, Credential, Ledger } from "../../src/spec/mod.ts";
import { loadPlan, restrictPlan, runSweep } from "../../src/sweep/mod.ts";
import type { Alert } from "../../src/transport/alerts/mod.ts";
import { HealthMonitor, type ProbeResult } from "../../src/transport/health/mod.ts";
import type { RunningStatus } from "../../src/transport/observe/mod.ts";
import { createDashboard, type Dashboard, type DashboardSources } from "../../src/web/mod.ts";
import { EventFeed } from "../../src/web/events/mod.ts";
import { tempDir } from "./temp_dir.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

export interface TestDashboardOptions {
  /** Of the quickstart's prompts, those of which a run is replayed into the ledger; none: there is no ledger yet. */
  readonly prompts?: readonly string[];
  /** In place of the one with the replayed run; whoever made it closes it. */
  readonly ledger?: Ledger;
  /** Answers what goes to the network; the simulated provider at `http://box` unless given. */
  readonly fetch?: PlainFetch;
  readonly env?: (name: string) => string | undefined;
  readonly clock?: Clock;
  /** In place of the one with the facts that ship. */
  readonly catalog?: Catalog;
  readonly running?: readonly RunningStatus[];
  readonly probes?: readonly ProbeResult[];
  /** Whether nothing may be called, so that nothing is probed. */
  readonly isReplay?: boolean;
  /** The admin key; there is none unless given. */
  readonly adminKey?: string;
}

/** A dashboard over real parts, in a folder of its own. */
export interface TestDashboard extends AsyncDisposable {
  readonly sources: DashboardSources;
  readonly dashboard: Dashboard;
  /** The folder that is the project, with its `tapedeck.toml`. */
  readonly folder: string;
  /** The run in the ledger; the empty string without one. */
  readonly runId: string;
  /** What alerts are told of; a test may put more in. */
  readonly alertList: Alert[];
  /** Every key that was had. */
  readonly secrets: Credential[];
  /** Asks a page or the API, without a port: `get("/runs")`. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** The same as text. */
  text(path: string, init?: RequestInit): Promise<string>;
}

const CONFIG = `version = 1

[providers.box]
kind = "simulated"
base_url = "http://box/v1"

[[endpoints]]
key = "me/mine@box"
model = "simulated/steady"
`;

/**
 * A dashboard over a real ledger with a replayed run of the quickstart, a catalog with the facts that ship, and a registry
 * whose model `me/mine` is answered by the simulated provider.
 */
export async function testDashboard(options: TestDashboardOptions = {}): Promise<TestDashboard> {
  const { clock = systemClock, env = () => undefined, prompts = ["sum-7-5", "sum-50-50"] } = options;
  const folder = tempDir();
  const path = (name: string) => join(folder.path, name);
  await Deno.writeTextFile(path("tapedeck.toml"), CONFIG);
  const ledgerPath = path("ledger.sqlite");
  const isReplayed = prompts.length > 0 && options.ledger === undefined;
  const runId = isReplayed ? await replayed(ledgerPath, { folder: folder.path, prompts }) : "";
  const simulated = createSimulated();
  const fetch = options.fetch ?? ((input, init) => simulated.handle(new Request(input, init)));
  const secrets: Credential[] = [];
  const onSecret = (secret: Credential) => void secrets.push(secret);
  const catalog = options.catalog ?? await openCatalog({ store: ":memory:", env, clock, fetch, offline: true });
  const health = new HealthMonitor({ clock });
  const registry = await openRegistry({
    config: path("tapedeck.toml"),
    cwd: folder.path,
    catalog,
    env,
    fetch,
    clock,
    onSecret,
    onEvent: health.listener,
    ledgerPath: false,
    offline: true,
  });
  const ledger = runId === "" ? null : await openSqliteLedger(ledgerPath);
  const alertList: Alert[] = [];
  const probed = new Map((options.probes ?? []).map((result) => [result.provider, result]));
  const sources: DashboardSources = {
    registry,
    catalog,
    ledger: () => Promise.resolve(options.ledger ?? ledger),
    ledgerPath: "ledger.sqlite",
    health,
    readPast: () => Promise.resolve(),
    probes: () => [...probed.values()],
    probe: options.isReplay === true ? null : async () => {
      const subjects = await healthSubjects({ names: null, cwd: folder.path, env, clock, onSecret });
      const results = await probeSubjects(subjects, { fetch, clock });
      results.forEach((result) => probed.set(result.provider, result) && health.probed(result));
      return results;
    },
    alerts: () => alertList,
    running: () => Promise.resolve(options.running ?? []),
    events: new EventFeed(),
    refresh: ({ providers = null, ...ask }) => catalog.refresh(providers, ask),
    cwd: folder.path,
    env,
    fetch,
    clock,
    onSecret,
  };
  const { adminKey } = options;
  const dashboard = createDashboard(sources, {
    ...(adminKey === undefined ? {} : { adminKey }),
    onBug: (error) => {
      throw error;
    },
  });
  const get = (at: string, init?: RequestInit) => dashboard.handle(new Request(`http://127.0.0.1${at}`, init));
  return {
    sources,
    dashboard,
    folder: folder.path,
    runId,
    alertList,
    secrets,
    get,
    text: async (at, init) => await (await get(at, init)).text(),
    async [Symbol.asyncDispose]() {
      await dashboard.close();
      await registry.close();
      await ledger?.close();
      catalog.close();
      folder[Symbol.dispose]();
    },
  };
}

async function replayed(
  ledgerPath: string,
  { folder, prompts }: { readonly folder: string; readonly prompts: readonly string[] },
): Promise<string> {
  const plan = await loadPlan(join(PROJECT, "sweeps/quickstart.toml"));
  const part = restrictPlan(plan, prompts.map((id) => `prompt=${id}`));
  const { runId } = await runSweep(part, {
    ledgerPath,
    outRoot: folder,
    mode: "replay",
    cassettePath: join(PROJECT, "cassettes/quickstart.jsonl"),
    concurrency: 1,
    keepNetwork: true,
    warn: () => {},
  });
  return runId;
}
