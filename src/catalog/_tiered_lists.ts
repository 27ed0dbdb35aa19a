import { orLate } from "../base/mod.ts";
import type { Credential, EndpointRecord, ModelRecord, ProviderAdapter, ProviderKey } from "../spec/mod.ts";
import type {
  AskOptions,
  CallerAsk,
  CallerModels,
  ListState,
  ProviderStatus,
  RefreshReport,
} from "./catalog_answers.ts";
import type { CatalogOptions } from "./catalog_options.ts";
import { endpointOfModel } from "./endpoint_of_model.ts";
import { type AnyRecord, KnownLists } from "./_known_lists.ts";
import { type ListPlan, planEndpoints, planModels } from "./_list_plan.ts";
import { fetchList, ListProblem, ListRefresher, type Refreshed } from "./lists/mod.ts";
import type { NoticeBoard } from "./_notice_board.ts";
import type { ProviderOverride } from "./store/mod.ts";

/** A list, as an answer has it. */
export interface Listed<T> {
  readonly records: readonly T[];
  readonly state: ListState;
  /** Why there is nothing at all. */
  readonly problem: ListProblem | null;
}

/** Gives lists by the order of the tiers: fresh, fetched, the newer of what ships and what is too old, the other. */
export class TieredLists {
  readonly #options: CatalogOptions;
  readonly #known: KnownLists;
  readonly #refresher: ListRefresher;
  readonly #notices: NoticeBoard;

  /** All of them stay the caller's. */
  constructor(options: CatalogOptions, notices: NoticeBoard) {
    this.#options = options;
    this.#known = new KnownLists(options);
    this.#refresher = new ListRefresher(options);
    this.#notices = notices;
  }

  /** The models of a provider. */
  models(provider: ProviderAdapter, ask: AskOptions): Promise<Listed<ModelRecord>> {
    return this.#list(planModels(provider, this.override(provider.key), this.#options), ask);
  }

  /** The endpoints of a model that a provider lists: its router's own, else one that is made from the model. */
  async endpoints(
    record: ModelRecord,
    { adapter, ask }: { readonly adapter: ProviderAdapter; readonly ask: AskOptions },
  ): Promise<Listed<EndpointRecord>> {
    const isRouter = this.#options.endpointListings[adapter.key] !== undefined;
    if (isRouter) {
      const override = this.override(adapter.key);
      const listed = await this.#list<EndpointRecord>(
        planEndpoints(adapter, override, { model: record, parts: this.#options }),
        ask,
      );
      if (listed.state.tier !== null) return listed;
    }
    const { provider, key, tier, fetchedAt } = record;
    const state = { provider, model: key, tier, fetchedAt, rows: 1, problem: null };
    return { records: [endpointOfModel(record, { isRouter })], state, problem: null };
  }

  /** A list by the order of the tiers. */
  async #list<T extends AnyRecord>(plan: ListPlan, ask: AskOptions): Promise<Listed<T>> {
    const disabled = plan.way instanceof ListProblem && plan.way.code === "disabled" ? plan.way : null;
    if (disabled !== null) return listed(plan, null, disabled);
    const stored = this.#known.stored(plan);
    if (stored !== null && this.#known.isFresh(stored, plan)) {
      this.#options.onFetch?.({ provider: plan.place.provider, ok: true, latencyMs: null });
      return listed(plan, await this.#known.fromStore(stored, "cache"), null);
    }
    try {
      const seen = stored?.fetchedAt ?? null;
      const fetching = this.#fetch(plan, { ...ask, force: false, acceptShrunk: false, seen });
      const late = () => new ListProblem({ ...plan.place, code: "timeout", reason: "its server has not answered yet" });
      const { kind } = await orLate(fetching, { clock: this.#options.clock, waitMs: ask.waitMs, late });
      const now = this.#known.stored(plan);
      if (now !== null) {
        return listed(plan, await this.#known.fromStore(now, kind === "elsewhere" ? "cache" : "api"), null);
      }
    } catch (error) {
      if (!(error instanceof ListProblem)) throw error;
      const best = this.#mayStandIn(error) ? await this.#known.best(plan) : null;
      if (error.code === "list_refused") this.#notices.refused(error);
      // Who asks for no calls knows it.
      if (best !== null && ask.network !== false) {
        this.#notices.oldFacts(error, { list: best, ageMs: this.#ageMs(best.fetchedAt) });
      }
      return listed(plan, best, error);
    }
    return listed(plan, await this.#known.best(plan), null);
  }

  async #fetch(
    plan: ListPlan,
    options: AskOptions & { readonly force: boolean; readonly acceptShrunk: boolean; readonly seen: string | null },
  ): Promise<Refreshed> {
    if (plan.way instanceof ListProblem) throw plan.way;
    if (!(options.network ?? true) || this.#options.offline === true) {
      throw new ListProblem({ ...plan.place, code: "offline", reason: "no calls are made" });
    }
    const { clock, onFetch, onList } = this.#options;
    const { provider, model } = plan.place;
    const startMs = clock.nowMs();
    try {
      const refreshed = await this.#refresher.refresh(plan.way, options);
      onFetch?.({ provider, ok: true, latencyMs: clock.nowMs() - startMs });
      if (model === null) onList?.({ provider, outcome: refreshed.kind });
      return refreshed;
    } catch (error) {
      if (error instanceof ListProblem) onFetch?.({ provider, ok: false, latencyMs: clock.nowMs() - startMs });
      throw error;
    }
  }

  /** The models that a provider lists to whoever has a key. They are kept nowhere. */
  async modelsFor(
    credential: Credential,
    options: CallerAsk & { readonly adapter: ProviderAdapter },
  ): Promise<CallerModels> {
    const { adapter, fetch = this.#options.fetch, signal } = options;
    const parts = { ...this.#options, secretOf: () => credential };
    const { place, way } = planModels(adapter, this.override(adapter.key), parts);
    if (way instanceof ListProblem) throw way;
    if (this.#options.offline === true) {
      throw new ListProblem({ ...place, code: "offline", reason: "no calls are made" });
    }
    const fetchedAt = this.#options.clock.date().toISOString();
    const list = await fetchList(way, { fetch, etag: null, fetchedAt, signal, onPage: () => Promise.resolve() });
    const rows = list.kind === "list" ? list.rows as unknown as readonly ModelRecord[] : [];
    const dated = rows.map((record): ModelRecord => ({ ...record, fetchedAt, tier: "api" }));
    return { models: await this.#options.embedded.enrich(dated), fetchedAt };
  }

  /** Fetch the models of a provider anew, and say what came of it. */
  async refresh(
    adapter: ProviderAdapter,
    options: { readonly force?: boolean; readonly acceptShrunk?: boolean; readonly signal?: AbortSignal },
  ): Promise<RefreshReport> {
    const { force = false, acceptShrunk = false, signal } = options;
    const plan = planModels(adapter, this.override(adapter.key), this.#options);
    const stored = this.#known.stored(plan);
    const before = stored?.rows ?? null;
    const report = { provider: adapter.key, before, rows: before ?? 0, skipped: 0, problem: null };
    if (!force && !acceptShrunk && this.#known.isFresh(stored, plan)) {
      return { ...report, outcome: "fresh", fetchedAt: stored!.fetchedAt };
    }
    try {
      const seen = stored?.fetchedAt ?? null;
      const { kind, rows, skipped } = await this.#fetch(plan, { force: true, acceptShrunk, signal, seen });
      return { ...report, outcome: kind, rows, skipped, fetchedAt: this.#known.stored(plan)?.fetchedAt ?? null };
    } catch (error) {
      if (!(error instanceof ListProblem)) throw error;
      const { code, reason } = error;
      if (code === "list_refused") this.#notices.refused(error);
      const outcome = SKIPPED.has(code) ? "skipped" : "failed";
      return { ...report, outcome, fetchedAt: stored?.fetchedAt ?? null, problem: { code, reason } };
    }
  }

  /** What is known of a provider's lists, without a call. */
  async status(adapter: ProviderAdapter): Promise<ProviderStatus> {
    const { store, secretOf } = this.#options;
    const override = this.override(adapter.key);
    const plan = planModels(adapter, override, this.#options);
    const { state } = await this.#list(plan, { network: false });
    const failure = store.failure(plan.place);
    const problem = failure !== null
      ? { code: failure.code as ListProblem["code"], reason: failure.message }
      : plan.way instanceof ListProblem
      ? { code: plan.way.code, reason: plan.way.reason }
      : null;
    return {
      ...state,
      problem,
      enabled: override.enabled !== false && !(this.#options.switchedOff?.has(adapter.key) ?? false),
      url: plan.url,
      lifetimeMs: plan.lifetimeMs,
      ageMs: state.fetchedAt === null ? null : this.#ageMs(state.fetchedAt),
      needsKey: adapter.models?.needsKey ?? false,
      hasKey: secretOf(adapter) !== null,
      endpointLists: store.allListFacts().filter(({ provider, model }) => provider === adapter.key && model !== null)
        .length,
      failedAt: failure?.failedAt ?? null,
    };
  }

  /** How the user has a provider otherwise than its row. */
  override(key: ProviderKey): ProviderOverride {
    return this.#options.store.overrides().get(key) ?? {};
  }

  /** Whoever was not asked at all has not failed to answer. */
  #mayStandIn({ code, provider }: ListProblem): boolean {
    return SKIPPED.has(code) || !this.#options.withoutFallback?.has(provider);
  }

  #ageMs(time: string): number {
    return Math.max(0, this.#options.clock.date().getTime() - Date.parse(time));
  }
}

/** Nothing went wrong: the provider is not to be asked. */
const SKIPPED: ReadonlySet<string> = new Set(["lists_none", "disabled", "key_missing", "no_server", "offline"]);

function listed<T extends AnyRecord>(
  { place }: ListPlan,
  list: { tier: ListState["tier"]; fetchedAt: string; records: readonly AnyRecord[] } | null,
  problem: ListProblem | null,
): Listed<T> {
  const records = (list?.records ?? []) as readonly T[];
  const why = problem === null ? null : { code: problem.code, reason: problem.reason };
  const { tier = null, fetchedAt = null } = list ?? {};
  return { records, state: { ...place, tier, fetchedAt, rows: records.length, problem: why }, problem };
}
