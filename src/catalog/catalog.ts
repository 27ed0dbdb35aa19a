import { nearestName, UserError } from "../base/mod.ts";
import type { EndpointRecord, ModelRecord, ProviderAdapter, ProviderKey, ProviderRecord } from "../spec/mod.ts";
import { bestRecord } from "./best_record.ts";
import type {
  AskOptions,
  EndpointsAnswer,
  ListState,
  ModelsAnswer,
  PromotedModel,
  ProviderStatus,
  RefreshReport,
} from "./catalog_answers.ts";
import type { CatalogOptions } from "./catalog_options.ts";
import { endpointOfModel } from "./_endpoint_of_model.ts";
import { type IdMigration, ModelIds, type ModelResolution } from "./ids/mod.ts";
import { type AnyRecord, KnownLists } from "./_known_lists.ts";
import { type ListPlan, planEndpoints, planModels } from "./_list_plan.ts";
import { ListProblem, ListRefresher, type Refreshed } from "./lists/mod.ts";
import { NoticeBoard } from "./_notice_board.ts";
import { type ModelFilters, type ModelMatch, ModelSearch } from "./search/mod.ts";
import type { ProviderOverride } from "./store/mod.ts";

/** A list, as an answer has it. */
interface Listed<T> {
  readonly records: readonly T[];
  readonly state: ListState;
  /** Why there is nothing at all. */
  readonly problem: ListProblem | null;
}

/** What ids mean and what searches find, over the lists that there were. */
interface Index {
  readonly mark: string;
  readonly parts: readonly (readonly ModelRecord[])[];
  readonly ids: ModelIds;
  readonly search: ModelSearch;
}

/**
 * What exists and what it costs. Each answer says of what tier and of when it is.
 *
 * Facts come from the first of these that has them: a fresh list in the store, the provider's API, the newer of the list
 * that ships and the one that is too old, the other of the two; else the answer is an error that says why. A list is
 * fetched by one caller at a time, in all processes that use the store, and is not believed when it is empty or has lost
 * more than half of its rows.
 */
export class Catalog {
  readonly #options: CatalogOptions;
  readonly #known: KnownLists;
  readonly #refresher: ListRefresher;
  readonly #notices: NoticeBoard;
  #indexed: Index | null = null;

  /** Most callers want `openCatalog`, which puts the parts together. */
  constructor(options: CatalogOptions) {
    this.#options = options;
    this.#known = new KnownLists(options);
    this.#refresher = new ListRefresher(options);
    this.#notices = new NoticeBoard(options.onNotice);
  }

  /**
   * All models, or those of one provider.
   *
   * @throws {ListProblem} when a provider is named of which nothing is known; a {@linkcode UserError} when there is none
   * of that name; the signal's reason.
   */
  async models(ask: AskOptions & { readonly provider?: ProviderKey } = {}): Promise<ModelsAnswer> {
    const named = ask.provider === undefined ? null : this.#adapter(ask.provider);
    const all = named === null ? this.#listing() : [named];
    const lists = await Promise.all(all.map((provider) => this.#models(provider, ask)));
    if (named !== null && lists[0].problem !== null && lists[0].state.tier === null) throw lists[0].problem;
    return { models: lists.flatMap(({ records }) => records), lists: lists.map(({ state }) => state) };
  }

  /**
   * What an id means today, with the facts of each list that has the model. Lists that have it and are not fresh are
   * fetched first, and all of them where none has it. A migration is told as a notice.
   */
  async model(id: string, ask: AskOptions = {}): Promise<ModelResolution> {
    const known = (await this.#index()).ids.resolve(id);
    const by = known.kind === "gone" ? null : new Set(known.records.map(({ provider }) => provider));
    const resolution = ask.network === false ? known : (await this.#index({ ask, by })).ids.resolve(id);
    if (resolution.kind === "migrated") this.#notices.migrated(resolution.migration);
    return resolution;
  }

  /**
   * The endpoints of a model: those that routers list, and one for each other provider that has the model.
   *
   * @throws {UserError} when the id is not listed, with the nearest ones.
   */
  async endpoints(id: string, ask: AskOptions = {}): Promise<EndpointsAnswer> {
    const resolution = await this.model(id, ask);
    if (resolution.kind === "gone") throw goneError(resolution);
    const lists = await Promise.all(resolution.records.map((record) => this.#endpointsAt(record, ask)));
    return {
      model: resolution.key,
      endpoints: lists.flatMap(({ records }) => records),
      lists: lists.map(({ state }) => state),
    };
  }

  /**
   * Facts of a provider, without a call.
   *
   * @throws {UserError} when there is none of that name.
   */
  async provider(key: ProviderKey): Promise<ProviderRecord> {
    const adapter = this.#adapter(key);
    const { baseUrl } = this.#override(key);
    const { state } = await this.#models(adapter, KNOWN);
    const { name, origin, defaultOrigin, basePath, wire } = adapter;
    const own = origin ?? defaultOrigin ?? null;
    return {
      key,
      name,
      baseUrl: baseUrl ?? (own === null ? null : own + basePath),
      wire,
      fetchedAt: state.fetchedAt,
      tier: state.tier,
    };
  }

  /** The models that fit a query, the best first, among what is known without a call: see `ModelSearch`. */
  async search(query: string, filters: ModelFilters = {}): Promise<ModelMatch[]> {
    if (filters.provider !== undefined) this.#adapter(filters.provider);
    return (await this.#index()).search.search(query, filters);
  }

  /**
   * Fetch the lists of some providers, or of all that can be asked. One that is fresh is left alone unless `force` is
   * given; `acceptShrunk` believes a list that has lost most of its rows.
   */
  async refresh(
    providers: readonly ProviderKey[] | null,
    options: { readonly force?: boolean; readonly acceptShrunk?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<RefreshReport[]> {
    const adapters = providers?.map((key) => this.#adapter(key)) ??
      this.#listing();
    return await Promise.all(adapters.map((adapter) => this.#refreshOne(adapter, options)));
  }

  /** Call the lists of some providers, or of all, too old: they are fetched again when they are asked for next. */
  async invalidate(providers: readonly ProviderKey[] | null): Promise<void> {
    if (providers === null) return await this.#options.store.invalidate(null);
    for (const key of providers) await this.#options.store.invalidate(this.#adapter(key).key);
  }

  /** Have a provider otherwise than its row does, from now on and in all processes; `null`: as its row again. */
  async override(key: ProviderKey, override: ProviderOverride | null): Promise<void> {
    const { baseUrl } = override ?? {};
    if (baseUrl !== undefined && (!URL.canParse(baseUrl) || baseUrl.endsWith("/"))) {
      throw new UserError(
        `Cannot use the base URL as it must be a whole URL without a slash at its end: current value is "${baseUrl}"`,
      );
    }
    await this.#options.store.putOverride(this.#adapter(key).key, override);
  }

  /** What is known of each provider's lists, without a call. */
  async status(): Promise<ProviderStatus[]> {
    const lists = this.#options.store.allListFacts();
    return await Promise.all(this.#options.providers.map(async (adapter): Promise<ProviderStatus> => {
      const override = this.#override(adapter.key);
      const plan = planModels(adapter, override, this.#options);
      const { state } = await this.#models(adapter, KNOWN);
      const failure = this.#options.store.failure(plan.place);
      const problem = failure === null
        ? plan.way instanceof ListProblem ? plan.way : null
        : { code: failure.code as ListProblem["code"], reason: failure.message };
      return {
        ...state,
        problem: problem === null ? null : { code: problem.code, reason: problem.reason },
        enabled: override.enabled !== false,
        url: plan.url,
        lifetimeMs: plan.lifetimeMs,
        ageMs: state.fetchedAt === null ? null : this.#ageMs(state.fetchedAt),
        needsKey: adapter.models?.needsKey ?? false,
        hasKey: this.#options.secretOf(adapter) !== null,
        endpointLists: lists.filter(({ provider, model }) => provider === adapter.key && model !== null).length,
        failedAt: failure?.failedAt ?? null,
      };
    }));
  }

  /**
   * Choose a model: it stands apart in lists, and its facts are kept when it vanishes.
   *
   * @throws {UserError} when the id is not listed, with the nearest ones.
   */
  async promote(id: string): Promise<PromotedModel> {
    const resolution = await this.model(id, KNOWN);
    if (resolution.kind === "gone") throw goneError(resolution);
    const record = bestRecord(resolution.records);
    const promotedAt = this.#options.clock.date().toISOString();
    await this.#options.store.promote({ model: resolution.key, promotedAt, record });
    return { key: resolution.key, promotedAt, record, resolution };
  }

  /** Choose a model no longer, by the id under which it was chosen or the one that it has today; whether it was. */
  async demote(id: string): Promise<boolean> {
    const { store } = this.#options;
    if (await store.demote(id)) return true;
    const resolution = await this.model(id, KNOWN);
    return resolution.kind !== "gone" && await store.demote(resolution.key);
  }

  /** The models that were chosen, without a call. One whose id has become another one gets the new one, with a notice. */
  async promoted(): Promise<PromotedModel[]> {
    const { store } = this.#options;
    const { ids } = await this.#index();
    const promoted: PromotedModel[] = [];
    for (const { model, promotedAt, record } of store.promotions()) {
      const resolution = ids.resolve(model);
      if (resolution.kind === "gone") {
        this.#notices.gone(resolution);
        promoted.push({ key: model, promotedAt, record, resolution });
        continue;
      }
      const newest = bestRecord(resolution.records);
      if (resolution.kind === "migrated") {
        this.#notices.migrated(resolution.migration);
        await store.renamePromotion(model, { model: resolution.key, promotedAt, record: newest });
      }
      promoted.push({ key: resolution.key, promotedAt, record: newest, resolution });
    }
    return promoted;
  }

  /**
   * Take another model in the place of one that is gone, from now on: what lists and the shipped table only propose, a
   * user may say.
   *
   * @throws {UserError} when the new id is not listed.
   */
  async migrate(from: string, to: string): Promise<IdMigration> {
    const resolution = await this.model(to, KNOWN);
    if (resolution.kind === "gone") throw goneError(resolution);
    const migration: IdMigration = {
      from,
      to: resolution.key,
      mode: "automatic",
      reason: "replaced",
      source: "user",
    };
    await this.#options.store.putIdMigration(migration);
    return migration;
  }

  /** The file that the lists are kept in; `:memory:` where there is none. */
  get storePath(): string {
    return this.#options.store.path;
  }

  /** Close the store. Doing it twice does no harm. */
  close(): void {
    this.#options.store.close();
  }

  /** See {@linkcode Catalog.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  #models(provider: ProviderAdapter, ask: AskOptions): Promise<Listed<ModelRecord>> {
    return this.#list(planModels(provider, this.#override(provider.key), this.#options), ask);
  }

  async #endpointsAt(record: ModelRecord, ask: AskOptions): Promise<Listed<EndpointRecord>> {
    const adapter = this.#adapter(record.provider);
    const isRouter = this.#options.endpointListings[adapter.key] !== undefined;
    if (isRouter) {
      const override = this.#override(adapter.key);
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
      return listed(plan, await this.#known.fromStore(stored, "cache"), null);
    }
    try {
      const { kind } = await this.#fetch(plan, {
        ...ask,
        force: false,
        acceptShrunk: false,
        seen: stored?.fetchedAt ?? null,
      });
      const now = this.#known.stored(plan);
      if (now !== null) {
        return listed(plan, await this.#known.fromStore(now, kind === "elsewhere" ? "cache" : "api"), null);
      }
    } catch (error) {
      if (!(error instanceof ListProblem)) throw error;
      const best = await this.#known.best(plan);
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
    return await this.#refresher.refresh(plan.way, options);
  }

  async #refreshOne(
    adapter: ProviderAdapter,
    options: { readonly force?: boolean; readonly acceptShrunk?: boolean; readonly signal?: AbortSignal },
  ): Promise<RefreshReport> {
    const { force = false, acceptShrunk = false, signal } = options;
    const plan = planModels(adapter, this.#override(adapter.key), this.#options);
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

  /** The index over what is known, once the lists of some providers, or of all, have been asked for. */
  async #index(
    { ask = KNOWN, by = null }: { readonly ask?: AskOptions; readonly by?: ReadonlySet<ProviderKey> | null } = {},
  ): Promise<Index> {
    const asked = (key: ProviderKey) => by === null || by.has(key) ? ask : KNOWN;
    const lists = await Promise.all(this.#listing().map((provider) => this.#models(provider, asked(provider.key))));
    const migrations = this.#options.store.idMigrations();
    const parts = lists.map(({ records }) => records).filter((records) => records.length > 0);
    const mark = JSON.stringify(migrations);
    const known = this.#indexed;
    // A list that has not changed is the very same array.
    if (
      known?.mark === mark && known.parts.length === parts.length && known.parts.every((one, i) => one === parts[i])
    ) {
      return known;
    }
    const models = parts.flat();
    return this.#indexed = { mark, parts, ids: new ModelIds(models, migrations), search: new ModelSearch(models) };
  }

  #listing(): readonly ProviderAdapter[] {
    return this.#options.providers.filter(({ models }) => models !== null);
  }

  #adapter(key: ProviderKey): ProviderAdapter {
    const found = this.#options.providers.find((adapter) => adapter.key === key);
    if (found !== undefined) return found;
    const nearest = nearestName(key, this.#options.providers.map((adapter) => adapter.key));
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw new UserError(`Cannot find the provider as there is none of that name${hint}: current value is "${key}"`, {
      exitCode: 2,
    });
  }

  #override(key: ProviderKey): ProviderOverride {
    return this.#options.store.overrides().get(key) ?? {};
  }

  #ageMs(time: string): number {
    return Math.max(0, this.#options.clock.date().getTime() - Date.parse(time));
  }
}

/** Without a call. */
const KNOWN: AskOptions = { network: false };

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

function goneError({ id, replacement, suggestions }: ModelResolution & { kind: "gone" }): UserError {
  const hint = replacement !== null
    ? ` (${replacement.to} takes its place)`
    : suggestions.length === 0
    ? ""
    : ` (did you mean ${suggestions.map((key) => `"${key}"`).join(", ")}?)`;
  return new UserError(`Cannot find the model as no list has it${hint}: current value is "${id}"`);
}
