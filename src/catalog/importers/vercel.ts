import type {
  JsonObject,
  JsonValue,
  ModelPage,
  ModelPageFacts,
  ModelRecord,
  PriceOverride,
  TokenPrice,
} from "../../spec/mod.ts";
import { asArray, asCount, asDate, asObject, asText, asTexts, restOf } from "./_fields.ts";
import { modelKey } from "./_model_key.ts";
import { modelRecord } from "./_model_record.ts";
import { readModelRows } from "./_model_rows.ts";
import { usdPerToken } from "./_price_units.ts";
import { isNamedFree, tokenPrice } from "./_token_price.ts";

/** The names of rates over the years, the newest first. */
const RATES = {
  inputUsd: ["input"],
  outputUsd: ["output"],
  cacheReadUsd: ["input_cache_read", "cachedInputTokens"],
  cacheWriteUsd: ["input_cache_write", "cacheCreationInputTokens"],
} as const;

const KINDS: ReadonlyMap<string, ModelRecord["kind"]> = new Map(Object.entries(
  {
    language: "chat",
    embedding: "embedding",
    image: "image",
    speech: "audio",
    transcription: "audio",
    realtime: "audio",
    reranking: "rerank",
  } as const,
));

const READ = [
  "id",
  "object",
  "created",
  "released",
  "owned_by",
  "name",
  "context_window",
  "max_tokens",
  "type",
  "modelType",
];

/** The list of Vercel's gateway: prices in US dollars per token as texts, with tiers. Its tags are hints. */
export function vercel(page: JsonValue, facts: ModelPageFacts): ModelPage {
  const envelope = asObject(page);
  return readModelRows(envelope?.data ?? envelope?.models, { read: (row) => readRow(row, facts) });
}

function readRow(row: JsonObject, facts: ModelPageFacts): ModelRecord | string {
  const id = asText(row.id);
  if (id === null) return "it has no id";
  const type = asText(row.type) ?? asText(row.modelType);
  const kind = type === null ? "chat" : KINDS.get(type) ?? "other";
  const tags = asTexts(row.tags) ?? [];
  const tagged = (tag: string) => tags.includes(tag) ? "yes" : "uncertain";
  return modelRecord({
    key: modelKey("vercel", id, asText(row.owned_by)),
    wireModel: id,
    name: asText(row.name) ?? id,
    kind,
    createdOn: asDate(row.released) ?? asDate(row.created),
    contextTokens: asCount(row.context_window),
    maxOutputTokens: asCount(row.max_tokens),
    capabilities: {
      tools: tagged("tool-use"),
      reasoning: tagged("reasoning"),
      images: tagged("vision"),
      files: tagged("file-input"),
      ...(kind === "chat" ? { streaming: "yes" } : {}),
    },
    price: priceOf(asObject(row.pricing) ?? {}, id),
    extra: restOf(row, READ),
  }, facts);
}

function priceOf(pricing: JsonObject, id: string): TokenPrice | null {
  const rates = Object.fromEntries(
    Object.entries(RATES).map(([rate, names]) => {
      const given = names.map((name) => usdPerToken(pricing[name], "usd_per_token")).find((usd) => usd !== null);
      return [rate, given ?? null];
    }),
  );
  const price = tokenPrice(rates, { free: isNamedFree(id) });
  const overrides = overridesOf(pricing);
  return price === null || overrides.length === 0 ? price : { ...price, overrides };
}

/** One override for each length of the prompt at which some rate changes: a tier begins with its `min` itself. */
function overridesOf(pricing: JsonObject): PriceOverride[] {
  const byStart = new Map<number, Record<string, string>>();
  for (const [rate, names] of Object.entries(RATES)) {
    for (const tier of names.flatMap((name) => asArray(pricing[`${name}_tiers`]) ?? [])) {
      const start = asCount(asObject(tier)?.min);
      const usd = usdPerToken(asObject(tier)?.cost, "usd_per_token");
      if (start === null || start < 2 || usd === null || usd.startsWith("-")) continue;
      byStart.set(start, { ...byStart.get(start), [rate]: usd });
    }
  }
  return [...byStart].sort(([a], [b]) => a - b).map(([start, rates]) => ({ minPromptTokens: start - 1, rates }));
}
