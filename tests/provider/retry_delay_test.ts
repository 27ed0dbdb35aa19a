import { assertEquals } from "@std/assert";
import { retryDelayMs } from "../../src/provider/_retry_delay.ts";
import type { JsonObject } from "../../src/spec/mod.ts";

const DATE = "Tue, 31 Mar 2026 13:12:53 GMT";

function delay(headers: { [name: string]: string }, error: JsonObject | null = null): number | null {
  return retryDelayMs(new Headers(headers), error);
}

Deno.test("nothing said is null, not nought", () => {
  assertEquals(delay({}), null);
  assertEquals(delay({ "retry-after": "soon" }, { message: "Slow down" }), null);
});

Deno.test("retry-after is read as seconds, as a duration and as a date", () => {
  assertEquals(delay({ "retry-after": "2" }), 2000);
  assertEquals(delay({ "retry-after": "0.25" }), 250);
  assertEquals(delay({ "retry-after": "1m30s" }), 90_000);
  assertEquals(delay({ "retry-after": "Tue, 31 Mar 2026 13:13:03 GMT", date: DATE }), 10_000);
  assertEquals(delay({ "retry-after": "Tuesday, 31-Mar-26 13:13:03 GMT", date: DATE }), 10_000);
});

Deno.test("a date in the past means now, and a date without the response's own is unknown", () => {
  assertEquals(delay({ "retry-after": "Tue, 31 Mar 2026 13:00:00 GMT", date: DATE }), 0);
  assertEquals(delay({ "retry-after": "Tue, 31 Mar 2026 13:13:03 GMT" }), null);
});

Deno.test("milliseconds go before seconds, but not when they are nought as Azure sends them", () => {
  assertEquals(delay({ "retry-after-ms": "350", "retry-after": "1" }), 350);
  assertEquals(delay({ "retry-after-ms": "0", "retry-after": "1" }), 1000);
  assertEquals(delay({ "x-ms-retry-after-ms": "420" }), 420);
  assertEquals(delay({ "retry-after-ms": "0" }), 0);
});

Deno.test("a limit of a window that is used up says when it is reset, the longest where several are", () => {
  const day = { "x-ratelimit-remaining-requests-day": "0", "x-ratelimit-reset-requests-day": "33011.5" };
  const minute = { "x-ratelimit-remaining-tokens-minute": "0", "x-ratelimit-reset-tokens-minute": "11.25" };
  assertEquals(delay(minute), 11_250);
  assertEquals(delay({ ...day, ...minute }), 33_011_500);
  assertEquals(delay({ ...day, ...minute, "x-ratelimit-remaining-requests-day": "5" }), 11_250);
  assertEquals(delay({ ...day, ...minute, "retry-after": "3" }), 3000);
  assertEquals(delay({ "x-ratelimit-remaining-requests-day": "0" }), null);
  // A moment is measured against the response's own date, which is missing here.
  assertEquals(delay({ ...minute, "x-ratelimit-reset-tokens-minute": "2026-03-31T13:13:30Z" }), null);
});

Deno.test("the reset that counts is the one of the exhausted limit", () => {
  const headers = {
    "x-ratelimit-remaining-requests": "14000",
    "x-ratelimit-reset-requests": "6m0s",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "17.379s",
  };
  assertEquals(delay(headers), 17_379);
  assertEquals(delay({ ...headers, "x-ratelimit-remaining-requests": "0" }), 360_000);
  assertEquals(delay({ ...headers, "x-ratelimit-remaining-tokens": "12" }, { type: "requests" }), 360_000);
  assertEquals(delay({ ...headers, "x-ratelimit-remaining-tokens": "12" }), 17_379);
});

Deno.test("a plain reset is seconds, or a moment in seconds or milliseconds", () => {
  const epochMs = Date.parse(DATE) + 4000;
  assertEquals(delay({ "x-ratelimit-reset": "7" }), 7000);
  assertEquals(delay({ "x-ratelimit-reset": String(epochMs), date: DATE }), 4000);
  assertEquals(delay({ "x-ratelimit-reset": String(epochMs / 1000), date: DATE }), 4000);
  assertEquals(delay({ "x-ratelimit-reset": "2026-03-31T13:12:55.5Z", date: DATE }), 2500);
});

Deno.test("the draft's ratelimit header counts when nothing remains", () => {
  assertEquals(delay({ ratelimit: '"api";r=0;t=295' }), 295_000);
  assertEquals(delay({ ratelimit: '"api";r=999;t=295' }), null);
});

Deno.test("the body's own fields are read", () => {
  assertEquals(delay({}, { retry_after: 3 }), 3000);
  assertEquals(delay({}, { retry_after_ms: 30 }), 30);
  assertEquals(delay({}, { metadata: { retry_after_seconds: 4 } }), 4000);
  assertEquals(delay({}, { details: [{ "@type": "QuotaFailure" }, { retryDelay: "48s" }] }), 48_000);
  const reset = String(Date.parse(DATE) + 1500);
  assertEquals(delay({ date: DATE }, { metadata: { headers: { "X-RateLimit-Reset": reset } } }), 1500);
});

Deno.test("the message is asked for the length of the wait last, before the resets", () => {
  const message = "Rate limit reached for gpt-4 on tokens per min. Please try again in 1m2.5s. Visit the site.";
  assertEquals(delay({ "x-ratelimit-reset-tokens": "6m0s" }, { message }), 62_500);
  assertEquals(delay({}, { message: "Please try again in 834ms." }), 834);
  assertEquals(delay({}, { message: "Please retry after 20 seconds." }), 20_000);
  assertEquals(delay({ "retry-after": "1" }, { message }), 1000);
});

Deno.test("delays are whole milliseconds, rounded up", () => {
  assertEquals(delay({ "retry-after": "0.0001" }), 1);
});

Deno.test("the resets of Azure, which tells the length of its windows, are milliseconds", () => {
  const headers = {
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "500",
    "x-ratelimit-renewalperiod-requests": "60",
  };
  assertEquals(delay(headers), 500);
});

Deno.test("a wait that no clock can measure is unknown", () => {
  for (const value of ["-5", "NaN", "Infinity", "9".repeat(400)]) {
    assertEquals(delay({ "retry-after": value, "retry-after-ms": value, date: DATE }), null, value);
  }
});

Deno.test("a message's minutes are no seconds", () => {
  assertEquals(delay({}, { message: "Rate limit reached. Please try again in 5 minutes." }), 300_000);
  assertEquals(delay({}, { message: "Please retry after 250 ms" }), 250);
});
