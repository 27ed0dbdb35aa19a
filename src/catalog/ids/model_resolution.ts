import type { ModelKey, ModelRecord } from "../../spec/mod.ts";
import type { IdMigration } from "./id_migration.ts";

/** What an id means today. */
export type ModelResolution =
  | {
    /** The id is listed, as it stands or as an exact alias. */
    readonly kind: "found";
    /** As it was asked for. */
    readonly id: string;
    /** The model's key, without suffixes. */
    readonly key: ModelKey;
    /** What only a request adds: `nitro`. */
    readonly suffixes: readonly string[];
    /** One for each list that has it, never empty. */
    readonly records: readonly ModelRecord[];
  }
  | {
    /** The very same model is listed under another name now. */
    readonly kind: "migrated";
    /** As it was asked for. */
    readonly id: string;
    /** The key that it has today. */
    readonly key: ModelKey;
    /** What only a request adds. */
    readonly suffixes: readonly string[];
    /** One for each list that has it, never empty. */
    readonly records: readonly ModelRecord[];
    /** How the old id came to be the new one. */
    readonly migration: IdMigration;
  }
  | {
    /** No list has it. */
    readonly kind: "gone";
    /** As it was asked for. */
    readonly id: string;
    /** Another model that takes its place, to be asked for; `null`: none is known. */
    readonly replacement: IdMigration | null;
    /** Ids that look like it, the nearest first. */
    readonly suggestions: readonly ModelKey[];
  };
