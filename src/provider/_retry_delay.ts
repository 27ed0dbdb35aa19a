import type { JsonObject } from "../spec/mod.ts";
import { parseDuration } from "./_duration.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "./_read.ts";

/** Numbers above this are moments, not durations: seconds since 1970 (2001 and later). */
const EPOCH_SECONDS = 1e9;
/** And above this they are milliseconds since 1970. */
const EPOCH_MS = 1e12;

/** How a message names a delay: `Please try again in 1m2.5s`. Only the length of a wait is ever read from words. */
const TRY_AGAIN_IN = /\b(?:try again|retry) (?:in|after) (\d[\d.]*(?:ns|us|µs|ms|s|m|h|d)?(?:\d[\d.]*(?:ms|s|m|h))*)/i;

/** RFC 3339, or an HTTP date in either of its forms. */
const DATE = /^(?:\d{4}-\d\d-\d\dT|[A-Z][a-z]+, \d)/;

/**
 * How long the provider asked to wait before the next try, in whole milliseconds; `null` when it did not say. Read, in
 * this order, from `retry-after-ms`, `retry-after`, the fields of the error body, its message, and the headers that say
 * when an exhausted limit is reset. Moments are measured against the response's own `date`, as mapping is pure.
 */
export function retryDelayMs(headers: Headers, error: JsonObject | null): number | null {
  const delay = fromRetryAfter(headers) ?? fromBody(error, headers) ?? fromResets(headers, error);
  return delay === null ? null : Math.max(0, Math.ceil(delay));
}

function fromRetryAfter(headers: Headers): number | null {
  const ms = numberOf(headers.get("retry-after-ms")) ?? numberOf(headers.get("x-ms-retry-after-ms"));
  // Azure sends `retry-after-ms: 0` beside `retry-after: 1`.
  if (ms !== null && ms > 0) return ms;
  return readDelay(headers.get("retry-after"), headers) ?? ms;
}

function fromBody(error: JsonObject | null, headers: Headers): number | null {
  if (error === null) return null;
  const metadata = objectOrNull(error.metadata);
  for (const place of [error, metadata]) {
    const ms = numberOf(place?.retry_after_ms) ?? numberOf(place?.retryAfterMs);
    if (ms !== null) return ms;
    const delay = readDelay(place?.retry_after ?? place?.retryAfter ?? place?.retry_after_seconds, headers);
    if (delay !== null) return delay;
  }
  for (const detail of listOf(error.details)) {
    const delay = isObject(detail) ? readDelay(detail.retryDelay, headers) : null;
    if (delay !== null) return delay;
  }
  const quoted = objectOrNull(metadata?.headers);
  const reset = quoted === null ? null : readDelay(quoted["X-RateLimit-Reset"] ?? quoted["Retry-After"], headers);
  return reset ?? fromMessage(textOrNull(error.message));
}

function fromMessage(message: string | null): number | null {
  const named = message === null ? null : TRY_AGAIN_IN.exec(message);
  if (named === null) return null;
  const text = named[1].replace(/\.$/, "");
  const seconds = numberOf(text);
  return seconds === null ? parseDuration(text) : seconds * 1000;
}

/** The reset of the limit that is used up; where no header says which one that is, of the one that the error names. */
function fromResets(headers: Headers, error: JsonObject | null): number | null {
  const kinds = ["requests", "tokens"];
  const used = kinds.filter((kind) => numberOf(headers.get(`x-ratelimit-remaining-${kind}`)) === 0);
  const named = kinds.filter((kind) => error?.type === kind);
  const asked = used.length > 0 ? used : named.length > 0 ? named : ["tokens"];
  const resets = asked.map((kind) => readDelay(headers.get(`x-ratelimit-reset-${kind}`), headers))
    .filter((delay) => delay !== null);
  if (resets.length > 0) return Math.max(...resets);
  const other = fromAnthropic(headers);
  if (other !== null) return other;
  return readDelay(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset"), headers) ??
    fromDraft(headers.get("ratelimit"));
}

/** Anthropic's own names, with moments in them. */
function fromAnthropic(headers: Headers): number | null {
  const resets = ["requests", "tokens", "input-tokens", "output-tokens"]
    .filter((kind) => numberOf(headers.get(`anthropic-ratelimit-${kind}-remaining`)) === 0)
    .map((kind) => readDelay(headers.get(`anthropic-ratelimit-${kind}-reset`), headers))
    .filter((delay) => delay !== null);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** The IETF draft's `ratelimit: "api";r=0;t=295`. */
function fromDraft(text: string | null): number | null {
  const exhausted = text !== null && /;\s*r=0\b/.test(text);
  const seconds = exhausted ? /;\s*t=(\d+)/.exec(text) : null;
  return seconds === null ? null : Number(seconds[1]) * 1000;
}

/** Seconds, a Go duration, seconds or milliseconds since 1970, an HTTP date or RFC 3339. */
function readDelay(value: unknown, headers: Headers): number | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const number = numberOf(value);
  if (number !== null) return number < EPOCH_SECONDS ? number * 1000 : untilMoment(epochMs(number), headers);
  const text = String(value).trim();
  return parseDuration(text) ?? (DATE.test(text) ? untilMoment(Date.parse(text), headers) : null);
}

function epochMs(number: number): number {
  return number < EPOCH_MS ? number * 1000 : number;
}

function untilMoment(moment: number, headers: Headers): number | null {
  const now = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(moment) || Number.isNaN(now) ? null : moment - now;
}

function numberOf(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : null;
  return typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
