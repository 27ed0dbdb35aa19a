import type { FaultResponse, JsonValue } from "../../spec/mod.ts";

// Errors are made without a clock, so that the same refusal is the same bytes: a provider that names a moment names one
// that is `afterMs` behind this date, which stands in the response's own `date` header.
const DATE_MS = Date.UTC(2026, 0, 1);

/** An error with a JSON body. */
export function jsonError(
  status: number,
  body: JsonValue,
  headers: { readonly [name: string]: string } = {},
): FaultResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** The response's own date, for a provider that names the moment at which a limit is reset. */
export function responseDate(): string {
  return new Date(DATE_MS).toUTCString();
}

/** The moment, as RFC 3339, that is so long behind {@linkcode responseDate}. */
export function momentAfter(ms: number): string {
  return new Date(DATE_MS + ms).toISOString();
}

/** Whole seconds, rounded up: who comes back too early is refused again. */
export function wholeSeconds(ms: number): string {
  return String(Math.ceil(ms / 1000));
}

/** As Go prints it: `12ms`, `1.5s`, `6m0s`. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms - minutes * 60_000) / 1000;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

/** A server-sent event without a name. */
export function dataEvent(data: JsonValue): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A server-sent event with a name. */
export function namedEvent(name: string, data: JsonValue): string {
  return `event: ${name}\n${dataEvent(data)}`;
}
