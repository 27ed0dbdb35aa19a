import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { readEndpointList, readModelPage } from "../../../src/catalog/mod.ts";
import type { JsonObject, JsonValue, Price, TokenPrice } from "../../../src/spec/mod.ts";
import { assertSoundPrice } from "./invariants.ts";

const FACTS = { provider: "openrouter", fetchedAt: "2026-08-01T00:00:00Z" };
/** OpenRouter's names and ours. */
const RATES = {
  prompt: "inputUsd",
  completion: "outputUsd",
  input_cache_read: "cacheReadUsd",
  input_cache_write: "cacheWriteUsd",
  input_cache_write_1h: "cacheWrite1hUsd",
  internal_reasoning: "reasoningUsd",
  audio: "audioInputUsd",
  audio_output: "audioOutputUsd",
  image_output: "imageOutputUsd",
  web_search: "webSearchUsd",
  request: "requestUsd",
} as const;

function ofModel(pricing: JsonObject): Price | null {
  return readModelPage("openrouter", { data: [{ id: "a/b", pricing }] }, FACTS).models[0].price;
}

/** The overrides that are kept as they stand. */
function unreadOf(pricing: JsonObject): JsonValue {
  const { extra } = readModelPage("openrouter", { data: [{ id: "a/b", pricing }] }, FACTS).models[0];
  return (extra.pricing as JsonObject | undefined)?.overrides ?? [];
}

function ofEndpoint(pricing: JsonObject): Price | null {
  return readEndpointList({ data: { id: "a/b", endpoints: [{ tag: "x", pricing }] } }, FACTS).endpoints[0].price;
}

/** As lists write them: up to 25 digits behind the point, with or without zeros at the end. */
const rate = fc.tuple(fc.nat({ max: 3 }), fc.stringMatching(/^[0-9]{0,25}$/)).map(([whole, rest]) =>
  rest === "" ? String(whole) : `${whole}.${rest}`
);
const paid = rate.filter((text) => Number(text) > 0);
const pricing = fc.record({ prompt: paid, completion: paid }).chain((base) =>
  fc.dictionary(fc.constantFrom(...Object.keys(RATES).slice(2)), rate).map((more) => ({ ...base, ...more }))
);

Deno.test("every rate is the list's own number, and one of 0 is not there", () => {
  fc.assert(fc.property(pricing, (given) => {
    const price = ofModel(given) as TokenPrice;
    assertSoundPrice(price);
    for (const [name, ours] of Object.entries(RATES)) {
      const text = (given as Record<string, string>)[name];
      if (text === undefined || Number(text) === 0) assertEquals(price[ours], undefined);
      else assertEquals(Decimal.parse(price[ours]!).compare(Decimal.parse(text)), 0);
    }
  }));
});

Deno.test("an endpoint's price is read as a model's is, whatever its discount", () => {
  fc.assert(fc.property(pricing, fc.double({ min: 0, max: 1, noNaN: true }), (given, discount) => {
    assertEquals(ofEndpoint({ ...given, discount }), ofModel(given));
  }));
});

Deno.test("a single rate below nothing takes the price away", () => {
  fc.assert(fc.property(pricing, fc.constantFrom(...Object.keys(RATES)), (given, name) => {
    assertEquals(ofModel({ ...given, [name]: "-1" }), null);
  }));
});

const override = fc.record({
  min_prompt_tokens: fc.integer({ min: 1, max: 2_000_000 }),
  utc_start: fc.constantFrom(0, 30, 930, 1630, 2359),
  utc_end: fc.constantFrom(0, 30, 930, 1630, 2400),
  utc_days: fc.subarray(["monday", "Saturday", "sunday"]),
  prompt: rate,
  input_cache_read: rate,
  somebodys_rate: rate,
}, { requiredKeys: [] });

Deno.test("overrides that have a condition are all there, in the order of the list, and the others are not", () => {
  fc.assert(fc.property(pricing, fc.array(override, { maxLength: 4 }), (given, overrides) => {
    const pricing = { ...given, overrides } as JsonObject;
    const price = ofModel(pricing) as TokenPrice;
    assertSoundPrice(price);
    const conditioned = overrides.filter(({ min_prompt_tokens, utc_start, utc_end, utc_days = [] }) =>
      min_prompt_tokens !== undefined || utc_start !== undefined || utc_end !== undefined || utc_days.length > 0
    );
    const understood = (price.overrides ?? []).filter(({ unknownCondition }) => unknownCondition === undefined);
    assertEquals(understood.map(({ minPromptTokens }) => minPromptTokens), [
      ...conditioned.map(({ min_prompt_tokens }) => min_prompt_tokens),
    ]);
    assertEquals(unreadOf(pricing), overrides.filter((each) => !conditioned.includes(each)) as JsonValue[]);
    understood.forEach(({ rates, utcDays }, i) => {
      const { prompt, utc_days = [] } = conditioned[i];
      assertEquals(rates.inputUsd === undefined, prompt === undefined, "an override's rate of 0 counts: it is given");
      assertEquals(utcDays ?? [], utc_days.map((day) => day.toLowerCase()));
    });
  }));
});

Deno.test("a rate below nothing in an override is none, and the others of it count", () => {
  const override = { min_prompt_tokens: 9, prompt: "-1", completion: "3" };
  const price = ofModel({ prompt: "1", completion: "2", overrides: [override] }) as TokenPrice;
  assertEquals(price.overrides, [{ minPromptTokens: 9, rates: { outputUsd: "3" } }]);
});
