import { assert, assertEquals, assertMatch } from "@std/assert";
import { Decimal } from "../../../src/base/mod.ts";
import { parseModelKey } from "../../../src/catalog/mod.ts";
import type { Capabilities, EndpointRecord, ModelRecord, Price, TokenRates } from "../../../src/spec/mod.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const FACTS = ["yes", "no", "uncertain"];

/** What must be so of every model that a reader gives, whatever it has read. */
export function assertSoundModel(model: ModelRecord): void {
  assert(parseModelKey(model.key) !== null && !model.key.includes("@"), `no key: ${model.key}`);
  assert(model.wireModel !== "" && model.name !== "");
  for (const date of [model.createdOn, model.expiresOn, model.knowledgeCutoff]) {
    if (date !== null) assertMatch(date, DATE);
  }
  assert(!model.aliases.includes(model.key), `${model.key} is its own alias`);
  assertEquals(new Set(model.aliases).size, model.aliases.length);
  assertSoundLimits(model.contextTokens, model.maxOutputTokens);
  assertSoundCapabilities(model.capabilities);
  assertSoundPrice(model.price);
  assert(!("description" in model.extra));
  assertEquals(JSON.parse(JSON.stringify(model)), model);
}

/** The same for an endpoint. */
export function assertSoundEndpoint(endpoint: EndpointRecord): void {
  assertEquals(endpoint.key, `${endpoint.model}@${endpoint.provider}/${endpoint.tag}`);
  assert(endpoint.tag!.toLowerCase().startsWith(endpoint.servedBy) || endpoint.tag === endpoint.servedBy);
  assertSoundLimits(endpoint.contextTokens, endpoint.maxInputTokens, endpoint.maxOutputTokens);
  assertSoundCapabilities(endpoint.capabilities);
  assertSoundPrice(endpoint.price);
  for (const share of Object.values(endpoint.uptime)) assert(share === null || (share >= 0 && share <= 1));
  for (const figures of [endpoint.ttftMs, endpoint.outputTps]) {
    for (const figure of Object.values(figures ?? {})) assert(Number.isFinite(figure) && figure >= 0);
  }
  assertEquals(JSON.parse(JSON.stringify(endpoint)), endpoint);
}

function assertSoundLimits(...limits: readonly (number | null)[]): void {
  for (const limit of limits) assert(limit === null || (Number.isSafeInteger(limit) && limit > 0), `limit ${limit}`);
}

function assertSoundCapabilities(capabilities: Capabilities): void {
  assertEquals(Object.keys(capabilities).length, 10);
  for (const fact of Object.values(capabilities)) assert(FACTS.includes(fact));
}

/** A price is at least nothing, in plain decimals, and every override has a condition. */
export function assertSoundPrice(price: Price | null): void {
  if (price === null) return;
  if (price.kind === "hour") return assertSoundRates({ inputUsd: price.hourUsd });
  assertSoundRates(price);
  assert(price.discount === undefined || (Number(price.discount) > 0 && Number(price.discount) < 1));
  for (const { rates, minPromptTokens, utcStart, utcEnd, utcDays, unknownCondition } of price.overrides ?? []) {
    assertSoundRates(rates);
    const conditions = [minPromptTokens, utcStart, utcDays, unknownCondition];
    assert(conditions.some((condition) => condition !== undefined), "it holds always");
    assert(minPromptTokens === undefined || (Number.isSafeInteger(minPromptTokens) && minPromptTokens > 0));
    for (const time of [utcStart, utcEnd]) if (time !== undefined) assertMatch(time, CLOCK);
  }
}

function assertSoundRates(rates: Partial<TokenRates>): void {
  for (const [name, rate] of Object.entries(rates)) {
    if (!name.endsWith("Usd")) continue;
    assertMatch(rate as string, /^\d+(\.\d+)?$/, `${name} ${rate}`);
    assert(Decimal.parse(rate as string).compare(Decimal.fromInteger(0)) >= 0);
  }
}
