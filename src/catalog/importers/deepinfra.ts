import { Decimal } from "../../base/mod.ts";
import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord, TokenPrice } from "../../spec/mod.ts";
import { asArray, asCount, asDate, asNumber, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { usdPerToken } from "./_price_units.ts";
import { isNamedFree, tokenPrice } from "./_token_price.ts";

const READ = ["model_name", "type", "reported_type", "max_tokens", "deprecated", "replaced_by"];

const KINDS: ReadonlyMap<string, ModelRecord["kind"]> = new Map(Object.entries(
  {
    "text-generation": "chat",
    "embeddings": "embedding",
    "text-to-image": "image",
    "text-to-speech": "audio",
    "automatic-speech-recognition": "audio",
    "reranker": "rerank",
  } as const,
));

/**
 * DeepInfra's list, a bare array: prices in US cents per token. What it calls a rate of cached tokens is a share of the
 * input's price, and a discount is not in the prices yet. Its tags are hints: what they do not name is uncertain.
 */
export function deepinfra(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const rows = asArray(page) === null ? asObject(page)?.data : page;
  return readModelRows(rows, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.model_name);
  if (id === null) return "it has no model_name";
  const type = asText(row.reported_type) ?? asText(row.type);
  const kind = type === null ? "chat" : KINDS.get(type) ?? "other";
  const tags = asTexts(row.tags) ?? [];
  const tagged = (tag: string) => tags.includes(tag) ? "yes" : "uncertain";
  const expiresOn = asDate(row.deprecated);
  return modelRecord({
    key: modelKey("deepinfra", id),
    wireModel: id,
    name: id,
    kind,
    expiresOn,
    deprecated: row.deprecated === true || (expiresOn !== null && expiresOn <= facts.fetchedAt.slice(0, 10)),
    replacedBy: asText(row.replaced_by),
    contextTokens: asCount(row.max_tokens),
    capabilities: {
      tools: tagged("tools"),
      json: tagged("json"),
      reasoning: tagged("reasoning"),
      images: tagged("multimodal"),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    price: priceOf(asObject(row.pricing) ?? {}, id),
    extra: restOf(row, READ),
  }, facts);
}

function priceOf(pricing: JsonObject, id: string): TokenPrice | null {
  if ((asText(pricing.type) ?? "tokens") !== "tokens") return null;
  const inputUsd = usdPerToken(pricing.cents_per_input_token, "cents_per_token");
  const price = tokenPrice({
    inputUsd,
    outputUsd: usdPerToken(pricing.cents_per_output_token, "cents_per_token"),
    cacheReadUsd: shareOf(inputUsd, pricing.rate_per_input_token_cached),
    cacheWriteUsd: shareOf(inputUsd, pricing.rate_per_input_token_cache_write),
  }, { free: isNamedFree(id) });
  const discount = asNumber(pricing.discount) ?? 0;
  return price === null || discount <= 0 || discount >= 1 ? price : { ...price, discount: plain(pricing.discount) };
}

function shareOf(usd: string | null, share: JsonValue | undefined): string | null {
  const factor = usdPerToken(share, "usd_per_token");
  return usd === null || factor === null ? null : Decimal.parse(usd).times(Decimal.parse(factor)).toString();
}

function plain(value: JsonValue): string {
  return Decimal.parse(String(value)).toString();
}
