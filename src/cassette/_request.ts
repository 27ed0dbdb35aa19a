import type { NotedRequestInit } from "../spec/mod.ts";
import { encodeBody } from "./body.ts";
import type { EndpointNames } from "./endpoint_names.ts";
import { readHeaders, type RequestHeaders } from "./headers.ts";
import type { RecordedRequest } from "./interaction.ts";
import { bytesBody, canonicalBody, hashedKey } from "./key.ts";
import { REDACTED, type Redactor } from "./redactor.ts";

/** Query parameters whose value is a credential. */
const CREDENTIAL_PARAMETERS = /([?&](?:key|api[-_]?key|access[-_]?token|token|sig|signature)=)([^&#]+)/gi;

const utf8 = new TextEncoder();

/** A request on its way to the tape: redacted, and ready to be keyed, matched and written. */
export interface TapeRequest {
  readonly method: string;
  readonly url: string;
  readonly endpoint: string | undefined;
  readonly headers: RequestHeaders;
  /** Text wherever the caller gave text, else bytes. */
  readonly body: string | Uint8Array;
  /** The body as it enters the key. */
  readonly canonical: string;
  /** Knows the request's own credentials beside those that the tape was given. */
  readonly redactor: Redactor;
}

/** What a tape knows when it reads a request. */
export interface RequestContext {
  readonly names: EndpointNames;
  readonly redactor: Redactor;
  readonly ignore: readonly string[];
}

/** Read a request that is given as a URL and a text body, or none: the common case, and no copy is made. */
export function readPlainRequest(
  target: string,
  init: NotedRequestInit | undefined,
  context: RequestContext,
): TapeRequest {
  return prepare(
    init?.method?.toUpperCase() ?? "GET",
    target,
    readHeaders(init?.headers),
    (init?.body ?? "") as string,
    context,
    init?.note?.endpoint,
  );
}

/** Whether {@linkcode readPlainRequest} can read it. */
export function isPlain(input: string | URL | Request, init: RequestInit | undefined): input is string | URL {
  const body = init?.body;
  return !(input instanceof Request) && (body === undefined || body === null || typeof body === "string");
}

/** Read any request as `fetch` would. `forward` is what goes to the network in its place, as its body is spent. */
export async function readAnyRequest(
  input: string | URL | Request,
  init: NotedRequestInit | undefined,
  context: RequestContext,
): Promise<{ request: TapeRequest; forward: RequestInit; target: string }> {
  const whole = new Request(input, init);
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const { method, url, headers, redirect, signal } = whole;
  const request = prepare(method, url, readHeaders(headers), textOrBytes(bytes), context, init?.note?.endpoint);
  return {
    request,
    forward: { method, headers, body: bytes.length === 0 ? null : bytes, redirect, signal },
    target: url,
  };
}

/** The key under which a request stands on the tape, with this scope. */
export function keyOf(request: TapeRequest, scope: string | undefined): string {
  return hashedKey(request.method, request.url, request.headers.keyed, scope, request.canonical);
}

/** A request as it is written on the tape. */
export function recordedRequest(request: TapeRequest): RecordedRequest {
  const { method, url, body, redactor } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers.kept).map(([name, value]) => [name, redactor.text(value)]),
  );
  return { method, url, headers, body: encodeBody(typeof body === "string" ? utf8.encode(body) : body) };
}

function prepare(
  method: string,
  target: string,
  headers: RequestHeaders,
  body: string | Uint8Array,
  { names, redactor: base, ignore }: RequestContext,
  endpoint: string | undefined,
): TapeRequest {
  const hasQuery = target.includes("?");
  const parameters = hasQuery ? [...target.matchAll(CREDENTIAL_PARAMETERS)].map((match) => safeDecode(match[2])) : [];
  const redactor = base.with(parameters.length === 0 ? headers.credentials : [...headers.credentials, ...parameters]);
  // The base URL goes first: a secret in it must not keep the endpoint from being found.
  const named = names.named(target, endpoint);
  const bare = hasQuery ? named.url.replace(CREDENTIAL_PARAMETERS, `$1${REDACTED}`) : named.url;
  const url = redactor.findsPlain(bare) ? redactor.text(bare) : bare;
  const keyed = { method, url, endpoint: named.name, headers, redactor };
  if (typeof body !== "string") {
    const clean = redactor.body(body, []).bytes;
    return { ...keyed, body: clean, canonical: bytesBody(clean) };
  }
  const canonical = canonicalBody(body, ignore);
  // Canonical text has no needless escapes, so a look at it finds what any spelling of the body hides.
  if (!redactor.findsPlain(canonical)) return { ...keyed, body, canonical };
  const clean = redactor.text(body);
  return { ...keyed, body: clean, canonical: canonicalBody(clean, ignore) };
}

function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
