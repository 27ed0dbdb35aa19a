import type { RateLimit, RateLimits, RateLimitUnit } from "../spec/mod.ts";
import { dateOf, type DelayContext, numberOf, readDelay, resetUnitMs, retryAfterMs } from "./_delay.ts";

type Figure = "limit" | "remaining" | "reset";
type Draft = { -readonly [Name in keyof RateLimit]: RateLimit[Name] };

/** What providers call what they count. */
const UNITS: { readonly [name: string]: RateLimitUnit } = {
  requests: "requests",
  req: "requests",
  call: "requests",
  tokens: "tokens",
  "input-tokens": "inputTokens",
  "output-tokens": "outputTokens",
  "tokens-prompt": "inputTokens", // Fireworks
  "tokens-generated": "outputTokens",
  "input-images": "images",
};

const WINDOWS_MS: { readonly [name: string]: number } = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
};

/** `x-ratelimit-remaining-tokens`, `x-ratelimit-limit-req-10-second`, and Together's bare `x-ratelimit-reset`. */
const COMMON = /^(?:x-)?ratelimit-(limit|remaining|reset)(?:-(.+))?$/;
/** `anthropic-ratelimit-input-tokens-remaining` */
const ANTHROPIC = /^anthropic-ratelimit-(.+)-(limit|remaining|reset)$/;
/** Cohere's: `x-trial-endpoint-call-remaining`, by the minute, and `x-endpoint-monthly-call-limit`. */
const COHERE = /^x-(trial-endpoint|endpoint-monthly)-call-(limit|remaining)$/;
/** `tokens-minute`, `req-10-second` */
const WINDOWED = /^(.+?)(?:-(\d+))?-(second|minute|hour|day|month)$/;

/**
 * What the headers of a response tell of the account's limits: those of OpenAI and its many kin, Azure, Anthropic,
 * Mistral, Together, Cohere and Hugging Face, and OpenRouter's beside its errors. What is not told is `null`, a header
 * that is not understood is passed over, and it never throws. Counts are of requests and tokens, times in milliseconds.
 *
 * Moments are measured against the response's own `date`, and against `nowMs` (since 1970) where it has none.
 *
 * @example What is left
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readRateLimits } from "@tapedeck/tapedeck";
 *
 * const headers = new Headers({ "x-ratelimit-remaining-tokens": "159974", "x-ratelimit-reset-tokens": "6m0s" });
 * assertEquals(readRateLimits(headers, 0).limits, [
 *   { unit: "tokens", limit: null, remaining: 159974, resetMs: 360_000, windowMs: null },
 * ]);
 * ```
 */
export function readRateLimits(headers: Headers, nowMs: number): RateLimits {
  const moment = { nowMs: dateOf(headers) ?? nowMs };
  const context = { ...moment, plainMs: resetUnitMs(headers) };
  const drafts = new Map<string, Draft>();
  for (const [name, value] of headers) {
    const place = placeOf(name);
    if (place === null) continue;
    const { unit, windowMs, figure } = place;
    const key = `${unit} ${windowMs}`;
    const draft = drafts.get(key) ?? { unit, limit: null, remaining: null, resetMs: null, windowMs };
    drafts.set(key, draft);
    fill(draft, figure, { value, context });
  }
  addRenewals(headers, drafts);
  const told = [...drafts.values()].filter(({ limit, remaining }) => limit !== null || remaining !== null);
  return { limits: [...told, ...fromDraft(headers)], retryAfterMs: waitOf(headers, moment) };
}

interface Place {
  readonly unit: RateLimitUnit;
  readonly windowMs: number | null;
  readonly figure: Figure;
}

function placeOf(name: string): Place | null {
  const cohere = COHERE.exec(name);
  if (cohere !== null) {
    const windowMs = cohere[1] === "endpoint-monthly" ? WINDOWS_MS.month : WINDOWS_MS.minute;
    return { unit: "requests", windowMs, figure: cohere[2] as Figure };
  }
  const anthropic = ANTHROPIC.exec(name);
  const [figure, what] = anthropic !== null ? [anthropic[2], anthropic[1]] : COMMON.exec(name)?.slice(1) ?? [];
  if (figure === undefined) return null;
  const windowed = WINDOWED.exec(what ?? "");
  const word = windowed?.[1] ?? what ?? "requests";
  if (!Object.hasOwn(UNITS, word)) return null;
  const windowMs = windowed === null ? null : WINDOWS_MS[windowed[3]] * Number(windowed[2] ?? 1);
  return { unit: UNITS[word], windowMs, figure: figure as Figure };
}

function fill(draft: Draft, figure: Figure, { value, context }: { value: string; context: DelayContext }): void {
  if (figure === "reset") {
    const delay = readDelay(value, context);
    draft.resetMs = delay === null ? null : Math.max(0, Math.ceil(delay));
  } else draft[figure] = numberOf(value);
}

/** Azure tells the length of its windows, in seconds. */
function addRenewals(headers: Headers, drafts: Map<string, Draft>): void {
  for (const unit of ["requests", "tokens"]) {
    const seconds = numberOf(headers.get(`x-ratelimit-renewalperiod-${unit}`));
    const draft = drafts.get(`${unit} null`);
    if (seconds !== null && draft !== undefined) draft.windowMs = seconds * 1000;
  }
}

/** The IETF draft's `ratelimit: "api";r=999;t=295`, with `ratelimit-policy: "fixed window";"api";q=1000;w=300`. */
function fromDraft(headers: Headers): RateLimit[] {
  const told = headers.get("ratelimit");
  const remaining = parameter(told, "r");
  if (remaining === null) return [];
  const policy = headers.get("ratelimit-policy");
  const [resetSeconds, limit, windowSeconds] = [parameter(told, "t"), parameter(policy, "q"), parameter(policy, "w")];
  const ms = (seconds: number | null) => seconds === null ? null : seconds * 1000;
  return [{ unit: "requests", limit, remaining, resetMs: ms(resetSeconds), windowMs: ms(windowSeconds) }];
}

function parameter(text: string | null, name: string): number | null {
  const found = text === null ? null : new RegExp(`;\\s*${name}=(\\d+)`).exec(text);
  return found === null ? null : Number(found[1]);
}

function waitOf(headers: Headers, context: DelayContext): number | null {
  const delay = retryAfterMs(headers, context);
  return delay === null ? null : Math.max(0, Math.ceil(delay));
}
