import { utf8Text } from "../base/mod.ts";
import type { NotedRequestInit } from "../spec/mod.ts";
import { encodeBody } from "./body.ts";
import { type BodyMatcher, matchFor } from "./body_matcher.ts";
import { readHeaders, type RequestHeaders } from "./headers.ts";
import type { RecordedRequest } from "./interaction.ts";
import { bytesBody, canonicalBody, hashedKey } from "./key.ts";
import { withFixedBoundary } from "./_multipart.ts";
import { REDACTED, type Redactor } from "./redaction/mod.ts";
import type { Target, Targets } from "./_target.ts";

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
  /** Ids that recorded answers minted, by JSON Pointer, and what stands in the key in place of each. */
  readonly bound?: { readonly [pointer: string]: string } | undefined;
  /** Why it cannot be told whether its body has a secret: nothing of the body is kept then. */
  readonly unreadable?: string;
  /** Knows the request's own credentials beside those that the tape was given. */
  readonly redactor: Redactor;
}

/**
 * A request as it was made, not redacted yet. What is on the tape has been, so a request that is found as it is has no
 * secret in it, and the search for secrets is spared.
 */
export interface RawRequest {
  readonly method: string;
  readonly target: Target;
  readonly headers: RequestHeaders;
  readonly body: string | Uint8Array;
  readonly canonical: string;
}

/** What a tape knows when it reads a request. */
export interface RequestContext {
  readonly targets: Targets;
  readonly redactor: Redactor;
  readonly ignore: readonly string[];
  readonly match: BodyMatcher | undefined;
}

/** Read a request that is given as a URL and a text body, or none: the common case, and no copy is made. */
export function readPlainRequest(
  url: string,
  init: NotedRequestInit | undefined,
  context: RequestContext,
): RawRequest {
  const text = (init?.body ?? "") as string;
  // What `fetch` sends in place of half a character.
  const body = text.isWellFormed() ? text : text.toWellFormed();
  const target = context.targets.read(url, init?.note?.endpoint);
  return rawRequest(init?.method ?? "GET", target, readHeaders(init?.headers), body, context);
}

/** Whether {@linkcode readPlainRequest} can read it. */
export function isPlain(input: string | URL | Request, init: RequestInit | undefined): input is string | URL {
  const body = init?.body;
  return !(input instanceof Request) && (body === undefined || body === null || typeof body === "string");
}

/**
 * Read any request as `fetch` would. `forward` is what goes to the network in its place, as its body is spent.
 * @throws {TypeError} when it is no request that can be sent.
 */
export async function readAnyRequest(
  input: string | URL | Request,
  init: NotedRequestInit | undefined,
  context: RequestContext,
): Promise<{ raw: RawRequest; forward: RequestInit; url: string }> {
  const whole = new Request(input, init);
  // Before the body: a request that is called off is never read.
  whole.signal.throwIfAborted();
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const { method, url, headers, redirect, signal } = whole;
  const target = context.targets.read(url, init?.note?.endpoint);
  const raw = rawRequest(method, target, readHeaders(headers), utf8Text(bytes) ?? bytes, context);
  const { client } = (init ?? {}) as { client?: unknown };
  return {
    raw,
    // `client` is Deno's own: proxies and certificates.
    forward: {
      method,
      headers,
      body: bytes.length === 0 ? null : bytes,
      redirect,
      signal,
      ...(client === undefined ? {} : { client }),
    } as RequestInit,
    url,
  };
}

/** The key under which a request stands on the tape, with this scope. */
export function keyOf(request: TapeRequest, scope: string | undefined): string {
  return hashedKey(request.method, request.url, request.headers.keyed, scope, request.canonical);
}

/** The key that the request has if there is no secret in it. */
export function rawKeyOf(raw: RawRequest, scope: string | undefined): string {
  return hashedKey(raw.method, raw.target.url, raw.headers.keyed, scope, raw.canonical);
}

/** The request without the secrets that the tape was given and those that stand in its own headers and URL. */
export function redactRequest(raw: RawRequest, { redactor: base, ignore, match }: RequestContext): TapeRequest {
  const { method, target, headers, body, canonical } = raw;
  const redactor = base.with(
    target.credentials.length === 0 ? headers.credentials : [...headers.credentials, ...target.credentials],
  ).withThoseIn(target.url, body, ...Object.values(headers.kept));
  const keyed = { method, url: redactor.knownText(target.url), endpoint: target.endpoint, headers, redactor };
  const encoding = headers.kept["content-encoding"];
  if (encoding !== undefined && body.length > 0) {
    const bytes = typeof body === "string" ? utf8.encode(body) : body;
    const clean = redactor.encodedBody(bytes, encoding);
    if (clean?.changed && (typeof body !== "string" || utf8Text(clean.bytes) === null)) {
      return { ...keyed, body: clean.bytes, canonical: bytesBody(clean.bytes) };
    }
    // Text that is not what the header says is text.
    if (clean === null && typeof body !== "string") {
      const unreadable = `its request's body cannot be read by its content-encoding "${redactor.text(encoding)}"`;
      return { ...keyed, body: REDACTED, canonical: canonicalBody(REDACTED, { ignore }), unreadable };
    }
  }
  if (typeof body !== "string") {
    const clean = redactor.body(body, []).bytes;
    return { ...keyed, body: clean, canonical: clean === body ? canonical : bytesBody(clean) };
  }
  // Canonical text has no needless escapes, so a quick look at it finds what any spelling of the body hides.
  if (!redactor.knowsOneIn(canonical)) return { ...keyed, body, canonical };
  const clean = redactor.text(body);
  return { ...keyed, body: clean, canonical: canonicalBody(clean, { ignore, match: matchFor(match, keyed) }) };
}

/** The request with ids bound to the answers that minted them. */
export function bindRequest(
  request: TapeRequest,
  bound: TapeRequest["bound"],
  { ignore, match }: RequestContext,
): TapeRequest {
  if (bound === undefined) return request;
  return {
    ...request,
    bound,
    canonical: canonicalBody(request.body as string, { ignore, bound, match: matchFor(match, request) }),
  };
}

/** A request as it is written on the tape. */
export function recordedRequest(request: TapeRequest): RecordedRequest {
  const body = recordedRequestBody(request);
  return { ...recordedRequestHead(request), body: encodeBody(typeof body === "string" ? utf8.encode(body) : body) };
}

/** The same without its body. */
export function recordedRequestHead({ method, url, headers, redactor }: TapeRequest): RecordedRequest {
  const kept: { [name: string]: string } = {};
  for (const name in headers.kept) kept[name] = redactor.knownText(headers.kept[name]);
  return { method, url, headers: kept, body: null };
}

/** And its body alone: text wherever the caller gave text. */
export function recordedRequestBody({ body, redactor }: TapeRequest): string | Uint8Array {
  // What is out of the key (an ignored field, a name that is given twice) was not looked at when the key was made.
  return typeof body === "string" ? redactor.knownText(body) : body;
}

function rawRequest(
  method: string,
  target: Target,
  givenHeaders: RequestHeaders,
  givenBody: string | Uint8Array,
  context: RequestContext,
): RawRequest {
  const { headers, body } = withFixedBoundary(givenHeaders, givenBody);
  return new ReadRequest({ method: method.toUpperCase(), target, headers, body }, context);
}

/** Makes its canonical body when it is asked for it, as a recording does after the hand-over to the network. */
class ReadRequest implements RawRequest {
  readonly method: string;
  readonly target: Target;
  readonly headers: RequestHeaders;
  readonly body: string | Uint8Array;
  readonly #context: RequestContext;
  #canonical: string | null = null;

  constructor({ method, target, headers, body }: Omit<RawRequest, "canonical">, context: RequestContext) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
    this.#context = context;
  }

  get canonical(): string {
    return this.#canonical ??= typeof this.body === "string" ? this.#canonicalOf(this.body) : bytesBody(this.body);
  }

  #canonicalOf(text: string): string {
    const { ignore, match } = this.#context;
    if (match === undefined) return canonicalBody(text, { ignore });
    return canonicalBody(text, { ignore, match: matchFor(match, { method: this.method, url: this.target.url }) });
  }
}
