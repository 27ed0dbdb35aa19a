import { z } from "zod";
import { CAPABILITY_WORDS } from "../base/mod.ts";
import {
  age,
  baseUrl,
  credentialName,
  endpointKey,
  envName,
  modelKey,
  ms,
  name,
  parameterTable,
  priceTable,
  share,
  text,
  texts,
} from "./_field_schemas.ts";
import type { CapabilityWord, ConfigFile } from "./config_file.ts";
import { moneySchema } from "./money_schema.ts";

const capabilities = z.array(z.enum([...CAPABILITY_WORDS.keys()] as CapabilityWord[])).optional();
const count = z.int().min(1);
const tokens = z.int().min(1);
const parameters = parameterTable.optional().describe("Parameters of requests: temperature, top_p, max_tokens, …");
const profiles = z.record(name, parameterTable).optional().describe("Named parameters");

const defaults = () =>
  z.strictObject({
    model: text.optional().describe("The model, alias or group where none is named"),
    profile: name.optional().describe("The profile or preset where none is named"),
    strictness: z.enum(["warn", "error"]).optional()
      .describe(
        "What becomes of a parameter that an endpoint does not take: it is left out with a warning, or refused",
      ),
    credential_profile: name.optional().describe("The profile whose credentials are used: work"),
    credential_log: z.boolean().optional().describe("false: nobody keeps which credential was sent where and when"),
  }).describe("What holds where nothing is named");

const model = () =>
  z.strictObject({
    profile: name.optional().describe("The profile or preset of this model"),
    allow: z.array(name).optional().describe("No other providers than these"),
    ban: z.array(name).optional().describe("None of these providers"),
    require: texts.optional().describe("What an endpoint must take: capabilities, or parameters by their names"),
    endpoints: z.array(endpointKey).optional().describe("No other endpoints than these"),
    parameters,
    profiles,
  }).describe("What holds for one model");

const limits = () =>
  z.strictObject({
    requests_per_minute: count.optional().describe("Requests in any minute"),
    requests_per_day: count.optional().describe("Requests in any day"),
    tokens_per_minute: count.optional().describe("Input and output tokens in any minute"),
    input_tokens_per_minute: count.optional().describe("Input tokens in any minute, where they are limited apart"),
    output_tokens_per_minute: count.optional().describe("Output tokens in any minute, where they are limited apart"),
    usd_per_minute: moneySchema.optional().describe("US dollars in any minute"),
    usd_per_day: moneySchema.optional().describe("US dollars in any day"),
    burst: count.optional().describe("How many requests of a minute may start at once"),
    concurrency: count.optional().describe("Requests at once"),
    adaptive: z.boolean().optional().describe("Whether the number of requests at once is found out below concurrency"),
  }).describe("What the account may do, over what the provider's row has");

const retry = () =>
  z.strictObject({
    max_tries: count.optional().describe("All tries at one endpoint, the first included"),
    base_ms: ms.optional().describe("The most that the first retry waits where the provider does not say"),
    factor: z.number().min(1).optional().describe("By how much that grows from one retry to the next"),
    max_ms: ms.optional().describe("The most that any retry waits where the provider does not say"),
    max_total_wait_ms: z.int().min(0).optional().describe("The most that all waits of one call make together"),
  }).describe("How a call is tried again");

const timeouts = () =>
  z.strictObject({
    headers_ms: ms.optional().describe("To the headers of the response"),
    first_byte_ms: ms.optional().describe("To the first byte of the body"),
    idle_ms: ms.optional().describe("Between two chunks of the body"),
    total_ms: ms.optional().describe("To the last byte"),
  }).describe("How long one try may take");

const breaker = () =>
  z.strictObject({
    failure_rate: z.number().gt(0).max(1).optional().describe("The share of failed calls at which it opens"),
    min_calls: count.optional().describe("The fewest calls by which it judges"),
    window_ms: ms.optional().describe("How far back it looks"),
    open_ms: ms.optional().describe("How long it stays open the first time"),
    max_open_ms: ms.optional().describe("The most that this grows to"),
  }).describe("When an endpoint is left alone");

const provider = () =>
  z.strictObject({
    kind: name.optional().describe(
      "A row of the provider table or a plugin's key; the section's own name unless given",
    ),
    base_url: baseUrl.optional().describe("Where its server is; the row's own unless given"),
    wire: text.optional().describe("The wire format; the row's own unless given"),
    credential: credentialName.optional().describe("The credential that it is called with"),
    enabled: z.boolean().optional().describe("false: it is not asked"),
    catalog_fallback: z.boolean().optional().describe(
      "Whether old or embedded lists stand in where it does not answer",
    ),
    lifetimes: z.strictObject({
      models: age.optional().describe("Its list of models: 1h"),
      endpoints: age.optional().describe("Facts of its endpoints: 45m"),
      health: age.optional().describe("How well it answers: 30s"),
    }).optional().describe("How long what is known of it is fresh"),
    limits: limits().optional(),
    retry: retry().optional(),
    timeouts: timeouts().optional(),
    breaker: breaker().optional(),
    parameters,
  }).describe("One setting-up of a provider; one kind can be set up many times");

const endpoint = () =>
  z.strictObject({
    key: endpointKey.describe("author/slug[:variant]@provider[/tag]"),
    base_url: baseUrl.optional().describe("Where its server is; as its provider has it unless given"),
    wire: text.optional().describe("The wire format; as its provider has it unless given"),
    model: text.optional().describe("The id that goes into the request's model field; the slug unless given"),
    credential: credentialName.optional().describe("The credential that it is called with"),
    price: priceTable.optional().describe("What it costs: by token, by request or by hour"),
    context_tokens: tokens.optional().describe("Input and output together"),
    max_output_tokens: tokens.optional().describe("The most output tokens"),
    quantization: text.optional().describe("fp8, bf16, q4"),
    capabilities: capabilities.describe("What it can do; nothing else"),
  }).describe("An endpoint of one's own");

const credential = () =>
  z.strictObject({
    env: envName.optional().describe("The name of an environment variable"),
    file: text.optional().describe("A file that only you may read; ~ is your home"),
    command: texts.min(1).optional().describe("A program and its arguments, run without a shell"),
    hosts: z.array(baseUrl).min(1).optional()
      .describe("In your own file: servers beside its provider's own that it may be sent to"),
  }).superRefine(({ hosts: _, ...given }, context) => {
    const named = Object.keys(given).length;
    if (named !== 1) {
      const message = `must have exactly one of env, file and command: it has ${named === 0 ? "none" : named}`;
      context.addIssue({ code: "custom", message, params: { hidden: true } });
    }
  }).describe("Where a key is to be had; the key itself never stands here");

const needs = () =>
  z.strictObject({
    capabilities: capabilities.describe("Beside those that a request itself shows"),
    parameters: texts.optional().describe("Request fields that an endpoint must take, in OpenAI's names"),
    context_tokens: tokens.optional().describe("The least room for input and output together"),
    max_cost_usd: moneySchema.optional().describe("The most that a call may cost"),
    max_input_usd_per_million: moneySchema.optional().describe("The highest price of a million input tokens"),
    max_output_usd_per_million: moneySchema.optional().describe("The highest price of a million output tokens"),
    max_ttft_ms: z.number().gt(0).optional().describe("The longest median time to the first token"),
    min_output_tps: z.number().gt(0).optional().describe("The lowest median of tokens per second"),
    min_uptime: share.optional().describe("The lowest share of calls that work"),
    quantizations: texts.optional().describe("No others than these: bf16, fp8"),
    providers: z.array(name).optional().describe("No other providers than these"),
    exclude_providers: z.array(name).optional().describe("None of these providers"),
    data: z.strictObject({
      training: z.literal("deny").optional().describe("deny: none that trains on what it is sent"),
      retention: z.literal("none").optional().describe("none: none that keeps what it is sent"),
    }).optional().describe("What may become of the data"),
    unknown: z.enum(["allow", "deny"]).optional().describe("Whether an unknown fact counts as one that is met"),
  }).describe("What every endpoint must be to be asked");

const weight = z.number().min(0).optional().describe("0: it counts for nothing");
const routing = () =>
  z.strictObject({
    policy: text.optional().describe(
      "cost, latency, throughput, reliability, balanced, pinned, round-robin, or one's own",
    ),
    weights: z.strictObject({ cost: weight, latency: weight, throughput: weight, reliability: weight }).optional()
      .describe("How much each counts under the policy balanced"),
    max_fallbacks: z.int().min(0).optional().describe("How many endpoints are asked behind the first one"),
    policies: texts.optional().describe("Modules with policies of one's own"),
    needs: needs().optional(),
  }).describe("Which endpoint answers");

const alerts = () =>
  z.strictObject({
    webhook: z.strictObject({ env: envName.describe("The name of an environment variable") }).optional()
      .describe("Where the URL stands that alerts are posted to"),
    error_rate: share.optional().describe("The share of failed calls from which a provider is told of"),
    usd_per_hour: moneySchema.optional().describe("Spending beyond which an alert is given"),
    price_change: z.number().min(0).optional().describe("0.1: prices that changed by a tenth or more"),
  }).describe("What one is told of");

/**
 * The schema of a configuration file, strict in its keys: one layer of what {@linkcode loadConfig} merges. It is made when
 * the first file is read, as that takes longer than to load all the rest of this room, and often there is none.
 */
export const configSchema: z.ZodLazy<z.ZodType<ConfigFile>> = z.lazy(() =>
  z.strictObject({
    version: z.literal(1, "must be 1").optional().describe("Of the file's format"),
    plugins: texts.optional().describe(
      "Provider plugins: npm: or jsr: specifiers, URLs, paths from this file's folder",
    ),
    defaults: defaults().optional(),
    parameters,
    profiles,
    models: z.record(modelKey, model()).optional().describe('What holds for single models: [models."openai/gpt-4o"]'),
    providers: z.record(name, provider()).optional().describe("Providers under names of one's own: [providers.NAME]"),
    endpoints: z.array(endpoint()).optional().describe("Endpoints of one's own"),
    aliases: z.strictObject({
      models: z.record(text, text).optional().describe('Of models: fast = "openai/gpt-4o-mini"'),
      providers: z.record(name, name).optional().describe('Of providers: or = "openrouter"'),
    }).optional().describe("Short names"),
    groups: z.record(name, texts.min(1)).optional().describe(
      "Names for several models: ids, patterns, aliases, groups",
    ),
    credentials: z.record(credentialName, credential()).optional().describe(
      'Keys by name: [credentials."openai/work"]',
    ),
    trust: z.strictObject({
      projects: texts.optional().describe("Folders, absolute or from ~/, with all below them"),
    }).optional().describe("In your own file: projects whose files may run code and say where keys go"),
    routing: routing().optional(),
    alerts: alerts().optional(),
    metrics: z.strictObject({
      port: z.int().min(0).max(65535).optional().describe("Of 127.0.0.1; 0: any free one"),
    }).optional().describe("Where long-running commands serve /metrics"),
  })
);
