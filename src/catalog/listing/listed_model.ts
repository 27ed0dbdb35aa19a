import type { ModelKey, ModelRecord, ProviderKey } from "../../spec/mod.ts";
import type { ListedPrice } from "./listed_price.ts";

/** Why a model is there: the user chose it, Tapedeck proposes it, or a list has it. */
export type ListedKind = "promoted" | "curated" | "discovered";

/** What stands out about a model: see `listedModels`. */
export type ModelBadge = "new" | "deprecated" | "limited" | "promoted" | "own";

/** Whether a model can be called: see `listedModels`. */
export type ListedStatus = "available" | "limited" | "deprecated" | "unavailable";

/** One model, with what all lists say of it. */
export interface ListedModel {
  /** `author/slug[:variant]` */
  readonly key: ModelKey;
  /** Of its lists' records the one that tells most. */
  readonly record: ModelRecord;
  /** One for each list that has it, or endpoint that is declared, and meets the filters; of a model that no list has any more, the last that was known. */
  readonly records: readonly ModelRecord[];
  /** Whose lists have it, or at whom the user has declared it; empty where none has it any more. */
  readonly providers: readonly ProviderKey[];
  /** Each model is of one kind: the first of these that fits. */
  readonly kind: ListedKind;
  /** What stands out, in a fixed order. */
  readonly badges: readonly ModelBadge[];
  /** Whether it can be called. */
  readonly status: ListedStatus;
  /** What it costs; `null`: unknown, or not by tokens. */
  readonly price: ListedPrice | null;
  /** When it was chosen, in RFC 3339 in UTC; `null`: it was not. */
  readonly promotedAt: string | null;
}
