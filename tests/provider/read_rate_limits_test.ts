// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readRateLimits } from "../../src/provider/read_rate_limits.ts";
import type { RateLimit } from "../../src/spec/mod.ts";
import { needs } from "../support/require.ts";
import { recordedHeaders } from "./recordings.ts";

const fixtures = await needs("fixtures");
const DATE = "Tue, 31 Mar 2026 13:12:53 GMT";

const read = (headers: { readonly [name: string]: string }, nowMs = 0) => readRateLimits(new Headers(headers), nowMs);
const limit = (parts: Partial<RateLimit>): RateLimit => ({
  unit: "requests",
  limit: null,
  remaining: null,
  resetMs: null,
  windowMs: null,
  ...parts,
});

Deno.test("headers that tell nothing give nothing", () => {
  assertEquals(read({ "content-type": "application/json" }), { limits: [], retryAfterMs: null });
  assertEquals(read({ "x-ratelimit-abusepenalty-active": "False", "x-ratelimit-limit-constructor": "1" }).limits, []);
  assertEquals(read({ "x-ratelimit-remaining-requests": "many", "retry-after": "soon" }).limits, []);
});

Deno.test("OpenAI and its kin tell requests, tokens and images, with Go durations", () => {
  const { limits } = read({
    "x-ratelimit-limit-requests": "5000",
    "x-ratelimit-remaining-requests": "4999",
    "x-ratelimit-reset-requests": "12ms",
    "x-ratelimit-limit-tokens": "160000",
    "x-ratelimit-remaining-tokens": "159974",
    "x-ratelimit-reset-tokens": "6m0s",
    "x-ratelimit-limit-input-images": "50000",
    "x-ratelimit-remaining-input-images": "49999",
    "x-ratelimit-reset-input-images": "1ms",
  });
  assertEquals(limits.toSorted((a, b) => a.unit < b.unit ? -1 : 1), [
    limit({ unit: "images", limit: 50000, remaining: 49999, resetMs: 1 }),
    limit({ limit: 5000, remaining: 4999, resetMs: 12 }),
    limit({ unit: "tokens", limit: 160000, remaining: 159974, resetMs: 360_000 }),
  ]);
  assertEquals(read({ "x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "17.399999999s" }).limits, [
    limit({ remaining: 5, resetMs: 17_400 }),
  ]);
});

Deno.test("Azure's resets are milliseconds, and its windows are told", () => {
  const { limits } = read({
    "x-ratelimit-limit-requests": "120",
    "x-ratelimit-remaining-requests": "119",
    "x-ratelimit-renewalperiod-requests": "60",
    "x-ratelimit-reset-requests": "500",
  });
  assertEquals(limits, [limit({ limit: 120, remaining: 119, resetMs: 500, windowMs: 60_000 })]);
});

Deno.test("Anthropic's resets are moments, measured against the response's date, else against now", () => {
  const headers = {
    "anthropic-ratelimit-input-tokens-limit": "200000",
    "anthropic-ratelimit-input-tokens-remaining": "126000",
    "anthropic-ratelimit-input-tokens-reset": "2026-03-31T13:13:30Z",
    "retry-after": "37",
  };
  const expected = limit({ unit: "inputTokens", limit: 200000, remaining: 126000, resetMs: 37_000 });
  assertEquals(read({ ...headers, date: DATE }), { limits: [expected], retryAfterMs: 37_000 });
  assertEquals(read(headers, Date.parse(DATE)).limits, [expected]);
  assertEquals(read(headers, Date.parse(DATE) + 60_000).limits[0].resetMs, 0);
});

Deno.test("Mistral's names say how long each window is", () => {
  const { limits } = read({
    "x-ratelimit-limit-req-10-second": "60",
    "x-ratelimit-remaining-req-10-second": "53",
    "x-ratelimit-limit-tokens-minute": "2000000",
    "x-ratelimit-remaining-tokens-minute": "1999370",
  });
  assertEquals(limits, [
    limit({ limit: 60, remaining: 53, windowMs: 10_000 }),
    limit({ unit: "tokens", limit: 2_000_000, remaining: 1_999_370, windowMs: 60_000 }),
  ]);
});

Deno.test("Together, Cohere and the IETF's draft have names of their own", () => {
  assertEquals(read({ "x-ratelimit-limit": "2", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "2" }).limits, [
    limit({ limit: 2, remaining: 1, resetMs: 2000 }),
  ]);
  const cohere = read({
    "x-trial-endpoint-call-limit": "40",
    "x-trial-endpoint-call-remaining": "39",
    "x-endpoint-monthly-call-limit": "1000",
  });
  assertEquals(cohere.limits, [
    limit({ limit: 1000, windowMs: 30 * 86_400_000 }),
    limit({ limit: 40, remaining: 39, windowMs: 60_000 }),
  ]);
  const draft = { ratelimit: '"api";r=999;t=295', "ratelimit-policy": '"fixed window";"api";q=1000;w=300' };
  assertEquals(read(draft).limits, [limit({ limit: 1000, remaining: 999, resetMs: 295_000, windowMs: 300_000 })]);
});

Deno.test("whatever stands in the headers, every figure is null or a number that is not negative", () => {
  const names = fc.constantFrom(
    "x-ratelimit-limit-requests",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-remaining-req-10-second",
    "anthropic-ratelimit-tokens-reset",
    "x-ratelimit-renewalperiod-tokens",
    "x-ratelimit-remaining",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "retry-after-ms",
    "date",
  );
  const values = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789.-:;=smhrtTZ "') }),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(fc.property(fc.dictionary(names, values), (headers) => {
    const { limits, retryAfterMs } = read(headers);
    const figures = limits.flatMap(({ unit: _, ...rest }) => Object.values(rest));
    for (const figure of [...figures, retryAfterMs]) assert(figure === null || figure >= 0, String(figure));
  }));
});

Deno.test({
  name: "every recorded header of a limit is understood",
  ignore: fixtures.ignore,
  fn() {
    const hosts = new Map<string, Map<string, number>>();
    for (const { host, headers } of recordedHeaders(fixtures.get())) {
      const { limits } = read(headers, Date.parse("2026-01-01T00:00:00Z"));
      const named = Object.keys(headers).filter((name) =>
        /(?:ratelimit|call)-.*(?:limit|remaining)|ratelimit-(?:limit|remaining)/.test(name.toLowerCase())
      );
      assertEquals(limits.length > 0, named.length > 0, `${host} ${named}`);
      const counts = hosts.get(host) ?? new Map();
      hosts.set(host, counts);
      for (const { unit, limit, remaining } of limits) {
        assert((remaining ?? 0) <= (limit ?? Infinity), `${host} ${unit}`);
        counts.set(unit, (counts.get(unit) ?? 0) + 1);
      }
    }
    for (const [host, counts] of hosts) {
      if (counts.size > 0) console.log(`${host}: ${[...counts].map(([unit, count]) => `${count} ${unit}`).join(", ")}`);
    }
    const telling = [...hosts].filter(([, counts]) => counts.size > 0).map(([host]) => host);
    assertEquals(telling.sort(), [
      "api.anthropic.com",
      "api.cohere.com",
      "api.groq.com",
      "api.mistral.ai",
      "api.openai.com",
      "api.together.xyz",
      "traceloop-stg.openai.azure.com",
    ]);
  },
});
