import type { CallNote, Clock, FaultResponse, Refusal, TransportFailure, WireLens } from "../../spec/mod.ts";
import { transportError } from "../_transport_error.ts";
import type { Fault } from "./fault_rule.ts";

/** Names the fault of a response. */
export const FAULT_HEADER = "x-tapedeck-fault";

const DEFAULT_RATE_LIMIT_MS = 1000;
const DEFAULT_CONNECT_MS = 10_000;
const DEFAULT_FIRST_BYTE_MS = 30_000;

/** What a caller gets in place of an answer: a refusal, or a failure before the headers. */
export type Replacement =
  | { readonly kind: "response"; readonly response: FaultResponse }
  | { readonly kind: "failure"; readonly failure: TransportFailure };

/** What a fault gives in place of an answer; `null` for one that needs the answer itself. */
export function replacementOf(fault: Fault, lens: WireLens | null): Replacement | null {
  switch (fault.fault) {
    case "rate_limit":
      return refused({ kind: "rate_limit", afterMs: fault.afterMs ?? DEFAULT_RATE_LIMIT_MS }, lens);
    case "overloaded":
      return refused({ kind: "overloaded" }, lens);
    case "server_error":
      return refused({ kind: "server_error", status: fault.status ?? 500 }, lens);
    case "connect_timeout":
      return timedOut("time to connect", fault.afterMs ?? DEFAULT_CONNECT_MS);
    case "first_byte_timeout":
      return timedOut("time to the headers", fault.afterMs ?? DEFAULT_FIRST_BYTE_MS);
    case "reset": {
      if (fault.afterEvent !== undefined || fault.atByte !== undefined) return null;
      const message = "The connection was reset before the headers (injected)";
      return { kind: "failure", failure: { kind: "reset", message, atMs: 0 } };
    }
    default:
      return null;
  }
}

/** What a replacement takes of the caller's time, where time is kept. */
export function waitOf(replacement: Replacement): number {
  return replacement.kind === "failure" ? replacement.failure.atMs : 0;
}

/**
 * Answer a call with a replacement, and fill its note as the tape would. Nothing went out and nothing is paid, as in a
 * replay.
 * @throws the replacement's failure.
 */
export function replacedResponse(
  { fault }: Fault,
  replacement: Replacement,
  { note, clock }: { note: CallNote | undefined; clock: Clock },
): Response {
  if (note !== undefined) {
    Object.assign(note, { fault, key: null, source: "replay", startedAt: clock.date().toISOString() });
    if (replacement.kind === "failure") note.failure = replacement.failure;
    else Object.assign(note, { headersMs: 0, cuts: [[0, 0]] });
  }
  if (replacement.kind === "failure") throw transportError(replacement.failure, replacement.failure.message);
  const { status, headers, body } = replacement.response;
  return new Response(body, { status, headers: { ...headers, [FAULT_HEADER]: fault } });
}

function timedOut(limit: string, ms: number): Replacement {
  const message = `Cannot wait longer as the limit of the ${limit} is over: current value is ${ms} ms (injected)`;
  return { kind: "failure", failure: { kind: "timeout", message, atMs: ms } };
}

function refused(refusal: Refusal, lens: WireLens | null): Replacement {
  return { kind: "response", response: lens === null ? plainRefusal(refusal) : lens.refusal(refusal) };
}

/** As HTTP itself refuses, for servers of which nothing is known. */
function plainRefusal(refusal: Refusal): FaultResponse {
  const headers = { "content-type": "application/json" };
  const body = (message: string) => JSON.stringify({ error: { message } });
  switch (refusal.kind) {
    case "rate_limit": {
      const seconds = String(Math.ceil(refusal.afterMs / 1000));
      return { status: 429, headers: { ...headers, "retry-after": seconds }, body: body("Too many requests") };
    }
    case "overloaded":
      return { status: 503, headers, body: body("Service unavailable") };
    case "server_error":
      return { status: refusal.status, headers, body: body("Internal server error") };
  }
}
