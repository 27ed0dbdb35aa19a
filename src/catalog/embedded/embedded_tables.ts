import type { EndpointRecord, JsonObject, JsonValue, ModelRecord } from "../../spec/mod.ts";
import { type ColumnTable, packColumns } from "./_columns.ts";

/** What of a model's `extra` ships: facts that others are found or judged by. */
const MODEL_EXTRA = ["hugging_face_id", "tokenizer", "reasoning"];

/** The models of a list as the table that ships: facts only, the same for the same list. */
export function embeddedModels(models: readonly ModelRecord[]): ColumnTable {
  const rows = models.map((model) => ({ ...model, tier: "embedded", extra: modelExtra(model) }));
  return packColumns(rows as unknown as JsonObject[], { flat: ["price", "extra"] });
}

/**
 * The endpoints of a list as the table that ships, without what is of the day (status, uptime) or made of the rest (the
 * key). `cacheRatesUnknown` says that the list has no rates for cached tokens.
 */
export function embeddedEndpoints(
  endpoints: readonly EndpointRecord[],
  { cacheRatesUnknown }: { readonly cacheRatesUnknown: boolean },
): ColumnTable {
  const rows = endpoints.map((endpoint) => {
    const { key: _, wireModel: __, servedBy: ___, uptime: ____, ttftMs: _____, outputTps: ______, ...kept } = endpoint;
    const price = endpoint.price !== null && cacheRatesUnknown
      ? { ...endpoint.price, cacheRatesUnknown: true }
      : endpoint.price;
    return { ...kept, tier: "embedded", status: null, price, extra: endpointExtra(endpoint.extra) };
  });
  return packColumns(rows as unknown as JsonObject[], { flat: ["price", "extra"] });
}

/** Where the best endpoint has a smaller context than the largest one, which is the model's, that is kept too. */
function modelExtra({ extra, contextTokens }: ModelRecord): JsonObject {
  const best = (extra.top_provider as JsonObject | undefined)?.context_length ?? null;
  return {
    ...Object.fromEntries(MODEL_EXTRA.flatMap((name) => name in extra ? [[name, extra[name]]] : [])),
    ...(best === null || best === contextTokens ? {} : { top_provider: { context_length: best } }),
  };
}

function endpointExtra(extra: JsonObject): JsonObject {
  const discount = (extra.pricing as JsonObject | undefined)?.discount ?? 0;
  return {
    provider_name: extra.provider_name as JsonValue,
    ...(extra.supports_implicit_caching === true ? { supports_implicit_caching: true } : {}),
    ...(discount === 0 ? {} : { discount }),
  };
}

/** A table as the text of a file, a column a line. */
export function tableText({ rows, words, columns }: ColumnTable): string {
  const lines = Object.entries(columns).map(([path, column]) => `${JSON.stringify(path)}:${JSON.stringify(column)}`);
  return `{"rows":${rows},"words":${JSON.stringify(words)},"columns":{\n${lines.join(",\n")}\n}}\n`;
}
