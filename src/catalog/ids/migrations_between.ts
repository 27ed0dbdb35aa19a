import type { ModelKey, ModelRecord } from "../../spec/mod.ts";
import type { IdMigration } from "./id_migration.ts";
import { parseModelKey } from "./parse_model_key.ts";

/**
 * What became of the ids that a newer list of the same provider no longer has, as far as the two lists tell: the same
 * model is there under a new id (its other exact names tell), or the older list named what takes its place.
 */
export function migrationsBetween(older: readonly ModelRecord[], newer: readonly ModelRecord[]): IdMigration[] {
  const before = new Set(older.map(({ key }) => key));
  const now = new Map(newer.map((record) => [record.key, record]));
  const added = newer.filter(({ key }) => !before.has(key));
  const migrations: IdMigration[] = [];
  for (const old of older) {
    if (now.has(old.key)) continue;
    const renamed = sameModel(old, added);
    if (renamed !== null) {
      const reason = authorOf(renamed) === authorOf(old.key) ? "renamed" : "moved";
      migrations.push({ from: old.key, to: renamed, mode: "automatic", reason, source: "list" });
    } else if (old.replacedBy !== null) {
      const next = keyOf(old.replacedBy, newer);
      if (next !== null) {
        migrations.push({ from: old.key, to: next, mode: "asked", reason: "replaced", source: "list" });
      }
    }
  }
  return migrations;
}

/** The only new id of the same variant that shares an exact name with the old one. A floating name shares nothing. */
function sameModel(old: ModelRecord, added: readonly ModelRecord[]): ModelKey | null {
  if (old.aliasOf !== null) return null;
  const names = new Set([old.key, ...old.aliases]);
  const variant = parseModelKey(old.key)?.variant ?? null;
  const same = added.filter((record) =>
    record.aliasOf === null && (parseModelKey(record.key)?.variant ?? null) === variant &&
    [record.key, ...record.aliases].some((name) => names.has(name))
  );
  return same.length === 1 ? same[0].key : null;
}

/** The key of the model that a provider means by a name. */
function keyOf(name: string, records: readonly ModelRecord[]): ModelKey | null {
  const exact = records.find(({ key, wireModel }) => key === name || wireModel === name) ??
    records.find(({ aliases }) => aliases.includes(name));
  return exact?.key ?? null;
}

function authorOf(key: ModelKey): string | null {
  return parseModelKey(key)?.author ?? null;
}
