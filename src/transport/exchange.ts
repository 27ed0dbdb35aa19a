import type {
  AnswerDelta,
  CallNote,
  ChatClient,
  ChatRequest,
  Endpoint,
  NotedFetch,
  Warning,
  WireFormat,
  WireOutcome,
} from "../spec/mod.ts";
import { answeredBy } from "./_answered_by.ts";
import { clientExchange } from "./_client_exchange.ts";
import { type SendOptions, sendRequest, unrecordable } from "./_send.ts";
import { failureWithoutSecret, throwingNoSecret, withoutSecret } from "./_without_secret.ts";

/** What an exchange is made with. */
export interface ExchangeOptions {
  /** The dialect that the endpoint speaks (see `wireFormat`), or a client that speaks it. */
  readonly wire: WireFormat | ChatClient;
  /** The way to the network: a tape's `fetch`, or `stampedFetch`, which fill the note. */
  readonly fetch: NotedFetch;
  /** Goes down with the request and comes back filled. One note for one try. */
  readonly note: CallNote;
  /** Aborts the try; its reason is thrown. */
  readonly signal?: AbortSignal;
  /**
   * Told of the pieces of a streamed answer while it comes; what it throws is swallowed. Of an answer in one body, or of
   * one that a `ChatClient` made, nothing is told.
   */
  readonly onDelta?: (delta: AnswerDelta) => void;
}

/** How one HTTP try ended. */
export interface ExchangeResult {
  /** The answer, or the typed failure. */
  readonly outcome: WireOutcome;
  /** `null` when no response came. */
  readonly httpStatus: number | null;
  /** The note that went down with the request, filled. */
  readonly note: CallNote;
}

/**
 * One HTTP try: the request in the provider's dialect, its whole response, and the answer or the typed failure in it.
 * Whatever goes wrong with provider or transport is a failure in the result, never an error.
 *
 * @throws the signal's reason when the caller aborts; an error of the caller's own making, such as a missing permission
 * or a `UserError` of the tape.
 *
 * @example One try
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exchange, openaiChat } from "@tapedeck/tapedeck";
 *
 * const endpoint = {
 *   key: "m@local",
 *   model: "m",
 *   provider: "local",
 *   baseUrl: "http://127.0.0.1:8080/v1",
 *   wireModel: "m",
 *   wire: "openai-chat",
 *   price: null,
 *   credential: null,
 * };
 * const answer = { choices: [{ message: { content: "Hello" }, finish_reason: "stop" }] };
 * const { outcome } = await exchange({ messages: [{ role: "user", content: "Hi" }], stream: false }, endpoint, {
 *   wire: openaiChat,
 *   fetch: () => Promise.resolve(Response.json(answer)),
 *   note: { caller: {} },
 * });
 * assertEquals(outcome.ok && outcome.completion.text, "Hello");
 * ```
 */
export async function exchange(
  request: ChatRequest,
  endpoint: Endpoint,
  options: ExchangeOptions,
): Promise<ExchangeResult> {
  const { wire, signal } = options;
  signal?.throwIfAborted();
  return await throwingNoSecret(
    endpoint.credential,
    () =>
      "call" in wire
        ? clientExchange(request, endpoint, { ...options, client: wire })
        : wireExchange(request, endpoint, { ...options, wire }),
  );
}

async function wireExchange(
  request: ChatRequest,
  endpoint: Endpoint,
  options: ExchangeOptions & { readonly wire: WireFormat },
): Promise<ExchangeResult> {
  const { wire, note } = options;
  const { credential } = endpoint;
  note.readAnswer ??= (response) => wire.fromWire(response);
  const wireRequest = wire.toWire(request, endpoint);
  const follow = followed(wire, options.onDelta);
  const sent = await sendRequest(wireRequest, endpoint, { ...options, authorize: wire.authorize, follow });
  if (!sent.ok) {
    const failure = failureWithoutSecret(sent.failure, { credential, note });
    return { outcome: { ok: false, failure }, httpStatus: failure.httpStatus, note };
  }
  const { status } = sent.response;
  const outcome = withoutSecret(wire.fromWire(sent.response), { credential, note });
  const kept = note.unrecordable === undefined
    ? withWarnings(outcome, wireRequest.warnings)
    : { ok: false as const, failure: unrecordable(note.unrecordable, note.answered ?? answeredBy(outcome, status)) };
  return { outcome: kept, httpStatus: status, note };
}

function followed(wire: WireFormat, onDelta: ExchangeOptions["onDelta"]): SendOptions["follow"] {
  if (onDelta === undefined || wire.follow === undefined) return undefined;
  const tell = (delta: AnswerDelta) => {
    try {
      onDelta(delta);
    } catch {
      // Whoever only listens must not break a call.
    }
  };
  return ({ status, headers }) => status < 300 ? wire.follow!(headers, tell) : null;
}

function withWarnings(outcome: WireOutcome, warnings: readonly Warning[]): WireOutcome {
  if (!outcome.ok || warnings.length === 0) return outcome;
  return { ok: true, completion: { ...outcome.completion, warnings: [...warnings, ...outcome.completion.warnings] } };
}
