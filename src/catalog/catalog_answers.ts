import type { PlainFetch } from "../base/mod.ts";
import type { EndpointRecord, ModelKey, ModelRecord, ProviderKey, Tier } from "../spec/mod.ts";
import type { ModelResolution } from "./ids/mod.ts";
import type { ListProblemCode } from "./lists/mod.ts";

/** How a question is answered. */
export interface AskOptions {
  /** Whether a list that is not fresh is fetched; `false` answers with what is known. As the catalog has it unless given. */
  readonly network?: boolean;
  /** Ends the wait for lists. */
  readonly signal?: AbortSignal;
  /**
   * How long a list that is not fresh is waited for, in milliseconds; what is known stands in for it then, and it is
   * fetched on for whoever asks next. Without end unless given.
   */
  readonly waitMs?: number;
}

/** Where an answer comes from, list by list. */
export interface ListState {
  /** Whose list. */
  readonly provider: ProviderKey;
  /** Whose endpoints; `null` for the list of models. */
  readonly model: ModelKey | null;
  /** `null`: nothing is known. */
  readonly tier: Tier | null;
  /** In RFC 3339 in UTC; `null`: nothing is known. */
  readonly fetchedAt: string | null;
  /** How many it has. */
  readonly rows: number;
  /** Why it is not fresher; `null`: it is fresh. */
  readonly problem: { readonly code: ListProblemCode; readonly reason: string } | null;
}

/** Models, each with its tier and time, and the lists that they are from. */
export interface ModelsAnswer {
  /** List by list, in the order of the providers: a model stands in it once for each list that has it. */
  readonly models: readonly ModelRecord[];
  /** Also those that could not be had. */
  readonly lists: readonly ListState[];
}

/** The endpoints of a model, each with its tier and time. */
export interface EndpointsAnswer {
  /** The key that the model has today. */
  readonly model: ModelKey;
  /** In the order of the providers and of their lists. */
  readonly endpoints: readonly EndpointRecord[];
  /** Where they are from. */
  readonly lists: readonly ListState[];
}

/** What is known of a provider's lists, without a call. */
export interface ProviderStatus extends ListState {
  /** Whether it is asked at all. */
  readonly enabled: boolean;
  /** Where its list is; `null`: it lists none, or nobody knows where its server is. */
  readonly url: string | null;
  /** How long its list is fresh; `null`: it lists none. */
  readonly lifetimeMs: number | null;
  /** How old the list is; `null`: there is none. */
  readonly ageMs: number | null;
  /** Whether its list is answered only with a key. */
  readonly needsKey: boolean;
  /** Whether there is a key. */
  readonly hasKey: boolean;
  /** How many models have a list of their endpoints. */
  readonly endpointLists: number;
  /** When it failed the last time, if it has not worked since, in RFC 3339 in UTC. */
  readonly failedAt: string | null;
}

/** What a refresh of one list came to. */
export interface RefreshReport {
  /** Whose list. */
  readonly provider: ProviderKey;
  /**
   * `fetched`; `unchanged`, as the server says; `elsewhere`, by another process; `fresh`, so that nothing was asked;
   * `failed`; `skipped`, as it lists none, is disabled, or has no key or no server.
   */
  readonly outcome: "fetched" | "unchanged" | "elsewhere" | "fresh" | "failed" | "skipped";
  /** How many models it has now. */
  readonly rows: number;
  /** How many it had; `null`: there was none. */
  readonly before: number | null;
  /** How many rows could not be read. */
  readonly skipped: number;
  /** When it was fetched, in RFC 3339 in UTC; `null`: never. */
  readonly fetchedAt: string | null;
  /** Why it failed or was skipped; else `null`. */
  readonly problem: { readonly code: ListProblemCode; readonly reason: string } | null;
}

/** A model that the user has chosen. */
export interface PromotedModel {
  /** The key that it has today. */
  readonly key: ModelKey;
  /** In RFC 3339 in UTC. */
  readonly promotedAt: string;
  /** The newest facts; where no list has it any more, those of the time when it was chosen. */
  readonly record: ModelRecord;
  /** What its id means today. */
  readonly resolution: ModelResolution;
}

/** How a list is asked for with the key of a caller. */
export interface CallerAsk {
  /** Whose list. */
  readonly provider: ProviderKey;
  /** Makes the calls; the catalog's own unless given. */
  readonly fetch?: PlainFetch;
  /** Ends the calls. */
  readonly signal: AbortSignal;
}

/** What a provider lists to a caller. */
export interface CallerModels {
  /** In the order of the list. */
  readonly models: readonly ModelRecord[];
  /** In RFC 3339 in UTC. */
  readonly fetchedAt: string;
}
