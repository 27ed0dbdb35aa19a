import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { asArray, asCount, asDate, asObject, asText, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";

/** Servers that speak OpenAI's format tell the context under one of these, if at all. */
const CONTEXTS = ["context_length", "context_window", "max_context_length", "max_model_len"];
const READ = ["id", "object", "created", "owned_by", "permission", "root", "parent", ...CONTEXTS];

/**
 * OpenAI's list, and that of all who speak its format: ids and dates. What a model makes is read out of its id; prices,
 * limits and abilities must come from elsewhere.
 */
export function openai(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const rows = asArray(page) === null ? asObject(page)?.data : page;
  return readModelRows(rows, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const context = CONTEXTS.map((name) => asCount(row[name])).find((tokens) => tokens !== null) ?? null;
  return modelRecord({
    key: modelKey(facts.provider, id, asText(row.owned_by)),
    wireModel: id,
    name: asText(row.name) ?? id,
    kind: kindOfId(id),
    createdOn: asDate(row.created),
    contextTokens: context,
    extra: restOf(row, [...READ, "name"]),
  }, facts);
}
