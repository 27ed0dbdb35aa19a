import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord, TokenPrice } from "../../spec/mod.ts";
import { capabilitiesOfModalities } from "./_capabilities.ts";
import { asCount, asDate, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { kindOfId } from "./_kind_of_id.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { usdPerToken } from "./_price_units.ts";
import { type GivenRates, isNamedFree, tokenPrice } from "./_token_price.ts";

const RATES = {
  inputUsd: "prompt_text_token_price",
  outputUsd: "completion_text_token_price",
  cacheReadUsd: "cached_prompt_text_token_price",
} as const;

const READ = [
  "id",
  "object",
  "created",
  "owned_by",
  "aliases",
  "context_length",
  "max_prompt_length",
  "input_modalities",
  "output_modalities",
  "long_context_threshold",
  ...Object.values(RATES).flatMap((name) => [name, `${name}_long_context`]),
];

/**
 * xAI's lists: `/v1/models`, since 2026 with prices, and `/v1/language-models` with modalities too. Prices are in US
 * cents per hundred million tokens. The unit of its price of searches is told differently by different sources, so it
 * stays as it stands.
 */
export function xai(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const envelope = asObject(page);
  return readModelRows(envelope?.data ?? envelope?.models, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const input = asTexts(row.input_modalities);
  const output = asTexts(row.output_modalities);
  const kind = output === null ? kindOfId(id) : output.includes("text") ? "chat" : kindOfId(id);
  return modelRecord({
    key: modelKey("xai", id),
    wireModel: id,
    name: id,
    kind,
    aliases: (asTexts(row.aliases) ?? []).map((alias) => modelKey("xai", alias)),
    createdOn: asDate(row.created),
    contextTokens: asCount(row.context_length) ?? asCount(row.max_prompt_length),
    inputModalities: input,
    outputModalities: output,
    capabilities: { ...capabilitiesOfModalities(input), ...(kind === "chat" ? { streaming: "yes" } : {}) },
    price: priceOf(row, id),
    extra: restOf(row, READ),
  }, facts);
}

/** The long context begins at the threshold itself. */
function priceOf(row: JsonObject, id: string): TokenPrice | null {
  const price = tokenPrice(ratesOf(row, ""), { free: isNamedFree(id) });
  const threshold = asCount(row.long_context_threshold);
  const rates = Object.fromEntries(Object.entries(ratesOf(row, "_long_context")).filter(([, rate]) => rate !== null));
  if (price === null || threshold === null || threshold < 2 || Object.keys(rates).length === 0) return price;
  return { ...price, overrides: [{ minPromptTokens: threshold - 1, rates }] };
}

function ratesOf(row: JsonObject, suffix: string): GivenRates {
  return Object.fromEntries(
    Object.entries(RATES).map(([rate, name]) => [rate, usdPerToken(row[name + suffix], "cents_per_100_million")]),
  );
}
