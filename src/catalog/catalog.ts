import { nearestName, UserError } from "../base/mod.ts";
import type {
  Credential,
  EndpointRecord,
  ModelRecord,
  ProviderAdapter,
  ProviderKey,
  ProviderRecord,
} from "../spec/mod.ts";
import { bestRecord } from "./best_record.ts";
import type {
  AskOptions,
  CallerAsk,
  CallerModels,
  EndpointsAnswer,
  ListState,
  ModelsAnswer,
  PromotedModel,
  ProviderStatus,
  RefreshReport,
} from "./catalog_answers.ts";
import type { CatalogOptions } from "./catalog_options.ts";
import { DeclaredModels } from "./_declared_models.ts";
import { type IdMigration, ModelIds, type ModelResolution } from "./ids/mod.ts";
import { NoticeBoard } from "./_notice_board.ts";
import { type ModelFilters, type ModelMatch, ModelSearch } from "./search/mod.ts";
import type { ProviderOverride } from "./store/mod.ts";
import { type Listed, TieredLists } from "./_tiered_lists.ts";

/** What ids mean and what searches find, over the lists that there were. */
interface Index {
  readonly mark: string;
  readonly parts: readonly (readonly ModelRecord[])[];
  readonly ids: ModelIds;
  readonly search: ModelSearch;
}

/**
 * What exists and what it costs. Each answer says of what tier and of when it is. What the user's configuration declares
 * stands beside what lists say, in every answer.
 *
 * Facts come from the first of these that has them: a fresh list in the store, the provider's API, the newer of the list
 * that ships and the one that is too old, the other of the two; else the answer is an error that says why. A list is
 * fetched by one caller at a time, in all processes that use the store, and is not believed when it is empty or has lost
 * more than half of its rows.
 */
export class Catalog {
  readonly #options: CatalogOptions;
  readonly #notices: NoticeBoard;
  readonly #lists: TieredLists;
  readonly #declared: DeclaredModels;
  #indexed: Index | null = null;

  /** Most callers want `openCatalog`, which puts the parts together. */
  constructor(options: CatalogOptions) {
    this.#options = options;
    this.#notices = new NoticeBoard(options.onNotice);
    this.#lists = new TieredLists(options, this.#notices);
    this.#declared = new DeclaredModels(options.declared ?? []);
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
    const lists = await Promise.all(all.map((provider) => this.#lists.models(provider, ask)));
    const declared = named === null ? this.#declared.models : this.#declared.of(named.key);
    const isUnknown = named !== null && declared.length === 0 && lists[0].state.tier === null;
    if (isUnknown && lists[0].problem !== null) throw lists[0].problem;
    return {
      models: [...lists.flatMap(({ records }) => records), ...declared],
      lists: this.#states(lists.map(({ state }) => state), declared),
    };
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
    const lists = await Promise.all(resolution.records.map((record) => this.#endpointsOf(record, ask)));
    return {
      model: resolution.key,
      endpoints: this.#declared.over(lists.flatMap(({ records }) => records)),
      lists: lists.map(({ state }) => state),
    };
  }

  /**
   * The endpoints of all models that are known, without a call: those that routers list, and one for each other provider
   * that has a model.
   */
  async knownEndpoints(): Promise<EndpointRecord[]> {
    const { models } = await this.models(KNOWN);
    const lists = await Promise.all(models.map((record) => this.#endpointsOf(record, KNOWN)));
    return this.#declared.over(lists.flatMap(({ records }) => records));
  }

  /**
   * Facts of a provider, without a call.
   *
   * @throws {UserError} when there is none of that name.
   */
  async provider(key: ProviderKey): Promise<ProviderRecord> {
    const adapter = this.#adapter(key);
    const { baseUrl } = this.#lists.override(key);
    const { state } = await this.#lists.models(adapter, KNOWN);
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
    return await Promise.all(adapters.map((adapter) => this.#lists.refresh(adapter, options)));
  }

  /** Call the lists of some providers, or of all, too old: they are fetched again when they are asked for next. */
  async invalidate(providers: readonly ProviderKey[] | null): Promise<void> {
    if (providers === null) return await this.#options.store.invalidate(null);
    for (const key of providers) await this.#options.store.invalidate(this.#adapter(key).key);
  }

  /** Have a provider otherwise than its row does, from now on and in all processes; `null`: as its row again. */
  async override(key: ProviderKey, override: ProviderOverride | null): Promise<void> {
    const { baseUrl } = override ?? {};
    if (baseUrl !== undefined && (!URL.canParse(baseUrl) || !/^https?:/i.test(baseUrl) || baseUrl.endsWith("/"))) {
      throw new UserError(
        `Cannot use the base URL as it must be a whole HTTP URL without a slash at its end: current value is "${baseUrl}"`,
        { exitCode: 2 },
      );
    }
    await this.#options.store.putOverride(this.#adapter(key).key, override);
  }

  /**
   * How a provider is had otherwise than its row has it; what is not set is left out.
   *
   * @throws {UserError} when there is none of that name.
   */
  overrideOf(key: ProviderKey): ProviderOverride {
    return this.#lists.override(this.#adapter(key).key);
  }

  /** What is known of each provider's lists, without a call. */
  async status(): Promise<ProviderStatus[]> {
    return await Promise.all(this.#options.providers.map(async (adapter) => {
      const status = await this.#lists.status(adapter);
      // Whoever is switched off has none.
      const own = status.tier === null && status.enabled ? this.#declared.stateOf(adapter.key, status.problem) : null;
      return own === null ? status : { ...status, ...own, ageMs: null };
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

  /** Who there is, as the user has set them up: also those that list nothing. */
  get providers(): readonly ProviderAdapter[] {
    return this.#options.providers;
  }

  /**
   * The models that a provider lists to whoever has a key, which is not one of the catalog's own. They are kept nowhere:
   * neither the store nor any other answer gets to know of them.
   *
   * @throws {ListProblem} when the list cannot be had; a {@linkcode UserError} when there is no provider of that name.
   */
  async modelsFor(credential: Credential, options: CallerAsk): Promise<CallerModels> {
    return await this.#lists.modelsFor(credential, { ...options, adapter: this.#adapter(options.provider) });
  }

  /** Close the store. Doing it twice does no harm. */
  close(): void {
    this.#options.store.close();
  }

  /** See {@linkcode Catalog.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The index over what is known, once the lists of some providers, or of all, have been asked for. */
  async #index(
    { ask = KNOWN, by = null }: { readonly ask?: AskOptions; readonly by?: ReadonlySet<ProviderKey> | null } = {},
  ): Promise<Index> {
    const asked = (key: ProviderKey) => by === null || by.has(key) ? ask : KNOWN;
    const lists = await Promise.all(
      this.#listing().map((provider) => this.#lists.models(provider, asked(provider.key))),
    );
    const migrations = this.#options.store.idMigrations();
    const parts = [...lists.map(({ records }) => records), this.#declared.models]
      .filter((records) => records.length > 0);
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

  async #endpointsOf(record: ModelRecord, ask: AskOptions): Promise<Pick<Listed<EndpointRecord>, "records" | "state">> {
    const own = this.#declared.endpointOf(record);
    if (own === null) return await this.#lists.endpoints(record, { adapter: this.#adapter(record.provider), ask });
    const { provider, key, tier, fetchedAt } = record;
    return { records: [own], state: { provider, model: key, tier, fetchedAt, rows: 1, problem: null } };
  }

  /** The states of lists, and of the providers without one of which the user has declared something. */
  #states(lists: readonly ListState[], declared: readonly ModelRecord[]): ListState[] {
    const states = lists.map((state) =>
      state.tier === null ? this.#declared.stateOf(state.provider, state.problem) ?? state : state
    );
    const told = new Set(states.map(({ provider }) => provider));
    const others = new Set(declared.map(({ provider }) => provider).filter((provider) => !told.has(provider)));
    return [...states, ...[...others].map((provider) => this.#declared.stateOf(provider)!)];
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
}

/** Without a call. */
const KNOWN: AskOptions = { network: false };

function goneError({ id, replacement, suggestions }: ModelResolution & { kind: "gone" }): UserError {
  const hint = replacement !== null
    ? ` (${replacement.to} takes its place)`
    : suggestions.length === 0
    ? ""
    : ` (did you mean ${suggestions.map((key) => `"${key}"`).join(", ")}?)`;
  return new UserError(`Cannot find the model as no list has it${hint}: current value is "${id}"`);
}
