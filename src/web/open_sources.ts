import { systemClock } from "../base/mod.ts";
import type { CatalogNotice } from "../catalog/mod.ts";
import { isPostgresUrl, ledgerIsThere, shownLedger } from "../ledger/mod.ts";
import {
  healthSubjects,
  openOwnCatalog,
  openRegistry,
  probeSubjects,
  type Registry,
  type RegistryOptions,
} from "../routing/mod.ts";
import type { CallListener, Clock, ProviderKey } from "../spec/mod.ts";
import type { Alert, AlertSettings, AlertSink } from "../transport/alerts/mod.ts";
import type { ProbeResult, ProbeSent } from "../transport/health/mod.ts";
import { type Observer, readRunning } from "../transport/observe/mod.ts";
import type { DashboardSources } from "./dashboard_sources.ts";
import { EventFeed } from "./events/mod.ts";
import { LazyLedger } from "./_lazy_ledger.ts";
import { ListNews } from "./_list_news.ts";
import { observerOf } from "./_observer_of.ts";
import { PastTries } from "./_past_tries.ts";
import { warmLedger } from "./_warm_ledger.ts";

/** Where a dashboard's models, runs, health and costs come from. */
export interface OpenSourcesOptions extends
  Pick<
    RegistryOptions,
    | "config"
    | "catalogPath"
    | "cassette"
    | "mode"
    | "fetch"
    | "budgetUsd"
    | "offline"
    | "onSecret"
    | "allowLiveInCi"
  > {
  /** Where relative paths and the search for the project's configuration begin, as an absolute path. */
  readonly cwd: string;
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** The ledger: an SQLite file, or a `postgres://` URL. One that is not there yet is looked for again and again. */
  readonly ledgerPath: string;
  /** The system's clock unless given. */
  readonly clock?: Clock;
  /** Numbers in [0, 1), so that probes do not come in step. */
  readonly random: () => number;
  /** Whether providers are probed every 30 s; never in a replay, nor offline. They are unless given. */
  readonly probes?: boolean;
  /** The folder in which running commands of this machine write how they stand; `null`: there is none. */
  readonly runningFolder?: string | null;
  /** When alerts are raised, and where they go beside the pages. */
  readonly alerts?: { readonly settings?: AlertSettings; readonly sinks?: readonly AlertSink[] };
  /** Told of which key was sent where, by probes. */
  readonly onSent?: (sent: ProbeSent) => void;
  /** Told of what does not work here and harms nothing else. */
  readonly warn: (message: string) => void;
}

/** What a dashboard reads, open. */
export interface OpenedSources extends AsyncDisposable {
  readonly sources: DashboardSources;
  /** Begin to observe: probes, alerts, how this process stands. Before a replay gives up the network. */
  start(): Promise<void>;
  /** Close all of it. May be called again. */
  close(): Promise<void>;
}

const MOST_ALERTS = 200;
const LEDGER = "TAPEDECK_LEDGER";
const NO_LEDGER = "none";

/**
 * Open what a dashboard reads and calls: the user's catalog and registry, the ledger, health, alerts, and what runs on this
 * machine. The network is kept, also in a replay: whoever serves gives it up once the port is open.
 *
 * @throws {UserError} when the configuration is not valid, or the tape cannot be opened.
 */
export async function openSources(options: OpenSourcesOptions): Promise<OpenedSources> {
  const { cwd, env, clock = systemClock, onSecret = () => {}, fetch = globalThis.fetch } = options;
  const isReplay = options.cassette !== undefined && (options.mode ?? "replay") === "replay";
  const offline = options.offline === true || isReplay;
  const events = new EventFeed();
  const probed = new Map<ProviderKey, ProbeResult>();
  const alerts: Alert[] = [];
  const subjects = isReplay ? [] : await healthSubjects({ names: null, cwd, env, clock, onSecret });
  let registry: Registry | null = null;
  const observer = observerOf({ ...options, clock, fetch }, {
    subjects: offline || options.probes === false ? [] : subjects,
    onResult: (result) => probed.set(result.provider, result),
    onAlert: (alert) => void alerts.splice(0, alerts.length, alert, ...alerts.slice(0, MOST_ALERTS - 1)),
    status: () => registry?.status() ?? { limits: [], breakers: [] },
  });
  // That nothing is fetched was asked for: no list fails to be renewed by it.
  const chosen = new Set(offline ? [] : subjects.map(({ provider }) => provider));
  const { onEvent, onNotice } = listenersOf(observer, chosen);
  const shared = { cwd, env, clock, onSecret, fetch, offline, onEvent, ...filesOf(options) };
  let news: ListNews | null = null;
  const catalog = await openOwnCatalog({ ...shared, onNotice, onList: (list) => news?.fetched(list) });
  const ledger = new LazyLedger(options.ledgerPath, clock);
  const past = new PastTries({ ledger, health: observer.health, clock });
  const readPast = () => isReplay ? Promise.resolve() : past.read();
  try {
    news = await ListNews.of({ catalog, observer, events, clock });
    const kept = await keptIn(options.ledgerPath, env);
    registry = await openRegistry({ ...shared, ...callOptions(options), ...kept, catalog, onOwnTries: past.own });
  } catch (error) {
    catalog.close();
    throw error;
  }
  const told = news;
  const unwatch = tellProviders(observer, { events, clock });
  let warming: Promise<void> | null = null;
  const close = async () => {
    unwatch();
    await told.close();
    await observer.stop();
    await registry?.close();
    await ledger.close();
    await warming;
    catalog.close();
  };
  return {
    sources: {
      registry,
      catalog,
      ledger: ledger.open,
      ledgerPath: shownLedger(options.ledgerPath),
      health: observer.health,
      readPast,
      probes: () => [...probed.values()],
      probe: offline ? null : () => probedNow({ ...options, clock, onSecret, fetch }, { probed, observer }),
      alerts: () => alerts,
      running: async () => options.runningFolder ? await readRunning(options.runningFolder, { clock }) : [],
      events,
      refresh: ({ providers = null, ...asked }) => told.refresh(() => catalog.refresh(providers, asked)),
      cwd,
      env,
      fetch,
      clock,
      onSecret,
    },
    async start() {
      await observer.start();
      await readPast();
      // A database sums up by itself, and anew each time.
      if (!isPostgresUrl(options.ledgerPath)) warming ??= warmLedger(ledger);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Of providers that nobody has set up it is no news that their lists cannot be had. */
function listenersOf(
  { listener, alerts }: Observer,
  chosen: ReadonlySet<ProviderKey>,
): { readonly onEvent: CallListener; readonly onNotice: (notice: CatalogNotice) => void } {
  return {
    onEvent: (event) => {
      if (event.type !== "list" || event.ok || chosen.has(event.provider)) listener(event);
    },
    onNotice: (notice) => {
      if (notice.code !== "old_facts" || chosen.has(notice.provider ?? "")) alerts?.noticed(notice);
    },
  };
}

/** Asks providers as they are set up now, whatever they were when the dashboard began. */
async function probedNow(
  { cwd, env, clock, onSecret, fetch, onSent }:
    & OpenSourcesOptions
    & Required<Pick<OpenSourcesOptions, "clock" | "onSecret" | "fetch">>,
  { probed, observer }: { readonly probed: Map<ProviderKey, ProbeResult>; readonly observer: Observer },
): Promise<readonly ProbeResult[]> {
  const subjects = await healthSubjects({ names: null, cwd, env, clock, onSecret });
  const results = await probeSubjects(subjects, { fetch, clock, ...(onSent === undefined ? {} : { onSent }) });
  for (const result of results) {
    probed.set(result.provider, result);
    observer.health.probed(result);
  }
  return results;
}

/** Open pages are told how providers are; what gives is to be called when nobody is to be told any more. */
function tellProviders(
  { health }: Observer,
  { events, clock }: { readonly events: EventFeed; readonly clock: Clock },
): () => void {
  return health.watch(({ key, kind, from, to, reasons }) => {
    if (kind !== "provider") return;
    events.publish({ type: "provider", at: clock.date().toISOString(), provider: key, from, to, reasons });
  });
}

/**
 * Calls by themselves are kept where the pages look for them. A ledger that is not there yet is given as the one that the
 * environment names: the first call makes it, where the process may.
 */
async function keptIn(
  path: string,
  env: OpenSourcesOptions["env"],
): Promise<Pick<RegistryOptions, "ledgerPath" | "env">> {
  if (await ledgerIsThere(path)) return { ledgerPath: path };
  return { env: (name) => name === LEDGER && env(name) !== NO_LEDGER ? path : env(name) };
}

function filesOf({ config, catalogPath }: OpenSourcesOptions): Pick<RegistryOptions, "config" | "catalogPath"> {
  return { ...(config === undefined ? {} : { config }), ...(catalogPath === undefined ? {} : { catalogPath }) };
}

function callOptions({ cassette, mode, budgetUsd, allowLiveInCi }: OpenSourcesOptions): RegistryOptions {
  return {
    keepNetwork: true,
    command: "dashboard",
    ...(cassette === undefined ? {} : { cassette }),
    ...(mode === undefined ? {} : { mode }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(allowLiveInCi === undefined ? {} : { allowLiveInCi }),
  };
}
