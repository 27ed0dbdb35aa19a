import type { JsonObject } from "../spec/mod.ts";
import { dateOf, numberOf, readDelay, resetUnitMs, retryAfterMs } from "./_delay.ts";
import { parseWords } from "./_duration.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "./_read.ts";
import { readRateLimits } from "./read_rate_limits.ts";

/** How a message names a delay: `Please try again in 1m2.5s`. Only the length of a wait is ever read from words. */
const TRY_AGAIN_IN = /\b(?:try again|retry) (?:in|after) (.{1,60})/i;

/**
 * How long the provider asked to wait before the next try, in whole milliseconds; `null` when it did not say. Read, in
 * this order, from `retry-after-ms`, `retry-after`, the fields of the error body, its message, and the headers that say
 * when an exhausted limit is reset. Moments are measured against the response's own `date`, as mapping is pure.
 */
export function retryDelayMs(headers: Headers, error: JsonObject | null): number | null {
  const reset = askedDelayMs(headers, error) ?? fromResets(headers, error);
  return reset === null ? null : Math.max(0, Math.ceil(reset));
}

/** The same without the headers that tell of limits, which stand beside errors that have nothing to do with them too. */
export function askedDelayMs(headers: Headers, error: JsonObject | null): number | null {
  const delay = retryAfterMs(headers, { nowMs: dateOf(headers) }) ?? fromBody(error, headers);
  return delay === null ? null : Math.max(0, Math.ceil(delay));
}

function fromBody(error: JsonObject | null, headers: Headers): number | null {
  if (error === null) return null;
  const context = { nowMs: dateOf(headers) };
  const metadata = objectOrNull(error.metadata);
  for (const place of [error, metadata]) {
    const ms = numberOf(place?.retry_after_ms) ?? numberOf(place?.retryAfterMs);
    if (ms !== null) return ms;
    const delay = readDelay(place?.retry_after ?? place?.retryAfter ?? place?.retry_after_seconds, context);
    if (delay !== null) return delay;
  }
  for (const detail of listOf(error.details)) {
    const delay = isObject(detail) ? readDelay(detail.retryDelay, context) : null;
    if (delay !== null) return delay;
  }
  const quoted = objectOrNull(metadata?.headers);
  const reset = quoted === null ? null : readDelay(quoted["X-RateLimit-Reset"] ?? quoted["Retry-After"], context);
  return reset ?? fromMessage(textOrNull(error.message));
}

function fromMessage(message: string | null): number | null {
  const named = message === null ? null : TRY_AGAIN_IN.exec(message);
  return named === null ? null : parseWords(named[1]);
}

/** The reset of the limit that is used up; where no header says which one that is, of the one that the error names. */
function fromResets(headers: Headers, error: JsonObject | null): number | null {
  const context = { nowMs: dateOf(headers), plainMs: resetUnitMs(headers) };
  const kinds = ["requests", "tokens"];
  const used = kinds.filter((kind) => numberOf(headers.get(`x-ratelimit-remaining-${kind}`)) === 0);
  const named = kinds.filter((kind) => error?.type === kind);
  const asked = used.length > 0 ? used : named.length > 0 ? named : ["tokens"];
  const resets = asked.map((kind) => readDelay(headers.get(`x-ratelimit-reset-${kind}`), context))
    .filter((delay) => delay !== null);
  if (resets.length > 0) return Math.max(...resets);
  const other = fromAnthropic(headers);
  if (other !== null) return other;
  return readDelay(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset"), context) ??
    fromDraft(headers.get("ratelimit")) ?? fromWindows(headers);
}

/** Anthropic's own names, with moments in them. */
function fromAnthropic(headers: Headers): number | null {
  const resets = ["requests", "tokens", "input-tokens", "output-tokens"]
    .filter((kind) => numberOf(headers.get(`anthropic-ratelimit-${kind}-remaining`)) === 0)
    .map((kind) => readDelay(headers.get(`anthropic-ratelimit-${kind}-reset`), { nowMs: dateOf(headers) }))
    .filter((delay) => delay !== null);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** The names of those that tell how long each window is: `x-ratelimit-reset-requests-day`, of Cerebras. */
function fromWindows(headers: Headers): number | null {
  const resets = readRateLimits(headers, NaN).limits
    .flatMap(({ remaining, resetMs }) => remaining === 0 && Number.isFinite(resetMs) ? [resetMs!] : []);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** The IETF draft's `ratelimit: "api";r=0;t=295`. */
function fromDraft(text: string | null): number | null {
  const exhausted = text !== null && /;\s*r=0\b/.test(text);
  const seconds = exhausted ? /;\s*t=(\d+)/.exec(text) : null;
  return seconds === null ? null : Number(seconds[1]) * 1000;
}
