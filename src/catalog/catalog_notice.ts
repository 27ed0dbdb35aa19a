import type { ModelKey, ProviderKey } from "../spec/mod.ts";

/** Something that a catalog tells beside its answers. Who uses it decides whether and where it is shown. */
export interface CatalogNotice {
  /**
   * `old_facts`: facts that ship or that are too old stand in for a list that cannot be had. `list_refused`: a new list
   * was not believed. `id_migrated`: a stored id has become another one. `id_gone`: it is no longer listed.
   * `store_set_aside`: the file was damaged, and a fresh one has taken its place.
   */
  readonly code: "old_facts" | "list_refused" | "id_migrated" | "id_gone" | "store_set_aside";
  /** Whose list it is about; `null`: it is about none. */
  readonly provider: ProviderKey | null;
  /** Which model it is about; `null`: it is about none. */
  readonly model: ModelKey | null;
  /** For people, one sentence without a full stop. */
  readonly message: string;
}
