import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord } from "../../spec/mod.ts";
import { asDate, asObject, asText, restOf } from "./_fields.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { usdPerToken } from "./_price_units.ts";
import { isNamedFree, tokenPrice } from "./_token_price.ts";

const UNIT = "usd_per_1m_tokens";

/** Perplexity's list: prices in US dollars per million tokens. What it takes for a search stands in no list. */
export function perplexity(page: JsonValue, facts: ModelPageFacts): ModelPage {
  return readModelRows(asObject(page)?.data, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const pricing = asObject(row.pricing) ?? {};
  const hasUnit = (asText(pricing.unit) ?? UNIT) === UNIT;
  const rate = (name: string) => hasUnit ? usdPerToken(pricing[name], "usd_per_million") : null;
  const rates = {
    inputUsd: rate("input"),
    outputUsd: rate("output"),
    cacheReadUsd: rate("cache_read"),
    cacheWriteUsd: rate("cache_write"),
  };
  return modelRecord({
    key: modelKey("perplexity", id),
    wireModel: id,
    name: id,
    kind: "chat",
    createdOn: asDate(row.created),
    capabilities: { streaming: "yes" },
    price: tokenPrice(rates, { free: isNamedFree(id) }),
    extra: restOf(row, ["id", "object", "created", ...(hasUnit ? ["pricing"] : [])]),
  }, facts);
}
