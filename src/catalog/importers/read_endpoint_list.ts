import type {
  Capabilities,
  EndpointRecord,
  JsonObject,
  JsonValue,
  ModelPageFacts,
  Percentiles,
} from "../../spec/mod.ts";
import { capabilitiesOfParameters, UNKNOWN_CAPABILITIES } from "./_capabilities.ts";
import { asArray, asCount, asNumber, asObject, asText, asTexts, isPlainId, restOf } from "./_fields.ts";
import { routerPrice, unreadPricing } from "./_router_price.ts";

/** A list of endpoints, read. */
export interface EndpointPage {
  /** In the order of the list. */
  readonly endpoints: readonly EndpointRecord[];
  /** Rows that could not be read, with what is wrong with each. */
  readonly skipped: readonly { readonly row: JsonValue; readonly reason: string }[];
}

const READ = [
  "name",
  "model_id",
  "model_name",
  "provider_slug",
  "tag",
  "quantization",
  "context_length",
  "max_prompt_tokens",
  "max_completion_tokens",
  "supported_parameters",
  "uptime_last_5m",
  "uptime_last_30m",
  "uptime_last_1d",
  "latency_last_30m",
  "throughput_last_30m",
  "pricing",
];

/** A time to the first token below this is one in seconds: older lists have it so, and no router answers in 60 ms. */
const SECONDS_BELOW = 60;

/**
 * Reads OpenRouter's endpoints of one model, or of many where each row names its model (`model_id`).
 *
 * Lenient and total like `readModelPage`: numbers may be texts, times may be one number. Keys are
 * `model@openrouter/tag`. Of two endpoints with one tag one record is made with what holds for both, and its price is
 * `null` where they differ, as nothing tells which of them answers. Abilities are those of the endpoint's own parameters; that the model
 * takes images or files is a hint only, that it does not is a fact.
 *
 * @example Prices and parameters are the endpoint's
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readEndpointList } from "@tapedeck/tapedeck";
 *
 * const page = {
 *   data: {
 *     id: "meta-llama/llama-3.1-8b-instruct",
 *     endpoints: [{ tag: "deepinfra/fp8", quantization: "fp8", pricing: { prompt: "0.00000002", completion: "0.00000003" } }],
 *   },
 * };
 * const { endpoints } = readEndpointList(page, { provider: "openrouter", fetchedAt: "2026-08-01T00:00:00Z" });
 * assertEquals(endpoints[0].key, "meta-llama/llama-3.1-8b-instruct@openrouter/deepinfra/fp8");
 * assertEquals(endpoints[0].servedBy, "deepinfra");
 * ```
 */
export function readEndpointList(page: JsonValue, facts: ModelPageFacts): EndpointPage {
  const envelope = asObject(page);
  const data = asObject(envelope?.data) ?? envelope ?? {};
  const rows = asArray(data.endpoints) ?? asArray(envelope?.data) ?? asArray(page);
  if (rows === null) return { endpoints: [], skipped: [{ row: page, reason: "there is no list of endpoints" }] };
  const endpoints = new Map<string, EndpointRecord>();
  const skipped: { row: JsonValue; reason: string }[] = [];
  for (const row of rows) {
    const object = asObject(row);
    const endpoint = object === null ? "it is no object" : readRow(object, { data, facts });
    if (typeof endpoint === "string") {
      skipped.push({ row, reason: endpoint });
      continue;
    }
    const earlier = endpoints.get(endpoint.key);
    endpoints.set(endpoint.key, earlier === undefined ? endpoint : ofTwo(earlier, endpoint));
    if (earlier !== undefined) skipped.push({ row, reason: `an earlier row is ${endpoint.key}` });
  }
  return { endpoints: [...endpoints.values()], skipped };
}

/** What holds for either of two endpoints that one name stands for. */
function ofTwo(first: EndpointRecord, second: EndpointRecord): EndpointRecord {
  const same = <T>(a: T, b: T): T | null => JSON.stringify(a) === JSON.stringify(b) ? a : null;
  const names = Object.keys(first.capabilities) as (keyof Capabilities)[];
  return {
    ...first,
    price: same(first.price, second.price),
    quantization: same(first.quantization, second.quantization),
    contextTokens: smaller(first.contextTokens, second.contextTokens),
    maxInputTokens: smaller(first.maxInputTokens, second.maxInputTokens),
    maxOutputTokens: smaller(first.maxOutputTokens, second.maxOutputTokens),
    parameters: second.parameters === null
      ? null
      : first.parameters?.filter((name) => second.parameters!.includes(name)) ?? null,
    capabilities: Object.fromEntries(
      names.map((name) => [name, same(first.capabilities[name], second.capabilities[name]) ?? "uncertain"]),
    ) as unknown as Capabilities,
  };
}

function smaller(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(a, b);
}

interface RowContext {
  /** What stands around the rows: the model. */
  readonly data: JsonObject;
  readonly facts: ModelPageFacts;
}

function readRow(row: JsonObject, { data, facts }: RowContext): EndpointRecord | string {
  const model = asText(data.id) ?? asText(row.model_id);
  if (model === null) return "it names no model";
  const servedBy = slugOf(asText(row.tag)?.split("/")[0] ?? asText(row.provider_slug) ?? asText(row.provider_name));
  if (servedBy === null) return "it names neither tag nor provider";
  const tag = asText(row.tag) ?? servedBy;
  if (!isPlainId(model) || !isPlainId(tag)) return "its model or tag makes no key";
  const parameters = asTexts(row.supported_parameters);
  const quantization = asText(row.quantization);
  const status = asNumber(row.status);
  return {
    key: `${model}@${facts.provider}/${tag}`,
    model,
    provider: facts.provider,
    servedBy,
    tag,
    wireModel: model,
    quantization: quantization === "unknown" ? null : quantization,
    contextTokens: asCount(row.context_length),
    maxInputTokens: asCount(row.max_prompt_tokens),
    maxOutputTokens: asCount(row.max_completion_tokens),
    parameters,
    capabilities: endpointCapabilities(parameters, asTexts(asObject(data.architecture)?.input_modalities)),
    price: routerPrice(row.pricing, { id: model }),
    status: status === null ? null : status < 0 ? "degraded" : "up",
    uptime: {
      last5m: shareOf(row.uptime_last_5m),
      last30m: shareOf(row.uptime_last_30m),
      last1d: shareOf(row.uptime_last_1d),
    },
    ttftMs: percentiles(row.latency_last_30m, (value) => value < SECONDS_BELOW ? value * 1000 : value),
    outputTps: percentiles(row.throughput_last_30m, (value) => value),
    extra: extraOf(row),
    fetchedAt: facts.fetchedAt,
    tier: "api",
  };
}

/** `Amazon Bedrock` as `amazon-bedrock`. */
function slugOf(name: string | null): string | null {
  return name === null ? null : name.trim().toLowerCase().replaceAll(/\s+/g, "-");
}

function endpointCapabilities(
  parameters: readonly string[] | null,
  modelInput: readonly string[] | null,
): Capabilities {
  const ofModel = (name: string) => modelInput === null || modelInput.includes(name) ? "uncertain" : "no";
  return {
    ...UNKNOWN_CAPABILITIES,
    ...capabilitiesOfParameters(parameters),
    images: ofModel("image"),
    files: ofModel("file"),
    audio: ofModel("audio"),
    streaming: "yes",
  };
}

/** A share out of a percentage. */
function shareOf(value: JsonValue | undefined): number | null {
  const percent = asNumber(value);
  return percent === null || percent < 0 || percent > 100 ? null : percent / 100;
}

/** Quantiles out of an object, or a median out of one number. */
function percentiles(value: JsonValue | undefined, inUnit: (value: number) => number): Percentiles | null {
  const read = (each: JsonValue | undefined) => {
    const number = asNumber(each);
    return number === null || number < 0 ? null : number;
  };
  const single = read(value);
  if (single !== null) return { p50: inUnit(single) };
  const given = asObject(value) ?? {};
  const p50 = read(given.p50);
  if (p50 === null) return null;
  const further = (["p75", "p90", "p99"] as const).map((name) => [name, read(given[name])] as const);
  return { p50, ...Object.fromEntries(further.filter(([, number]) => number !== null)) };
}

/** What is left of a row; a `status` stays, as its numbers say more than a name. */
function extraOf(row: JsonObject): JsonObject {
  const pricing = unreadPricing(row.pricing);
  return { ...restOf(row, READ), ...(Object.keys(pricing).length === 0 ? {} : { pricing }) };
}
