import type { ChatClient, ChatRequest, Completion, Endpoint, WireOutcome, WireResponse } from "../spec/mod.ts";
import { answeredBy } from "./_answered_by.ts";
import { refusal } from "./_call_refused.ts";
import { send, type SendOptions, type Sent, unrecordable } from "./_send.ts";
import { withoutSecret } from "./_without_secret.ts";
import type { ExchangeResult } from "./exchange.ts";

/** One request that the client made. */
interface Exchanged {
  readonly url: string;
  readonly sent: Sent;
}

/**
 * One call by a client of somebody else's. It is given whole bodies, as nobody looks at the answer before it is there;
 * when each byte came is known from the note.
 */
export async function clientExchange(
  request: ChatRequest,
  endpoint: Endpoint,
  { client, ...options }: SendOptions & { readonly client: ChatClient },
): Promise<ExchangeResult> {
  const { note, signal } = options;
  const made: Exchanged[] = [];
  /** Errors of the caller's own making, which the client may wrap. */
  const thrown: unknown[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    note.readAnswer ??= (response) => client.readAnswer(response, url);
    const sent = await send(input, init, options).catch((error) => {
      thrown.push(error);
      throw error;
    });
    made.push({ url, sent });
    if (!sent.ok) throw new TypeError(sent.failure.message);
    return bodyOf(sent.response);
  };
  let answer: Completion | null = null;
  let message = "";
  try {
    answer = await client.call(request, endpoint, { fetch, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (thrown.length > 0) throw thrown[0];
    message = error instanceof Error ? error.message : String(error);
  }
  const last = made.at(-1);
  const httpStatus = last === undefined ? null : statusOf(last.sent);
  const outcome = withoutSecret(outcomeOf(client, { last, answer, message }), {
    credential: endpoint.credential,
    note,
  });
  if (note.unrecordable === undefined || !last?.sent.ok) return { outcome, httpStatus, note };
  const answered = note.answered ?? answeredBy(outcome, last.sent.response.status);
  return { outcome: { ok: false, failure: unrecordable(note.unrecordable, answered) }, httpStatus, note };
}

function statusOf(sent: Sent): number | null {
  return sent.ok ? sent.response.status : sent.failure.httpStatus;
}

function outcomeOf(
  client: ChatClient,
  { last, answer, message }: { last: Exchanged | undefined; answer: Completion | null; message: string },
): WireOutcome {
  if (last === undefined) return answer === null ? refused(message) : { ok: true, completion: answer };
  if (!last.sent.ok) return last.sent;
  const reading = client.readAnswer(last.sent.response, last.url);
  // What broke off is no answer, whatever the client made of it.
  if (!reading.ok && (answer === null || last.sent.response.failure !== undefined)) return reading;
  if (answer === null) return malformed(last.sent.response, reading, message);
  return { ok: true, completion: reading.ok ? measured(answer, reading.completion) : answer };
}

/** The numbers mean the same for all clients of a provider: where its answer can be read, they come from there. */
function measured(answer: Completion, reading: Completion): Completion {
  const isKnown = reading.rawUsage !== null;
  return {
    ...answer,
    ...(reading.servedBy === undefined ? {} : { servedBy: reading.servedBy }),
    usage: isKnown ? reading.usage : answer.usage,
    rawUsage: isKnown ? reading.rawUsage : answer.rawUsage,
    reportedCostUsd: reading.reportedCostUsd,
    timing: reading.timing,
  };
}

/** The client would not ask: a request that it cannot carry, a key that it has not been given. */
function refused(message: string): WireOutcome {
  return { ok: false, failure: refusal("invalid_request", message) };
}

function malformed({ status, cuts }: WireResponse, reading: WireOutcome, message: string): WireOutcome {
  const billed = reading.ok && reading.completion.rawUsage !== null
    ? { usage: reading.completion.usage, reportedCostUsd: reading.completion.reportedCostUsd }
    : undefined;
  return {
    ok: false,
    failure: {
      kind: "malformed_response",
      message: `The client cannot read the answer: ${message}`,
      decision: { retry: "transient" },
      httpStatus: status,
      code: null,
      midStream: false,
      latencyMs: cuts.at(-1)?.[1] ?? null,
      ...(billed === undefined ? {} : { billed }),
    },
  };
}

/** A status without a body must be given none. */
function bodyOf({ status, headers, body }: WireResponse): Response {
  const isEmpty = [204, 205, 304].includes(status);
  return new Response(isEmpty ? null : body as Uint8Array<ArrayBuffer>, { status, headers });
}
