import type {
  BilledAnswer,
  CallFailure,
  CallNote,
  ChatRequest,
  Endpoint,
  ErrorKind,
  NotedFetch,
  TransportFailure,
  Warning,
  WireFormat,
  WireOutcome,
  WireRequest,
} from "../spec/mod.ts";
import { joinBytes, transportFailure } from "../base/mod.ts";
import { callFailure } from "./_call_failure.ts";

/** What an exchange is made with. */
export interface ExchangeOptions {
  /** The dialect that the endpoint speaks: see `wireFormat`. */
  readonly wire: WireFormat;
  /** The way to the network: a tape's `fetch`, or `stampedFetch`, which fill the note. */
  readonly fetch: NotedFetch;
  /** Goes down with the request and comes back filled. One note for one try. */
  readonly note: CallNote;
  /** Aborts the try; its reason is thrown. */
  readonly signal?: AbortSignal;
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
  const { wire, note, signal } = options;
  signal?.throwIfAborted();
  note.readAnswer ??= (response) => wire.fromWire(response);
  const wireRequest = wire.toWire(request, endpoint);
  let response: Response;
  try {
    response = await options.fetch(joinUrl(endpoint.baseUrl, wireRequest.path), init(wireRequest, endpoint, options));
  } catch (error) {
    const failure = failureOf(error, options);
    return { outcome: { ok: false, failure }, httpStatus: failure.httpStatus, note };
  }
  const { bytes, error } = await readBody(response);
  const failure = error === null ? undefined : failureWithin(error, options);
  const { status, headers } = response;
  const outcome = wire.fromWire({
    status,
    headers,
    body: note.recordedBody ?? bytes,
    cuts: note.cuts ?? [],
    headersMs: note.headersMs ?? 0,
    failure,
  });
  const kept = note.unrecordable === undefined
    ? withWarnings(outcome, wireRequest.warnings)
    : { ok: false as const, failure: unrecordable(note.unrecordable, note.answered ?? answeredBy(outcome, status)) };
  return { outcome: kept, httpStatus: status, note };
}

function init(request: WireRequest, { credential, auth }: Endpoint, { wire, note, signal }: ExchangeOptions) {
  const headers = credential === null
    ? request.headers
    : { ...request.headers, ...authorize(credential.reveal(), auth, wire) };
  return { method: request.method, headers, body: JSON.stringify(request.body), note, signal };
}

function authorize(secret: string, auth: Endpoint["auth"], wire: WireFormat): { readonly [name: string]: string } {
  return auth === undefined ? wire.authorize(secret) : { [auth.header]: auth.prefix + secret };
}

/** A base URL may carry a query, as Azure's does, and a path may, as Gemini's does. */
function joinUrl(baseUrl: string, path: string): string {
  const query = baseUrl.indexOf("?");
  if (query < 0) return baseUrl + path;
  return baseUrl.slice(0, query) + path + (path.includes("?") ? "&" : "?") + baseUrl.slice(query + 1);
}

/** All bytes that came, and what ended them early. */
async function readBody(response: Response): Promise<{ bytes: Uint8Array; error: unknown }> {
  if (response.body === null) return { bytes: new Uint8Array(), error: null };
  const chunks: Uint8Array[] = [];
  let error: unknown = null;
  try {
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) chunks.push(part.value);
  } catch (thrown) {
    error = thrown ?? new TypeError("The body failed without an error");
  }
  return { bytes: joinBytes(chunks), error };
}

function failureOf(error: unknown, { note, signal }: ExchangeOptions): CallFailure {
  if (signal?.aborted) throw signal.reason;
  const kind = error instanceof Error ? TAPE_REFUSALS[error.name] : undefined;
  if (kind !== undefined) return { ...NO_RESPONSE, kind, message: (error as Error).message };
  if (note.unrecordable !== undefined) return unrecordable(note.unrecordable, note.answered);
  const failure = note.failure ?? transportFailure(error, { atMs: 0, otherwise: "connection" });
  if (failure === null) throw error;
  return callFailure(failure);
}

/** The rooms of the ground floor do not know each other's classes. */
const TAPE_REFUSALS: { readonly [name: string]: ErrorKind | undefined } = {
  CassetteMissError: "cassette_miss",
  CassetteExpiredError: "recording_expired",
};

const NO_RESPONSE = {
  decision: { retry: "no" },
  httpStatus: null,
  code: null,
  midStream: false,
  latencyMs: null,
} as const;

function failureWithin(error: unknown, { note, signal }: ExchangeOptions): TransportFailure {
  if (signal?.aborted) throw signal.reason;
  const failure = note.failure ?? transportFailure(error, { atMs: 0, otherwise: "reset" });
  if (failure === null) throw error;
  return failure;
}

function withWarnings(outcome: WireOutcome, warnings: readonly Warning[]): WireOutcome {
  if (!outcome.ok || warnings.length === 0) return outcome;
  return { ok: true, completion: { ...outcome.completion, warnings: [...warnings, ...outcome.completion.warnings] } };
}

/** As of a bill, but nothing may be known of the time. */
type Answered = Omit<BilledAnswer, "latencyMs"> & { readonly latencyMs: number | null };

/** What an answer is billed by that another layer than the tape has not kept. */
function answeredBy(outcome: WireOutcome, status: number): Answered {
  const { usage = null, reportedCostUsd = null } = (outcome.ok ? outcome.completion : outcome.failure.billed) ?? {};
  const { latencyMs } = outcome.ok ? outcome.completion.timing : outcome.failure;
  return { status, latencyMs, usage, reportedCostUsd };
}

/** The provider has answered and is paid, but the answer is not kept: a recording and its replay know the same of it. */
function unrecordable(reason: string, answered: Answered | undefined): CallFailure {
  const { status = null, latencyMs = null, usage = null, reportedCostUsd = null } = answered ?? {};
  return {
    ...NO_RESPONSE,
    kind: "unrecordable",
    message: `The answer is not kept as ${reason}`,
    httpStatus: status,
    latencyMs,
    ...(usage === null ? {} : { billed: { usage, reportedCostUsd } }),
  };
}
