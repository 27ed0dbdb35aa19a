import { UserError } from "../../base/mod.ts";
import { type ListedModel, listedModels, type ListedModelsOptions } from "../../catalog/mod.ts";
import { type ModelUse, modelUse } from "../../ledger/mod.ts";
import type { EndpointRecord } from "../../spec/mod.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import type { EndpointsFacts } from "./_endpoints_part.tsx";
import type { ListsFacts } from "./_lists_part.tsx";

/** The states that endpoints' lists report change with the half hour that they are of. */
const EVIDENCE_MS = 30_000;

/** Asks for what the pages of models show. */
export class ModelSource {
  readonly #sources: DashboardSources;
  /** All endpoints take as long as all the rest of a page. */
  #evidence: { readonly untilMs: number; readonly endpoints: Promise<readonly EndpointRecord[]> } | null = null;

  constructor(sources: DashboardSources) {
    this.#sources = sources;
  }

  /** Now. */
  get now(): Date {
    return this.#sources.clock.date();
  }

  /** The models that are asked for, among what is known. */
  async models(asked: Omit<ListedModelsOptions, "at" | "endpoints"> = {}): Promise<ListedModel[]> {
    const endpoints = await this.#endpoints();
    return await listedModels(this.#sources.catalog, { ...asked, at: this.now, endpoints });
  }

  /** Of all models the one with this key. */
  async model(key: string): Promise<ListedModel | null> {
    return (await this.models()).find((model) => model.key === key) ?? null;
  }

  /** The lists that there are. */
  async lists(): Promise<ListsFacts> {
    const { catalog, health } = this.#sources;
    return { lists: await catalog.status(), healthOf: (provider) => health.health(provider), now: this.now };
  }

  /**
   * The endpoints of a model, and what one's own calls have shown of them.
   * @throws {UserError} when there is no such model.
   */
  async endpoints(
    model: string,
    { network = false }: { readonly network?: boolean } = {},
  ): Promise<EndpointsFacts & { readonly use: ModelUse | null }> {
    const endpoints = await this.#sources.registry.ensureEndpoints(model, { network });
    const known = { model, endpoints, now: this.now };
    try {
      const ledger = await this.#sources.ledger();
      const [use = null] = ledger === null ? [] : await modelUse(ledger, { model });
      return { ...known, use, uses: use?.endpoints ?? [], trouble: null };
    } catch (error) {
      // What lists say can be shown without what runs have shown.
      if (!(error instanceof UserError)) throw error;
      return { ...known, use: null, uses: [], trouble: error.message };
    }
  }

  #endpoints(): Promise<readonly EndpointRecord[]> {
    const nowMs = this.#sources.clock.nowMs();
    if (this.#evidence === null || nowMs >= this.#evidence.untilMs) {
      const endpoints = this.#sources.catalog.knownEndpoints();
      this.#evidence = { untilMs: nowMs + EVIDENCE_MS, endpoints };
      endpoints.catch(() => this.#evidence = null);
    }
    return this.#evidence.endpoints;
  }
}
