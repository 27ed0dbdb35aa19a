import { Decimal } from "../../base/mod.ts";
import type { ColumnType, ColumnValue } from "../../ledger/mod.ts";
import type {
  Capabilities,
  CapabilityName,
  EndpointRecord,
  ModelRecord,
  Price,
  Tier,
  TokenRates,
} from "../../spec/mod.ts";
import type { RowColumn } from "./_frame_of_rows.ts";

/** A record of the catalog, seen at a time. */
export interface CatalogRow<Fact> {
  readonly fact: Fact;
  /** In milliseconds since 1970. */
  readonly nowMs: number;
}

/** What a model and an endpoint have in common. */
interface CommonFacts {
  readonly capabilities: Capabilities;
  readonly price: Price | null;
  readonly fetchedAt: string;
  readonly tier: Tier;
}

const CAPABILITIES: readonly (readonly [CapabilityName, string, string])[] = [
  ["tools", "can_tools", "takes tools"],
  ["json", "can_json", "answers in JSON when asked to"],
  ["jsonSchema", "can_json_schema", "answers by a JSON Schema"],
  ["images", "can_images", "takes images"],
  ["files", "can_files", "takes files"],
  ["audio", "can_audio", "takes sound"],
  ["reasoning", "can_reasoning", "reasons before it answers"],
  ["seed", "can_seed", "takes a seed"],
  ["logprobs", "can_logprobs", "gives probabilities of its tokens"],
  ["streaming", "can_streaming", "streams its answers"],
];

const RATES: readonly (readonly [keyof TokenRates, string, string])[] = [
  ["inputUsd", "input_usd_per_mtok", "Per million input tokens."],
  ["outputUsd", "output_usd_per_mtok", "Per million output tokens."],
  ["cacheReadUsd", "cache_read_usd_per_mtok", "Per million input tokens that are read from the cache."],
  ["cacheWriteUsd", "cache_write_usd_per_mtok", "Per million input tokens that are written to the cache."],
  [
    "reasoningUsd",
    "reasoning_usd_per_mtok",
    "Per million output tokens of reasoning, where they cost other than the rest.",
  ],
];

/** The columns of the models, in their order. */
export const MODEL_COLUMNS: readonly RowColumn<CatalogRow<ModelRecord>>[] = [
  column("model", "utf8", null, "The model's key: author/slug[:variant].", ({ key }) => key),
  column("provider", "utf8", null, "Whose list it stands in.", ({ provider }) => provider),
  column("wire_model", "utf8", null, "What the provider calls it.", ({ wireModel }) => wireModel),
  column("name", "utf8", null, "For people.", ({ name }) => name),
  column(
    "kind",
    "utf8",
    null,
    "What it makes: chat, embedding, image, audio, rerank, moderation, other.",
    ({ kind }) => kind,
  ),
  column("alias_of", "utf8", null, "The model that it is another name of.", ({ aliasOf }) => aliasOf),
  column("created_on", "utf8", null, "When it came out, YYYY-MM-DD.", ({ createdOn }) => createdOn),
  column("expires_on", "utf8", null, "When it goes, YYYY-MM-DD; null: not announced.", ({ expiresOn }) => expiresOn),
  column("deprecated", "bool", null, "Whether it is no longer to be used, as its provider says.", (m) => m.deprecated),
  column("replaced_by", "utf8", null, "The model that takes its place.", ({ replacedBy }) => replacedBy),
  column("knowledge_cutoff", "utf8", null, "Up to when it knows the world, YYYY-MM-DD.", (m) => m.knowledgeCutoff),
  column("context_tokens", "i64", "tokens", "Input and output together.", ({ contextTokens }) => contextTokens),
  column("max_output_tokens", "i64", "tokens", "The most output.", ({ maxOutputTokens }) => maxOutputTokens),
  column("input_modalities", "utf8", null, "What it takes, with commas between.", (m) => list(m.inputModalities)),
  column("output_modalities", "utf8", null, "What it makes, with commas between.", (m) => list(m.outputModalities)),
  ...commonColumns<ModelRecord>(),
];

/** The columns of the endpoints, in their order. */
export const ENDPOINT_COLUMNS: readonly RowColumn<CatalogRow<EndpointRecord>>[] = [
  column("endpoint", "utf8", null, "The endpoint's key: model@provider[/tag].", ({ key }) => key),
  column("model", "utf8", null, "The model's key.", ({ model }) => model),
  column("provider", "utf8", null, "Whom the call is sent to and who is paid.", ({ provider }) => provider),
  column("served_by", "utf8", null, "Behind a router, who serves it; else the provider.", ({ servedBy }) => servedBy),
  column("tag", "utf8", null, "What tells it from the provider's others of the model.", ({ tag }) => tag),
  column("wire_model", "utf8", null, "What the provider calls the model.", ({ wireModel }) => wireModel),
  column("quantization", "utf8", null, "fp8, bf16, ….", ({ quantization }) => quantization),
  column("context_tokens", "i64", "tokens", "Input and output together.", ({ contextTokens }) => contextTokens),
  column("max_input_tokens", "i64", "tokens", "The most input, where it is limited apart.", (e) => e.maxInputTokens),
  column("max_output_tokens", "i64", "tokens", "The most output.", ({ maxOutputTokens }) => maxOutputTokens),
  ...commonColumns<EndpointRecord>(),
  column("status", "utf8", null, "up, degraded or down, as its provider says.", ({ status }) => status),
  column(
    "uptime_30m",
    "f64",
    null,
    "The share of calls that worked in the last half hour, 0 to 1.",
    (e) => e.uptime.last30m,
  ),
  column(
    "uptime_1d",
    "f64",
    null,
    "The share of calls that worked in the last day, 0 to 1.",
    ({ uptime }) => uptime.last1d,
  ),
  column(
    "ttft_p50_ms",
    "f64",
    "ms",
    "The median time to the first token, as its router saw it.",
    (e) => e.ttftMs?.p50 ?? null,
  ),
  column(
    "output_tps_p50",
    "f64",
    "tokens/s",
    "The median output per second, as its router saw it.",
    ({ outputTps }) => outputTps?.p50 ?? null,
  ),
];

function commonColumns<Facts extends CommonFacts>(): RowColumn<CatalogRow<Facts>>[] {
  return [
    ...CAPABILITIES.map(([name, shown, meaning]) =>
      column<Facts>(
        shown,
        "bool",
        null,
        `Whether it ${meaning}; null where that is uncertain.`,
        ({ capabilities }) => capabilities[name] === "uncertain" ? null : capabilities[name] === "yes",
      )
    ),
    ...RATES.map(([rate, name, meaning]) =>
      column<Facts>(name, "f64", "US$", meaning, ({ price }) => perMillion(price, rate))
    ),
    column<Facts>(
      "request_usd",
      "f64",
      "US$",
      "Per request.",
      ({ price }) => rateOf(price, "requestUsd")?.toNumber() ?? null,
    ),
    column<Facts>("hour_usd", "f64", "US$", "Per hour, of a server of one's own.", ({ price }) => hourUsd(price)),
    column<Facts>(
      "price_varies",
      "bool",
      null,
      "Whether other rates hold at some hours or for long prompts; null without a price.",
      ({ price }) => price === null ? null : price.kind === "tokens" && (price.overrides?.length ?? 0) > 0,
    ),
    column<Facts>(
      "discount",
      "f64",
      null,
      "The share that is taken off the rates, 0 to 1; null: none is told.",
      ({ price }) => price?.kind === "tokens" && price.discount !== undefined ? Number(price.discount) : null,
    ),
    column<Facts>(
      "tier",
      "utf8",
      null,
      "Where the facts come from: cache, api, embedded, stale or config.",
      ({ tier }) => tier,
    ),
    column<Facts>("fetched_at", "utf8", null, "When they were fetched, an RFC 3339 time in UTC.", (f) => f.fetchedAt),
    {
      name: "age_days",
      type: "f64",
      unit: "days",
      meaning: "How old they were when the frame was made.",
      read: ({ fact, nowMs }) => Math.max(0, nowMs - Date.parse(fact.fetchedAt)) / MS_PER_DAY,
    },
  ];
}

const MS_PER_DAY = 86_400_000;
const MILLION = Decimal.fromInteger(1_000_000);

function column<Facts>(
  name: string,
  type: ColumnType,
  unit: string | null,
  meaning: string,
  read: (fact: Facts) => ColumnValue,
): RowColumn<CatalogRow<Facts>> {
  return { name, type, unit, meaning, read: ({ fact }) => read(fact) };
}

function list(values: readonly string[] | null): string | null {
  return values?.join(",") ?? null;
}

function rateOf(price: Price | null, rate: keyof TokenRates): Decimal | null {
  const usd = price?.kind === "tokens" ? price[rate] : undefined;
  return usd === undefined ? null : Decimal.parse(usd);
}

/** Exact until it becomes a double: a price of 0.15 is 0.15. */
function perMillion(price: Price | null, rate: keyof TokenRates): number | null {
  return rateOf(price, rate)?.times(MILLION).toNumber() ?? null;
}

function hourUsd(price: Price | null): number | null {
  return price?.kind === "hour" ? Number(price.hourUsd) : null;
}
