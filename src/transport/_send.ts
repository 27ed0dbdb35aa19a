import type {
  BilledAnswer,
  CallFailure,
  CallNote,
  Endpoint,
  ErrorKind,
  NotedFetch,
  TransportFailure,
  WireRequest,
  WireResponse,
} from "../spec/mod.ts";
import { joinBytes, transportFailure } from "../base/mod.ts";
import { callFailure } from "./_call_failure.ts";
import { CallRefused } from "./_call_refused.ts";

/** How a request travels. */
export interface SendOptions {
  /** The way to the network. */
  readonly fetch: NotedFetch;
  /** Goes down with the request and comes back filled. */
  readonly note: CallNote;
  /** Aborts the try; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Gives what is told of each chunk of a body while it comes; `null`: nothing is. */
  readonly follow?: (response: Response) => ((chunk: Uint8Array) => void) | null;
}

/** What a request of ours is sent with. */
export interface RequestSendOptions extends SendOptions {
  /** The credential as headers, where the endpoint does not say how. */
  readonly authorize: (secret: string) => { readonly [name: string]: string };
}

/** The whole response, or why there is none. */
export type Sent =
  | { readonly ok: true; readonly response: WireResponse }
  | { readonly ok: false; readonly failure: CallFailure };

/**
 * One HTTP try of a request of ours, down to the last byte. Whatever goes wrong with provider or transport comes back.
 * @throws the signal's reason when the caller aborts; an error of the caller's own making.
 */
export function sendRequest(request: WireRequest, endpoint: Endpoint, options: RequestSendOptions): Promise<Sent> {
  return send(joinUrl(endpoint.baseUrl, request.path), requestInit(request, endpoint, options), options);
}

/** One HTTP try of any request, whose `init` is given the note and the signal. */
export async function send(input: RequestInfo | URL, init: RequestInit, options: SendOptions): Promise<Sent> {
  const { note, signal } = options;
  let response: Response;
  try {
    response = await options.fetch(input, { ...init, note, signal });
  } catch (error) {
    return { ok: false, failure: failureOf(error, options) };
  }
  const { bytes, error } = await readBody(response, options.follow?.(response) ?? null);
  const failure = error === null ? undefined : failureWithin(error, options);
  const { status, headers } = response;
  const { recordedBody = bytes, cuts = [], headersMs = 0 } = note;
  return { ok: true, response: { status, headers, body: recordedBody, cuts, headersMs, failure } };
}

/** What goes into `fetch` beside the URL: the body as JSON, and the credential. */
export function requestInit(
  request: WireRequest,
  { credential, auth }: Endpoint,
  { authorize }: Pick<RequestSendOptions, "authorize">,
): RequestInit {
  const headers = credential === null
    ? request.headers
    : { ...request.headers, ...authHeaders(credential.reveal(), auth, authorize) };
  const init = { method: request.method, headers, body: JSON.stringify(request.body) };
  // Where a server redirects, the runtime carries along every header of a key but `authorization`.
  return credential === null ? init : { ...init, redirect: "manual" };
}

function authHeaders(secret: string, auth: Endpoint["auth"], authorize: RequestSendOptions["authorize"]) {
  return auth === undefined ? authorize(secret) : { [auth.header]: auth.prefix + secret };
}

/** A base URL may carry a query, as Azure's does, and a path may, as Gemini's does. */
export function joinUrl(baseUrl: string, path: string): string {
  const query = baseUrl.indexOf("?");
  if (query < 0) return baseUrl + path;
  return baseUrl.slice(0, query) + path + (path.includes("?") ? "&" : "?") + baseUrl.slice(query + 1);
}

/** All bytes that came, and what ended them early. */
async function readBody(
  response: Response,
  follow: ((chunk: Uint8Array) => void) | null,
): Promise<{ bytes: Uint8Array; error: unknown }> {
  if (response.body === null) return { bytes: new Uint8Array(), error: null };
  const chunks: Uint8Array[] = [];
  let error: unknown = null;
  try {
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      follow?.(part.value);
    }
  } catch (thrown) {
    error = thrown ?? new TypeError("The body failed without an error");
  }
  return { bytes: joinBytes(chunks), error };
}

function failureOf(error: unknown, { note, signal }: SendOptions): CallFailure {
  if (signal?.aborted) throw signal.reason;
  if (error instanceof CallRefused) return error.failure;
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

function failureWithin(error: unknown, { note, signal }: SendOptions): TransportFailure {
  if (signal?.aborted) throw signal.reason;
  const failure = note.failure ?? transportFailure(error, { atMs: 0, otherwise: "reset" });
  if (failure === null) throw error;
  return failure;
}

/** As of a bill, but nothing may be known of the time. */
export type Answered = Omit<BilledAnswer, "latencyMs"> & { readonly latencyMs: number | null };

/** The provider has answered and is paid, but the answer is not kept: a recording and its replay know the same of it. */
export function unrecordable(reason: string, answered: Answered | undefined): CallFailure {
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
