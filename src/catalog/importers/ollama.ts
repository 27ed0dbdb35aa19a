import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { asDate, asObject, asText, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { LOCAL_PRICE } from "./_local_price.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";

/**
 * The models that an Ollama server has (`/api/tags`). It charges nothing, but for those that it passes on to the cloud.
 * Contexts and abilities stand in `/api/show`: see `readOllamaShow`.
 */
export function ollama(page: JsonValue, facts: ModelPageFacts): ModelPage {
  return readModelRows(asObject(page)?.models, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.model) ?? asText(row.name);
  if (id === null) return "it has no name";
  const details = asObject(row.details) ?? {};
  const isCloud = asText(row.remote_host) !== null || /[:-]cloud$/.test(id);
  const kind = /bert/.test(asText(details.family) ?? "") ? "embedding" : kindOfId(id);
  const key = modelKey("ollama", id);
  return modelRecord({
    key,
    wireModel: id,
    name: asText(row.name) ?? id,
    kind,
    aliases: key.endsWith(":latest") ? [key.slice(0, -":latest".length)] : [],
    createdOn: asDate(row.modified_at),
    capabilities: kind === "chat" ? { streaming: "yes" } : {},
    price: isCloud ? null : LOCAL_PRICE,
    extra: { ...restOf(row, ["name", "model", "modified_at", "details"]), ...restOf(details, []) },
  }, facts);
}
