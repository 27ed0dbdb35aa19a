import type { ModelKey } from "../../spec/mod.ts";

/** That an id has become another one. */
export interface IdMigration {
  /** What is no longer listed. */
  readonly from: ModelKey;
  /** What takes its place. */
  readonly to: ModelKey;
  /**
   * `automatic` where it is the very same model under another name; `asked` where it is another model, with its own
   * answers and its own price, which nobody changes to unasked.
   */
  readonly mode: "automatic" | "asked";
  /** What happened to the old id. */
  readonly reason: "renamed" | "moved" | "replaced" | "variant gone";
  /** Who says so: the table that ships, a provider's list, or the user. */
  readonly source: "shipped" | "list" | "user";
}
