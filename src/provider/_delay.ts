import { parseDuration } from "./_duration.ts";

/** Numbers above this are moments, not durations: seconds since 1970 (2001 and later). */
const EPOCH_SECONDS = 1e9;
/** And above this they are milliseconds since 1970. */
const EPOCH_MS = 1e12;

/** RFC 3339, or an HTTP date in either of its forms. */
const DATE = /^(?:\d{4}-\d\d-\d\dT|[A-Z][a-z]+, \d)/;

/** What a delay is read with. */
export interface DelayContext {
  /** What moments are measured against, in milliseconds since 1970; `null` where that is unknown, as they then are. */
  readonly nowMs: number | null;
  /** What a plain number counts: Azure's resets are milliseconds, all others' are seconds. */
  readonly plainMs?: number;
}

/**
 * Milliseconds from now of a plain number, a Go duration, seconds or milliseconds since 1970, an HTTP date or RFC 3339;
 * `null` for what is none of these.
 */
export function readDelay(value: unknown, { nowMs, plainMs = 1000 }: DelayContext): number | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const number = numberOf(value);
  if (number !== null) return number < EPOCH_SECONDS ? number * plainMs : until(epochMs(number), nowMs);
  const text = String(value).trim();
  return parseDuration(text) ?? (DATE.test(text) ? until(Date.parse(text), nowMs) : null);
}

/** The value of a number, also of one in a header. */
export function numberOf(value: unknown): number | null {
  const isDecimal = typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value);
  const number = isDecimal ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : null;
}

/** When the response was made, in milliseconds since 1970, by its own word. */
export function dateOf(headers: Headers): number | null {
  const ms = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(ms) ? null : ms;
}

/** What a plain number in a reset counts in milliseconds. Azure's are told by a header that only it sends. */
export function resetUnitMs(headers: Headers): number {
  return headers.has("x-ratelimit-renewalperiod-requests") || headers.has("x-ratelimit-renewalperiod-tokens")
    ? 1
    : 1000;
}

/** What the headers ask for in so many words: `retry-after`, or its finer kin. */
export function retryAfterMs(headers: Headers, context: DelayContext): number | null {
  const ms = numberOf(headers.get("retry-after-ms")) ?? numberOf(headers.get("x-ms-retry-after-ms"));
  // Azure sends `retry-after-ms: 0` beside `retry-after: 1`.
  if (ms !== null && ms > 0) return ms;
  return readDelay(headers.get("retry-after"), context) ?? ms;
}

function epochMs(number: number): number {
  return number < EPOCH_MS ? number * 1000 : number;
}

function until(moment: number, nowMs: number | null): number | null {
  return Number.isNaN(moment) || nowMs === null ? null : moment - nowMs;
}
