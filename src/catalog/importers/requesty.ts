import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { fact } from "./_capabilities.ts";
import { asCount, asDate, asObject, asText, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { usdPerToken } from "./_price_units.ts";
import { isNamedFree, tokenPrice } from "./_token_price.ts";

const RATES = {
  inputUsd: "input_price",
  outputUsd: "output_price",
  cacheReadUsd: "cached_price",
  cacheWriteUsd: "caching_price",
} as const;

const ABILITIES = {
  tools: "supports_tool_calling",
  json: "supports_output_json_object",
  jsonSchema: "supports_output_json_schema",
  images: "supports_vision",
  reasoning: "supports_reasoning",
} as const;

const READ = [
  "id",
  "object",
  "api",
  "created",
  "owned_by",
  "context_window",
  "max_output_tokens",
  ...Object.values(RATES),
  ...Object.values(ABILITIES),
];

/** Requesty's list: prices in US dollars per token, as numbers. A region (`…@eu`) becomes the variant of a key. */
export function requesty(page: JsonValue, facts: ModelPageFacts): ModelPage {
  return readModelRows(asObject(page)?.data, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const kind = (asText(row.api) ?? "chat") === "chat" ? "chat" : kindOfId(id) === "chat" ? "other" : kindOfId(id);
  const rates = Object.fromEntries(
    Object.entries(RATES).map(([rate, name]) => [rate, usdPerToken(row[name], "usd_per_token")]),
  );
  return modelRecord({
    key: modelKey("requesty", id),
    wireModel: id,
    name: id,
    kind,
    createdOn: asDate(row.created),
    contextTokens: asCount(row.context_window),
    maxOutputTokens: asCount(row.max_output_tokens),
    capabilities: {
      ...Object.fromEntries(Object.entries(ABILITIES).map(([ability, name]) => [ability, fact(row[name])])),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    price: tokenPrice(rates, { free: isNamedFree(id) }),
    extra: restOf(row, READ),
  }, facts);
}
