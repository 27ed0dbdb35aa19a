import type { JsonValue, ModelKey, ModelRecord, ProviderKey } from "../../spec/mod.ts";

/** Which list: a provider's models, or, where a model is given, its endpoints there. */
export interface ListPlace {
  /** `openrouter` */
  readonly provider: ProviderKey;
  /** `null` for the list of models. */
  readonly model: ModelKey | null;
}

/** What is kept of a list beside its rows. */
export interface StoredListFacts extends ListPlace {
  /** Where it was fetched, without what the query had of pages. */
  readonly url: string;
  /** How many rows it has. */
  readonly rows: number;
  /** When it was fetched, or last said to be unchanged, in RFC 3339 in UTC. */
  readonly fetchedAt: string;
  /** What the server calls this state of it; `null` where it does not say, or where the list has several pages. */
  readonly etag: string | null;
  /** The version of Tapedeck that read it. */
  readonly reader: string;
  /** Counts the times that its rows were put in anew. */
  readonly revision: number;
  /** The hash of the key that it was fetched with, empty without one; `null`: nobody noted it. */
  readonly credential: string | null;
  /** Whether it was called invalid by hand: it counts as too old at once. */
  readonly invalidated: boolean;
}

/** A list as it is put into the store. */
export interface StoredList extends Omit<StoredListFacts, "rows" | "revision" | "invalidated"> {
  /** As JSON: records without the tier and the time, which the list as a whole has. */
  readonly records: readonly JsonValue[];
}

/** Why a list could not be had the last time. */
export interface StoredFailure extends ListPlace {
  /** The hash of the key that it was asked for with, empty without one; `null`: nobody noted it. */
  readonly credential: string | null;
  /** When, in RFC 3339 in UTC. */
  readonly failedAt: string;
  /** `status`, `network`, …: see `ListProblemCode`. */
  readonly code: string;
  /** For people; no credential is in it. */
  readonly message: string;
}

/** A model that a user has chosen, with what was known of it then. */
export interface StoredPromotion {
  /** `openai/gpt-4o` */
  readonly model: ModelKey;
  /** In RFC 3339 in UTC. */
  readonly promotedAt: string;
  /** The facts of that time. */
  readonly record: ModelRecord;
}

/** What a user wants otherwise than a provider's row has it. What is absent stays as the row has it. */
export interface ProviderOverride {
  /** Whether it is asked at all. */
  readonly enabled?: boolean;
  /** Where its requests go: `http://127.0.0.1:8080/v1`. */
  readonly baseUrl?: string;
  /** How long its list of models is fresh. */
  readonly lifetimeMs?: number;
  /** How long its lists of endpoints are fresh. */
  readonly endpointsLifetimeMs?: number;
}
