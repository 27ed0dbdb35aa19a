import { Buffer } from "node:buffer";

/** Request headers that change what a request means: they are part of its key. */
export const KEYED = ["anthropic-beta", "anthropic-version", "openai-beta", "range"];
/** Request headers that are kept. */
const REQUEST = new Set([...KEYED, "accept", "content-encoding", "content-type", "http-referer", "x-title"]);

/** Response headers that are kept: what a client may act on, and nothing that names an account or a session. */
const RESPONSE = new Set([
  "content-type",
  "content-encoding",
  "content-length",
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
  "x-simulated",
]);
const RESPONSE_PREFIXES = [
  "x-ratelimit-",
  "ratelimit",
  "anthropic-ratelimit-",
  "x-trial-endpoint-call-",
];

/** Headers whose value is, or has, a credential. */
const CREDENTIAL_NAME = /auth|cookie|credential|(?:^|[-_])key|apikey|passw|secret|token/;
/** And those that only look like it: they have another value with every request. */
const NO_CREDENTIAL = new Set(["idempotency-key", "x-idempotency-key", "sec-websocket-key"]);
/** The word in front of a credential: `Bearer`, `Basic`, `Api-Key`. */
const SCHEME = /^[a-z][\w-]*\s+(?=\S)/i;
/** Shorter cookies are settings (`theme=system`), not sessions. */
const MIN_COOKIE_LENGTH = 16;

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
  const others: [name: string, value: string][] = [];
  const read = (rawName: string, rawValue: string) => {
    const name = rawName.toLowerCase();
    const value = String(rawValue).trim();
    if (!REQUEST.has(name)) others.push([name, value]);
    else kept[name] = Object.hasOwn(kept, name) ? `${kept[name]}, ${value}` : value;
  };
  // Their iterator takes four times as long.
  if (init instanceof Headers) init.forEach((value, name) => read(name, value));
  else for (const [name, value] of pairs(init)) read(name, value);
  let keyed = "";
  for (const name of KEYED) if (kept[name] !== undefined) keyed += `${name}: ${kept[name]}\n`;
  // A request that is on the tape as it is has no secret in it, and nobody asks for its credentials.
  return {
    kept,
    keyed,
    get credentials() {
      return others.flatMap(([name, value]) => isCredential(name) ? credentialsIn(name, value) : []);
    },
  };
}

function isCredential(name: string): boolean {
  return CREDENTIAL_NAME.test(name) && !NO_CREDENTIAL.has(name);
}

/** The response headers that may stand on a tape, in their order. */
export function keptResponseHeaders(headers: Headers): { [name: string]: string } {
  const kept: { [name: string]: string } = {};
  // Their iterator takes several times as long.
  headers.forEach((value, name) => {
    if (RESPONSE.has(name) || RESPONSE_PREFIXES.some((prefix) => name.startsWith(prefix))) kept[name] = value;
  });
  return kept;
}

function credentialsIn(name: string, value: string): string[] {
  if (name === "cookie") return cookieValues(value).filter((cookie) => cookie.length >= MIN_COOKIE_LENGTH);
  const bare = value.replace(SCHEME, "");
  if (!/^basic\s/i.test(value)) return [bare];
  const userAndPassword = Buffer.from(bare, "base64").toString("utf8");
  return [bare, userAndPassword, userAndPassword.slice(userAndPassword.indexOf(":") + 1)];
}

function cookieValues(header: string): string[] {
  return header.split(";").map((pair) => pair.slice(pair.indexOf("=") + 1).trim());
}

function pairs(init: HeadersInit | undefined): Iterable<readonly [string, string]> {
  if (init === undefined) return [];
  return Symbol.iterator in init ? init as Iterable<[string, string]> : Object.entries(init);
}
