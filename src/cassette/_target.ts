import type { EndpointNames } from "./endpoint_names.ts";
import { looksRandom, REDACTED } from "./redaction/mod.ts";

/** Query parameters whose value is a credential. */
const CREDENTIAL_PARAMETERS = new RegExp(
  "([?&](?:key|(?:api|access|subscription|secret)[-_]?key|(?:access[-_]?|auth[-_]?|id[-_]?)?token|sig|signature|" +
    "secret|client[-_]?secret|password|passwd|authorization|x-(?:amz|goog)-(?:signature|credential|security-token))=)" +
    "([^&]+)",
  "gi",
);

/** A credential in one API and a page or a name in another: there the length of the value tells, or its looks. */
const AMBIGUOUS_NAME = /[?&](?:token|key)=$/i;
const MIN_AMBIGUOUS_LENGTH = 24;
/** Whose `key` is a credential, however short: people give made-up ones to a replay. */
const GOOGLE = /googleapis\.com|\/models\/|:\w+Content\b/;

/** A tape sees a few URLs, again and again; one that makes them up is not remembered for ever. */
const MOST_REMEMBERED = 1000;

/** A request's URL as the tape sees it. */
export interface Target {
  /** With the endpoint's own name in place of its base URL, and without the credentials that a URL may carry. */
  readonly url: string;
  readonly endpoint: string | undefined;
  /** The credentials that stood in the URL. */
  readonly credentials: readonly string[];
}

/** Reads the URLs of requests. What `fetch` does not send (a fragment) or hides (a user's name and password) is not kept. */
export class Targets {
  readonly #names: EndpointNames;
  readonly #read = new Map<string, Target>();

  constructor(names: EndpointNames) {
    this.#names = names;
  }

  /**
   * Read a URL; `endpoint` is the name that the caller gives.
   * @throws {TypeError} when it is no URL, as `fetch` does.
   */
  read(url: string, endpoint: string | undefined): Target {
    const key = `${endpoint ?? ""}\n${url}`;
    let target = this.#read.get(key);
    if (target === undefined) {
      target = readTarget(url, endpoint, this.#names);
      if (this.#read.size === MOST_REMEMBERED) this.#read.clear();
      this.#read.set(key, target);
    }
    return target;
  }

  /** The URL that a recorded one stands for. */
  live(recorded: string): string {
    return this.#names.live(recorded);
  }
}

function readTarget(text: string, endpoint: string | undefined, names: EndpointNames): Target {
  const url = new URL(text);
  const credentials = [url.username, url.password].map(decoded);
  url.hash = "";
  url.username = "";
  url.password = "";
  // The base URL goes first: a secret in it must not keep the endpoint from being found.
  const named = names.named(url.href, endpoint);
  const clean = named.url.replace(CREDENTIAL_PARAMETERS, (match, name: string, value: string) => {
    const isLong = value.length >= MIN_AMBIGUOUS_LENGTH || looksRandom(value);
    if (AMBIGUOUS_NAME.test(name) && !isLong && !GOOGLE.test(url.href)) return match;
    credentials.push(decoded(value.replaceAll("+", " ")), decoded(value));
    return name + REDACTED;
  });
  return { url: clean, endpoint: named.name, credentials: [...new Set(credentials)].filter((value) => value !== "") };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
