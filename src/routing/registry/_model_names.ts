import { nearestName } from "../../base/mod.ts";
import { type AskOptions, type Catalog, curatedModels, parseEndpointKey } from "../../catalog/mod.ts";
import type { Preferences } from "../../config/mod.ts";
import type { Clock, EndpointKey, ModelKey } from "../../spec/mod.ts";
import type { Candidates } from "./_candidates.ts";
import type { Keys } from "./_keys.ts";
import { NoModelError } from "./no_model_error.ts";

/** What names of models are looked up in. */
export interface ModelNameSources {
  readonly preferences: () => Preferences;
  readonly catalog: () => Promise<Catalog>;
  readonly candidates: Candidates;
  readonly keys: Keys;
  readonly clock: Clock;
}

/** What a name stands for: a model, or one endpoint of it. */
export interface Meant {
  readonly model: ModelKey;
  /** `null`: whichever the policy takes. */
  readonly pin: EndpointKey | null;
}

/** Lists are fresh for minutes at least; what is asked for again at once is not looked up each time. */
const KEPT_MS = 5_000;

/** Looks up what names of models mean: aliases, groups of one, ids of the catalog, keys of endpoints. */
export class ModelNames {
  readonly #sources: ModelNameSources;
  readonly #kept = new Map<string, { readonly untilMs: number; readonly key: Promise<ModelKey> }>();

  constructor(sources: ModelNameSources) {
    this.#sources = sources;
  }

  /**
   * What is meant by a name, or where none is given.
   * @throws {NoModelError} when it means nothing, or more than one model.
   */
  async meant(name: string | undefined, ask: AskOptions = {}): Promise<Meant> {
    const ids = await this.#expanded(name);
    if (ids.length > 1) throw unclear(name, `it means ${ids.length} models (${ids.join(", ")})`);
    return await this.#meantBy(ids[0], ask);
  }

  /**
   * All that is meant by a name: a group may stand for several.
   * @throws {NoModelError} when it means nothing.
   */
  async allMeant(name: string | undefined, ask: AskOptions = {}): Promise<readonly Meant[]> {
    return await Promise.all((await this.#expanded(name)).map((id) => this.#meantBy(id, ask)));
  }

  async #meantBy(id: string, ask: AskOptions): Promise<Meant> {
    const parts = parseEndpointKey(id);
    if (parts !== null) return { model: parts.model, pin: id };
    return { model: await this.#listed(id, ask), pin: null };
  }

  /** Never empty. */
  async #expanded(name: string | undefined): Promise<readonly string[]> {
    const preferences = this.#sources.preferences();
    if (name === undefined && preferences.config.defaults?.model === undefined) return [await this.#proposed()];
    const { groups = {} } = preferences.config;
    // Only groups have patterns, and all models are looked through for these alone.
    const isGroup = Object.hasOwn(groups, name ?? preferences.config.defaults?.model ?? "");
    const { models } = preferences.models(name === undefined ? [] : [name], isGroup ? await this.#allModels() : []);
    if (models.length === 0) throw unclear(name, "no model fits it");
    return models;
  }

  async #allModels(): Promise<ModelKey[]> {
    const { models } = await (await this.#sources.catalog()).models({ network: false });
    return [...new Set([...this.#sources.candidates.ownModels, ...models.map(({ key }) => key)])];
  }

  #listed(id: string, ask: AskOptions): Promise<ModelKey> {
    const { clock } = this.#sources;
    const name = `${id} ${ask.network ?? ""}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined && kept.untilMs > clock.nowMs()) return kept.key;
    const key = this.#find(id, ask);
    this.#kept.set(name, { untilMs: clock.nowMs() + KEPT_MS, key });
    key.catch(() => this.#kept.delete(name));
    return key;
  }

  async #find(id: string, ask: AskOptions): Promise<ModelKey> {
    const { catalog, candidates } = this.#sources;
    if (candidates.ownModels.includes(id)) return id;
    const resolution = await (await catalog()).model(id, ask);
    if (resolution.kind !== "gone") return resolution.key;
    const near = resolution.replacement?.to ?? this.#nearest(id, resolution.suggestions);
    const meant = near === undefined ? "" : `did you mean "${near}"? `;
    throw new NoModelError(
      `Cannot call the model as no list has it (${meant}tapedeck catalog refresh fetches newer lists): current value ` +
        `is "${id}"`,
    );
  }

  /** What could be meant, among the names of the configuration and what lists suggest. */
  #nearest(id: string, suggestions: readonly string[]): string | undefined {
    const { aliases, groups } = this.#sources.preferences().config;
    const own = [...Object.keys(aliases?.models ?? {}), ...Object.keys(groups ?? {})];
    return nearestName(id, [...own, ...this.#sources.candidates.ownModels, ...suggestions]) ?? suggestions[0];
  }

  /** Where nobody names a model, the first that Tapedeck proposes and the user can call: the cheap ones first. */
  async #proposed(): Promise<ModelKey> {
    const { candidates, keys } = this.#sources;
    const curated = curatedModels();
    for (const role of ["economical", "workhorse", "flagship"]) {
      for (const { key } of curated.filter((one) => one.role === role)) {
        const known = await candidates.of(key, { network: false });
        if (known.some(({ instance }) => keys.isCallable(instance))) return key;
      }
    }
    throw new NoModelError(
      "Cannot choose a model as none is named, there is no default one, and no key is set for any that Tapedeck " +
        "proposes: current value is none",
    );
  }
}

function unclear(name: string | undefined, reason: string): NoModelError {
  return new NoModelError(`Cannot call the model as ${reason}: current value is "${name}"`);
}
