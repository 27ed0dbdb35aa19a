import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ENDPOINT, mistakesOf, planOf, planText } from "./_plans.ts";

Deno.test("a price by the request alone lets the tokens cost nothing", async () => {
  const toml = '[endpoints.price]\nrequest_usd = "0.0050"\n';
  const plan = await planOf({ endpoints: `${ENDPOINT}${toml}` });
  assertEquals(plan.endpoints[0].price, { kind: "tokens", inputUsd: "0", outputUsd: "0", requestUsd: "0.005" });
  assertMatch(
    (await mistakesOf(planText({ endpoints: `${ENDPOINT}${toml}slots = 2\n` })))[0],
    /slots is not a known key/,
  );
});

Deno.test("a price can have a rate for each kind of token, fees, discounts and tiers", async () => {
  const toml = `[endpoints.price]
input_per_1m_usd = "1.25"
output_per_1m_usd = "10"
cache_read_per_1m_usd = "0.125"
cache_write_per_1m_usd = "1.5"
cache_write_1h_per_1m_usd = "2.5"
reasoning_per_1m_usd = "12"
audio_input_per_1m_usd = "3"
audio_output_per_1m_usd = "20"
image_output_per_1m_usd = "30"
request_usd = "0.0050"
image_usd = "0.001"
web_search_usd = "0.01"
discount = "0.250"
batch_discount = "0.5"

[[endpoints.price.tiers]]
above_prompt_tokens = 200_000
input_per_1m_usd = "2.50"
output_per_1m_usd = "15"

[[endpoints.price.tiers]]
utc_start = "16:30"
utc_end = "00:30"
utc_days = ["saturday", "sunday"]
input_per_1m_usd = "0.5"
request_usd = "0"
`;
  const plan = await planOf({ endpoints: `${ENDPOINT}${toml}` });
  assertEquals(plan.endpoints[0].price, {
    kind: "tokens",
    inputUsd: "0.00000125",
    outputUsd: "0.00001",
    cacheReadUsd: "0.000000125",
    cacheWriteUsd: "0.0000015",
    cacheWrite1hUsd: "0.0000025",
    reasoningUsd: "0.000012",
    audioInputUsd: "0.000003",
    audioOutputUsd: "0.00002",
    imageOutputUsd: "0.00003",
    requestUsd: "0.005",
    imageUsd: "0.001",
    webSearchUsd: "0.01",
    overrides: [
      { minPromptTokens: 200_000, rates: { inputUsd: "0.0000025", outputUsd: "0.000015" } },
      {
        utcStart: "16:30",
        utcEnd: "00:30",
        utcDays: ["saturday", "sunday"],
        rates: { inputUsd: "0.0000005", requestUsd: "0" },
      },
    ],
    discount: "0.25",
    batchDiscount: "0.5",
  });
});

/** What a price by the token needs. */
const RATES = 'input_per_1m_usd = "1", output_per_1m_usd = "2"';

/** A mistake in a price, and what is said of it. */
const MISTAKES: readonly (readonly [toml: string, said: string])[] = [
  [
    `price = { ${RATES}, discount = 0.25 }`,
    'endpoints[0].price.discount must be a share from 0 to 1 in quotes, such as "0.25"',
  ],
  [`price = { ${RATES}, batch_discount = "1.5" }`, "endpoints[0].price.batch_discount must be a share from 0 to 1"],
  [
    `price = { ${RATES}, reasoning = "1" }`,
    'endpoints[0].price.reasoning is not a known key: did you mean "reasoning_per_1m_usd"?',
  ],
  [
    `price = { ${RATES}, web_search_usd = 0.01 }`,
    "endpoints[0].price.web_search_usd must be a decimal number in quotes",
  ],
  [`price = { ${RATES}, tiers = [] }`, "endpoints[0].price.tiers must have at least 1"],
  [
    `price = { ${RATES}, tiers = [{ input_per_1m_usd = "2" }] }`,
    "endpoints[0].price.tiers[0] must say when it holds: above_prompt_tokens, utc_start, utc_end, utc_days",
  ],
  [
    `price = { ${RATES}, tiers = [{ above_prompt_tokens = 10 }] }`,
    "endpoints[0].price.tiers[0] must have a rate that differs, such as input_per_1m_usd",
  ],
  [
    `price = { ${RATES}, tiers = [{ above_tokens = 10, input_per_1m_usd = "2" }] }`,
    "endpoints[0].price.tiers[0].above_tokens is not a known key: it must be one of above_prompt_tokens, utc_start",
  ],
  [
    `price = { ${RATES}, tiers = [{ above_prompt_tokens = 10, input_per_1k_usd = "2" }] }`,
    "endpoints[0].price.tiers[0].input_per_1k_usd is not a known key",
  ],
  [
    `price = { ${RATES}, tiers = [{ utc_start = "25:00", input_per_1m_usd = "2" }] }`,
    'endpoints[0].price.tiers[0].utc_start must be a time of day in UTC, such as "16:30": current value is "25:00"',
  ],
  [
    `price = { ${RATES}, tiers = [{ utc_days = ["Sunday"], input_per_1m_usd = "2" }] }`,
    "endpoints[0].price.tiers[0].utc_days[0] must be one of",
  ],
];

for (const [toml, said] of MISTAKES) {
  Deno.test(`a price is refused for ${toml}`, async () => {
    const mistakes = await mistakesOf(planText({ endpoints: `${ENDPOINT}${toml}\n` }));
    assertMatch(mistakes[0], /^plans\/test\.toml:6: endpoints\[0\]/);
    assertStringIncludes(mistakes.join("\n"), said);
  });
}
