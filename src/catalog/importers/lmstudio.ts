import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { fact } from "./_capabilities.ts";
import { asArray, asCount, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { LOCAL_PRICE } from "./_local_price.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";

const READ = [
  "id",
  "modelKey",
  "object",
  "owned_by",
  "displayName",
  "max_context_length",
  "maxContextLength",
  "vision",
  "trainedForToolUse",
];

/**
 * The models that an LM Studio server has: `/api/v0/models`, `/v1/models` (ids only), or what its own client gives, an
 * object by the model's name. A loaded model's context is the one that it was loaded with.
 */
export function lmstudio(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const envelope = asObject(page);
  const byName = envelope === null || envelope.data !== undefined ? [] : Object.values(envelope);
  const isByName = byName.length > 0 && byName.every((row) => asText(asObject(row)?.modelKey) !== null);
  const rows = isByName ? byName : asArray(page) === null ? envelope?.data : page;
  return readModelRows(rows, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id) ?? asText(row.modelKey);
  if (id === null) return "it has no id";
  const type = asText(row.type);
  const kind = type === "embeddings" || type === "embedding" ? "embedding" : kindOfId(id);
  const abilities = asTexts(row.capabilities);
  const most = asCount(row.max_context_length) ?? asCount(row.maxContextLength);
  return modelRecord({
    key: modelKey("lmstudio", id, asText(row.publisher)),
    wireModel: id,
    name: asText(row.displayName) ?? id,
    kind,
    contextTokens: asCount(row.loaded_context_length) ?? most,
    capabilities: {
      tools: abilities === null ? fact(row.trainedForToolUse) : fact(abilities.includes("tool_use")),
      images: type === "vlm" || row.vision === true ? "yes" : type === "llm" ? "no" : fact(row.vision),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    price: LOCAL_PRICE,
    extra: { ...restOf(row, READ), ...(most === null ? {} : { max_context_length: most }) },
  }, facts);
}
