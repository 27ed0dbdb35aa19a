import type { JsonObject, JsonValue, ModelPage, ModelRecord } from "../../spec/mod.ts";
import { parseModelKey } from "../ids/mod.ts";
import { asArray, asObject, isPlainId, plainName } from "./_fields.ts";

/** A model out of a row, or what is wrong with the row. */
export type RowReader = (row: JsonObject) => ModelRecord | string;

/**
 * Reads the rows of a page one by one. A row that cannot be read, or whose key an earlier row has, is set aside with
 * the reason. Aliases that several rows claim, or that are another row's key, name nobody and are dropped.
 */
export function readModelRows(
  rows: JsonValue | undefined,
  { read, next = null }: { readonly read: RowReader; readonly next?: ModelPage["next"] },
): ModelPage {
  const items = asArray(rows);
  if (items === null) {
    return { models: [], skipped: [{ row: rows ?? null, reason: "there is no list of models" }], next };
  }
  const models = new Map<string, ModelRecord>();
  const skipped: { row: JsonValue; reason: string }[] = [];
  for (const row of items) {
    const object = asObject(row);
    const model = object === null ? "it is no object" : read(object);
    if (typeof model === "string") skipped.push({ row, reason: model });
    else if (!isKey(model.key) || !isPlainId(model.wireModel)) {
      skipped.push({ row, reason: `its id makes no key: ${plainName(model.key)}` });
    } else if (models.has(model.key)) skipped.push({ row, reason: `an earlier row is ${model.key}` });
    else models.set(model.key, model);
  }
  return { models: withOwnAliases(models), skipped, next };
}

function withOwnAliases(models: ReadonlyMap<string, ModelRecord>): readonly ModelRecord[] {
  const claims = new Map<string, number>();
  for (const { aliases } of models.values()) {
    for (const alias of aliases) claims.set(alias, (claims.get(alias) ?? 0) + 1);
  }
  return [...models.values()].map((model) => {
    const aliases = model.aliases.filter((alias) => claims.get(alias) === 1 && !models.has(alias) && isKey(alias));
    return aliases.length === model.aliases.length ? model : { ...model, aliases };
  });
}

/** Whether others can take a key apart: with an author, and without what parts it from its provider. */
function isKey(key: string): boolean {
  return isPlainId(key) && !key.includes("@") && (parseModelKey(key)?.author ?? null) !== null;
}
