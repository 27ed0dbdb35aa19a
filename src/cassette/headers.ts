/** Request headers that change what a request means: they are part of its key. */
const KEYED = ["anthropic-beta", "anthropic-version"];
/** Request headers that are kept. */
const REQUEST = new Set([...KEYED, "accept", "content-type", "http-referer", "x-title"]);

/** Response headers that are kept: what a client may act on, and nothing that names an account or a session. */
const RESPONSE = new Set([
  "content-type",
  "date",
  "etag",
  "last-modified",
  "link",
  "location",
  "allow",
  "retry-after",
  "retry-after-ms",
  "x-ms-retry-after-ms",
  "x-should-retry",
  "request-id",
  "x-request-id",
  "openai-version",
  "openai-processing-ms",
  "x-api-warning",
  "num_tokens",
  "num_chars",
]);
const RESPONSE_PREFIXES = [
  "x-ratelimit-",
  "ratelimit",
  "anthropic-ratelimit-",
  "x-trial-endpoint-call-",
];

/** Headers whose value is a credential. */
const CREDENTIAL = new Set([
  "authorization",
  "proxy-authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "cookie",
]);
const SCHEME = /^(?:bearer|basic|token|apikey)\s+/i;

/** What the tape reads from a request's headers. */
export interface RequestHeaders {
  /** Those that may stand on a tape, under their lower-case names. */
  readonly kept: { readonly [name: string]: string };
  /** Those that are part of the key, one a line, in alphabetical order. */
  readonly keyed: string;
  /** The credentials, without their schemes. */
  readonly credentials: readonly string[];
}

/** Read the headers of a request, in whichever form `fetch` takes them. */
export function readHeaders(init: HeadersInit | undefined): RequestHeaders {
  const kept: { [name: string]: string } = {};
  const credentials: string[] = [];
  for (const [rawName, value] of pairs(init)) {
    const name = rawName.toLowerCase();
    if (REQUEST.has(name)) kept[name] = value;
    else if (CREDENTIAL.has(name)) credentials.push(value.replace(SCHEME, "").trim());
  }
  let keyed = "";
  for (const name of KEYED) if (kept[name] !== undefined) keyed += `${name}: ${kept[name]}\n`;
  return { kept, keyed, credentials };
}

/** The response headers that may stand on a tape, in their order. */
export function keptResponseHeaders(headers: Headers): { [name: string]: string } {
  const kept = (name: string) => RESPONSE.has(name) || RESPONSE_PREFIXES.some((prefix) => name.startsWith(prefix));
  return Object.fromEntries([...headers].filter(([name]) => kept(name)));
}

function pairs(init: HeadersInit | undefined): Iterable<[string, string]> {
  if (init === undefined) return [];
  if (init instanceof Headers) return init;
  return Array.isArray(init) ? init as [string, string][] : Object.entries(init);
}
