import type { ModelKey, ModelRecord } from "../../spec/mod.ts";
import type { IdMigration } from "./id_migration.ts";
import type { ModelResolution } from "./model_resolution.ts";
import { nearestKeys } from "./_nearest_keys.ts";
import { parseModelKey, printModelKey } from "./parse_model_key.ts";
import { shippedMigrations } from "./_shipped_migrations.ts";

/** A chain of migrations longer than this is a circle or a mistake. */
const MOST_STEPS = 8;

/**
 * All ids of some lists, and what each means. Ids are compared whole: never by a prefix or a part of them, as a longer
 * name is another model with another price.
 */
export class ModelIds {
  readonly #records = new Map<ModelKey, ModelRecord[]>();
  /** Exact other names to the keys that have them. */
  readonly #aliases = new Map<string, Set<ModelKey>>();
  readonly #migrations = new Map<ModelKey, IdMigration>();

  /** Of two migrations of one id the later counts, and any of them before the table that ships. */
  constructor(records: Iterable<ModelRecord>, migrations: readonly IdMigration[] = []) {
    for (const record of records) this.#add(record);
    for (const migration of [...shippedMigrations(), ...migrations]) this.#migrations.set(migration.from, migration);
  }

  /** What an id means. Total. */
  resolve(id: string): ModelResolution {
    const listed = this.#listed(id);
    if (listed !== null) return { kind: "found", id, ...listed };
    const suffixes = parseModelKey(id)?.suffixes ?? [];
    let last: IdMigration | null = null;
    let mode: IdMigration["mode"] = "automatic";
    for (let from = bare(id), steps = 0; steps < MOST_STEPS; steps++) {
      const next = this.#migrations.get(from);
      if (next === undefined) break;
      last = next;
      from = next.to;
      if (next.mode === "asked") mode = "asked";
      const there = this.#listed(next.to);
      if (there === null) continue;
      const migration = { ...next, from: bare(id), to: there.key, mode };
      if (mode === "automatic") return { kind: "migrated", id, ...there, suffixes, migration };
      return { kind: "gone", id, replacement: migration, suggestions: this.#suggestions(id, migration.to) };
    }
    // Where the chain ends at an id that is gone too, its last one may still have lost no more than its variant.
    const replacement = this.#withoutVariant(id) ?? (last === null ? null : this.#withoutVariant(last.to));
    return { kind: "gone", id, replacement, suggestions: this.#suggestions(id, replacement?.to ?? null) };
  }

  /** The keys of all models, each once. */
  keys(): ModelKey[] {
    return [...this.#records.keys()];
  }

  #add(record: ModelRecord): void {
    const own = this.#records.get(record.key);
    if (own === undefined) this.#records.set(record.key, [record]);
    else own.push(record);
    // What a server of the user's own calls a model may be what a list calls another one.
    const wireNames = record.declared === undefined ? [record.wireModel] : [];
    for (const alias of [...wireNames, ...record.aliases]) {
      if (alias === record.key) continue;
      const keys = this.#aliases.get(alias);
      if (keys === undefined) this.#aliases.set(alias, new Set([record.key]));
      else keys.add(record.key);
    }
  }

  #listed(id: string): { key: ModelKey; suffixes: readonly string[]; records: readonly ModelRecord[] } | null {
    const whole = this.#records.get(id);
    if (whole !== undefined) return { key: id, suffixes: [], records: whole };
    const parts = parseModelKey(id);
    if (parts === null) return null;
    const { suffixes } = parts;
    const plain = printModelKey({ ...parts, suffixes: [] });
    const key = this.#records.has(plain) ? plain : this.#keyOfAlias(plain);
    return key === null ? null : { key, suffixes, records: this.#records.get(key)! };
  }

  /**
   * The only model with this other name. Lists give one name to a model and to its free variant: a name without a
   * variant never means a model with one, nor the other way round.
   */
  #keyOfAlias(alias: string): ModelKey | null {
    const whole = this.#aliases.get(alias);
    const variant = parseModelKey(alias)?.variant ?? null;
    if (whole !== undefined) {
      const same = [...whole].filter((key) => variantOf(key) === variant);
      // What a server of one's own calls a model has no author, and a colon in it is a part of the name.
      const keys = same.length === 0 && !alias.includes("/") ? [...whole] : same;
      return keys.length === 1 ? keys[0] : null;
    }
    if (variant === null) return null;
    const base = printModelKey({ ...parseModelKey(alias)!, variant: null });
    const keys = [...this.#aliases.get(base) ?? []].filter((key) => variantOf(key) === variant);
    return keys.length === 1 ? keys[0] : null;
  }

  /** The model of which the id is a variant that is no longer listed. It costs other than the variant did. */
  #withoutVariant(id: string): IdMigration | null {
    const parts = parseModelKey(id);
    if (parts === null || parts.variant === null) return null;
    const base = this.#listed(printModelKey({ ...parts, variant: null, suffixes: [] }));
    if (base === null) return null;
    return { from: bare(id), to: base.key, mode: "asked", reason: "variant gone", source: "list" };
  }

  #suggestions(id: string, first: ModelKey | null): ModelKey[] {
    const near = nearestKeys(bare(id), this.#records.keys());
    return [...new Set([...(first === null ? [] : [first]), ...near])].slice(0, 3);
  }
}

/** The id without what only a request adds. */
function bare(id: string): string {
  const parts = parseModelKey(id);
  return parts === null ? id : printModelKey({ ...parts, suffixes: [] });
}

function variantOf(key: ModelKey): string | null {
  return parseModelKey(key)?.variant ?? null;
}
