import type { EndpointRecord, ModelRecord, Tier } from "../spec/mod.ts";
import type { CatalogOptions } from "./catalog_options.ts";
import type { ListPlan } from "./_list_plan.ts";
import type { StoredListFacts } from "./store/mod.ts";

/** Of either kind: a list has models, or the endpoints of one. */
export type AnyRecord = ModelRecord | EndpointRecord;

/** A list as it is known now. */
export interface KnownList {
  /** Where from. */
  readonly tier: Tier;
  /** When, in RFC 3339 in UTC. */
  readonly fetchedAt: string;
  /** Each with the list's tier and time. */
  readonly records: readonly AnyRecord[];
}

/** A clock may be a little behind that of the machine that has written a list. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** Reads lists from the store and from the facts that ship, and says which of them counts. Makes no calls. */
export class KnownLists {
  readonly #parts: Pick<CatalogOptions, "store" | "embedded" | "clock">;
  /** Records that were read, by place: reading them again gives the very same ones. */
  readonly #read = new Map<string, { readonly mark: string; readonly list: KnownList }>();

  /** All of them stay the caller's. */
  constructor(parts: Pick<CatalogOptions, "store" | "embedded" | "clock">) {
    this.#parts = parts;
  }

  /** What is stored of a list, as long as it is of the place where the list is now, and was fetched with the same key. */
  stored({ place, url, credential }: ListPlan): StoredListFacts | null {
    const facts = this.#parts.store.listFacts(place);
    if (facts === null || (url !== null && facts.url !== url)) return null;
    const isSameKey = credential === null || (facts.credential ?? credential) === credential;
    return isSameKey ? facts : null;
  }

  /** Whether a stored list needs no fetching. */
  isFresh(facts: StoredListFacts | null, { lifetimeMs }: ListPlan): boolean {
    if (facts === null || facts.invalidated || lifetimeMs === null) return false;
    const ageMs = this.#parts.clock.date().getTime() - Date.parse(facts.fetchedAt);
    // A list from the future was dated by a clock that was wrong, and would be fresh for ever.
    return ageMs >= -CLOCK_SLACK_MS && ageMs < lifetimeMs;
  }

  /** The rows of a stored list. */
  async fromStore(facts: StoredListFacts, tier: Tier): Promise<KnownList> {
    const name = `${facts.provider} ${facts.model ?? ""}`;
    const mark = `${facts.revision} ${facts.fetchedAt} ${tier}`;
    const known = this.#read.get(name);
    if (known?.mark === mark) return known.list;
    const { fetchedAt } = facts;
    const stored = this.#parts.store.records(facts) as AnyRecord[];
    const dated = stored.map((record) => ({ ...record, fetchedAt, tier }));
    const records = facts.model === null ? await this.#parts.embedded.enrich(dated as ModelRecord[]) : dated;
    const list = { tier, fetchedAt, records };
    this.#read.set(name, { mark, list });
    return list;
  }

  /** The newer of the list that ships and the one that is too old; `null`: there is neither. */
  async best(plan: ListPlan): Promise<KnownList | null> {
    const facts = this.stored(plan);
    const embedded = await this.#embedded(plan);
    const isStale = facts !== null && (embedded === null || facts.fetchedAt >= embedded.fetchedAt);
    return isStale ? await this.fromStore(facts, "stale") : embedded;
  }

  async #embedded({ place: { provider, model } }: ListPlan): Promise<KnownList | null> {
    const { embedded } = this.#parts;
    if (model === null) {
      const list = await embedded.models(provider);
      return list === null ? null : { tier: "embedded", fetchedAt: list.fetchedAt, records: list.models };
    }
    const list = await embedded.endpoints({ provider, model });
    return list === null ? null : { tier: "embedded", fetchedAt: list.fetchedAt, records: list.endpoints };
  }
}
