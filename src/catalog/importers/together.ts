import type { JsonObject, JsonValue, ModelPage, ModelPageFacts, ModelRecord, Price } from "../../spec/mod.ts";
import { asArray, asCount, asDate, asNumber, asObject, asText, restOf } from "./_fields.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { usdPerToken } from "./_price_units.ts";
import { isNamedFree, tokenPrice } from "./_token_price.ts";

const READ = ["id", "object", "created", "type", "display_name", "context_length", "pricing"];

const KINDS: ReadonlyMap<string, ModelRecord["kind"]> = new Map(Object.entries(
  {
    chat: "chat",
    embedding: "embedding",
    image: "image",
    audio: "audio",
    transcribe: "audio",
    moderation: "moderation",
    rerank: "rerank",
  } as const,
));

/** Together's list, a bare array: prices in US dollars per million tokens. Those by the hour are of one's own servers. */
export function together(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const rows = asArray(page) === null ? asObject(page)?.data : page;
  return readModelRows(rows, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const type = asText(row.type);
  const kind = type === null ? "chat" : KINDS.get(type) ?? "other";
  return modelRecord({
    key: modelKey("together", id, asText(row.organization)),
    wireModel: id,
    name: asText(row.display_name) ?? id,
    kind,
    createdOn: asDate(row.created),
    contextTokens: asCount(row.context_length),
    capabilities: kind === "chat" ? { streaming: "yes" } : {},
    price: priceOf(asObject(row.pricing) ?? {}, id),
    extra: restOf(row, READ),
  }, facts);
}

function priceOf(pricing: JsonObject, id: string): Price | null {
  const rate = (name: string) => usdPerToken(pricing[name], "usd_per_million");
  const price = tokenPrice(
    { inputUsd: rate("input"), outputUsd: rate("output"), cacheReadUsd: rate("cached_input") },
    { free: isNamedFree(id) },
  );
  const hourUsd = usdPerToken(pricing.hourly, "usd_per_token");
  const isByTheHour = price === null && (asNumber(pricing.hourly) ?? 0) > 0 && hourUsd !== null;
  return isByTheHour ? { kind: "hour", hourUsd, slots: null } : price;
}
