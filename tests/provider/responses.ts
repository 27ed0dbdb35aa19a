import type { CallFailure, Completion, Cut, JsonValue, WireOutcome, WireResponse } from "../../src/spec/mod.ts";

/** What differs from a plain response under HTTP 200 whose one chunk comes after 10 ms. */
export interface ResponseParts {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly cuts?: readonly Cut[];
  readonly failure?: WireResponse["failure"];
}

/** A response with a body of text or bytes. */
export function respond(body: string | Uint8Array, parts: ResponseParts = {}): WireResponse {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const { status = 200, headers = {}, cuts = bytes.length === 0 ? [] : [[0, 10]], failure } = parts;
  return { status, headers: new Headers(headers), body: bytes, cuts, headersMs: 5, ...(failure ? { failure } : {}) };
}

/** A response with a JSON body. */
export function respondJson(body: JsonValue, parts: ResponseParts = {}): WireResponse {
  return respond(JSON.stringify(body), { ...parts, headers: { "content-type": "application/json", ...parts.headers } });
}

/** The text of a stream of events; strings stand as they are, everything else becomes a `data:` line. */
export function sse(...events: readonly JsonValue[]): string {
  return events.map((event) => typeof event === "string" ? event : `data: ${JSON.stringify(event)}\n\n`).join("");
}

/** A streamed response, each event a chunk of its own; the first comes after 10 ms, the others 10 ms apart. */
export function respondStream(events: readonly JsonValue[], parts: ResponseParts = {}): WireResponse {
  const cuts: Cut[] = [];
  let offset = 0;
  for (const [place, event] of events.entries()) {
    cuts.push([offset, (place + 1) * 10]);
    offset += new TextEncoder().encode(sse(event)).length;
  }
  const headers = { "content-type": "text/event-stream", ...parts.headers };
  return respond(sse(...events), { cuts, ...parts, headers });
}

/** A chunk of a stream with one choice. */
export function chunk(
  delta: JsonValue,
  finish: string | null = null,
  rest: { [name: string]: JsonValue } = {},
): JsonValue {
  return { id: "c1", model: "m", choices: [{ index: 0, delta, finish_reason: finish }], ...rest };
}

/** The end of a stream as OpenAI sends it. */
export const DONE = "data: [DONE]\n\n";

/** The completion in an outcome; fails the test where there is none. */
export function completionOf(outcome: WireOutcome): Completion {
  if (!outcome.ok) throw new Error(`expected a completion, got ${JSON.stringify(outcome.failure)}`);
  return outcome.completion;
}

/** The failure in an outcome; fails the test where there is none. */
export function failureOf(outcome: WireOutcome): CallFailure {
  if (outcome.ok) throw new Error(`expected a failure, got ${JSON.stringify(outcome.completion)}`);
  return outcome.failure;
}
