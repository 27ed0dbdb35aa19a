import { healthSubjects, type ProviderOverview, providerOverviews } from "../../routing/mod.ts";
import type { ProviderKey } from "../../spec/mod.ts";
import type { Alert } from "../../transport/alerts/mod.ts";
import type { ProbeResult } from "../../transport/health/mod.ts";
import type { RunningStatus } from "../../transport/observe/mod.ts";
import type { DashboardSources } from "../dashboard_sources.ts";

/** All that the page shows. */
export interface HealthFacts {
  readonly overviews: readonly ProviderOverview[];
  /** Commands of this machine but this one. */
  readonly running: readonly RunningStatus[];
  /** The newest first. */
  readonly alerts: readonly Alert[];
  readonly now: Date;
  /** Whether providers can be probed now. */
  readonly canProbe: boolean;
}

/** What a check came to. */
export interface CheckReport {
  /** Those that were asked, just now or a moment ago. */
  readonly results: readonly ProbeResult[];
  /** How long ago that was; 0: just now. */
  readonly agoMs: number;
}

/** Every open page looks every few seconds: they look together. */
const LOOK_MS = 1_000;
/** Which providers are set up stands in files. */
const NAMES_MS = 30_000;
/** Whoever presses the button again and again asks servers of others no more often than this. */
const CHECK_MS = 10_000;

/** Looks at health for all pages that are open, and probes when somebody asks. */
export class HealthView {
  readonly #sources: DashboardSources;
  readonly #watchers = new Set<() => void>();
  #names: { readonly atMs: number; readonly names: Promise<ProviderKey[]> } | null = null;
  #look: { readonly atMs: number; readonly facts: Promise<HealthFacts> } | null = null;
  #check: { readonly atMs: number; readonly results: Promise<readonly ProbeResult[]> } | null = null;

  constructor(sources: DashboardSources) {
    this.#sources = sources;
  }

  /** How all stands now, or stood a moment ago. */
  look(): Promise<HealthFacts> {
    const nowMs = this.#sources.clock.nowMs();
    if (this.#look === null || nowMs - this.#look.atMs >= LOOK_MS) {
      const facts = this.#facts();
      this.#look = { atMs: nowMs, facts };
      facts.catch(() => this.#look = null);
    }
    return this.#look.facts;
  }

  /** Probe all that can be, unless that was done a moment ago; `null`: nothing may be called. */
  async check(): Promise<CheckReport | null> {
    const { probe, clock } = this.#sources;
    if (probe === null) return null;
    const nowMs = clock.nowMs();
    const isNew = this.#check === null || nowMs - this.#check.atMs >= CHECK_MS;
    if (isNew) {
      const results = probe();
      this.#check = { atMs: nowMs, results };
      results.catch(() => this.#check = null);
    }
    const { atMs, results } = this.#check!;
    const report = { results: await results, agoMs: isNew ? 0 : nowMs - atMs };
    this.#look = null;
    this.#watchers.forEach((watcher) => watcher());
    return report;
  }

  /** Be told when there is reason to look again, until the function that comes back is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    const unsubscribe = this.#sources.events.subscribe(({ type }) => {
      if (type === "provider") watcher();
    });
    const unwatch = this.#sources.health.watch(() => {
      this.#look = null;
      watcher();
    });
    return () => {
      this.#watchers.delete(watcher);
      unsubscribe();
      unwatch();
    };
  }

  async #facts(): Promise<HealthFacts> {
    const { registry, catalog, health, probes, alerts, clock, probe } = this.#sources;
    const { running: commands, readPast } = this.#sources;
    const [names, lists, all] = await Promise.all([this.#nameList(), catalog.status(), commands(), readPast()]);
    const running = all.filter(({ pid }) => pid !== Deno.pid);
    const parts = { names, lists, health, running, clock, probes: probes(), transport: registry.status() };
    const told = [...alerts()].sort((a, b) => a.at < b.at ? 1 : a.at > b.at ? -1 : 0);
    return {
      overviews: providerOverviews({ ...parts, alerts: told }),
      running,
      alerts: told,
      now: clock.date(),
      canProbe: probe !== null,
    };
  }

  #nameList(): Promise<ProviderKey[]> {
    const { clock, cwd, env, onSecret } = this.#sources;
    const nowMs = clock.nowMs();
    if (this.#names === null || nowMs - this.#names.atMs >= NAMES_MS) {
      const subjects = healthSubjects({ names: null, cwd, env, clock, onSecret });
      const names = subjects.then((all) => all.map(({ provider }) => provider));
      this.#names = { atMs: nowMs, names };
      names.catch(() => this.#names = null);
    }
    return this.#names.names;
  }
}
