import { taggedHash } from "../../base/mod.ts";
import type { Credential, Endpoint, JsonObject, JsonValue, RetrySettings } from "../../spec/mod.ts";

/** Under which the tape keeps what is needed to call its endpoints again. */
const SCOPE = "endpoints";
const REASON = "Calls of this tape go there";

/** What the tape does for decisions: see `Tape.decide`. */
export type Decide = (
  scope: string,
  name: string,
  make: () => Promise<{ readonly choice: JsonValue; readonly reason: string }>,
) => Promise<{ readonly choice: JsonValue; readonly reason: string } | null>;

/** What is kept of an endpoint: all but its key, and how often it is tried. */
interface KeptEndpoint {
  readonly endpoint: Omit<Endpoint, "credential">;
  readonly retry: RetrySettings;
}

/** What is kept with, and read back. */
export interface EndpointFactsOptions {
  readonly decide: Decide;
  /** How calls to an endpoint are tried again, as it is set up now. */
  readonly retryOf: (endpoint: Endpoint) => RetrySettings;
  /** The key that is at hand now. */
  readonly credentialOf: (endpoint: Endpoint) => Credential | null;
}

/**
 * Keeps on the tape what is needed to call endpoints again, each once and under a hash of itself: a replay then depends
 * on no catalog and no configuration, and a call's own decision stays small.
 */
export class EndpointFacts {
  readonly #options: EndpointFactsOptions;
  readonly #kept = new Map<string, Promise<unknown>>();
  readonly #found = new Map<string, Promise<Endpoint | null>>();
  readonly #retries = new WeakMap<Endpoint, RetrySettings>();

  constructor(options: EndpointFactsOptions) {
    this.#options = options;
  }

  /** How an endpoint that was read back was tried again; `null`: it was not. */
  retryOf(endpoint: Endpoint): RetrySettings | null {
    return this.#retries.get(endpoint) ?? null;
  }

  /** Keep an endpoint's facts, and give their hash. */
  async keep(endpoint: Endpoint): Promise<string> {
    const { credential: _, ...facts } = endpoint;
    const kept: JsonObject = JSON.parse(JSON.stringify({ endpoint: facts, retry: this.#options.retryOf(endpoint) }));
    const hash = taggedHash("endpoint", kept);
    const decided = this.#kept.get(hash) ??
      this.#options.decide(SCOPE, hash, () => Promise.resolve({ choice: kept, reason: REASON }));
    this.#kept.set(hash, decided);
    await decided;
    return hash;
  }

  /** The endpoint of kept facts, always the very same one; `null`: the tape does not have them. */
  find(hash: string): Promise<Endpoint | null> {
    const known = this.#found.get(hash);
    if (known !== undefined) return known;
    const found = this.#find(hash);
    this.#found.set(hash, found);
    return found;
  }

  async #find(hash: string): Promise<Endpoint | null> {
    const decision = await this.#options.decide(SCOPE, hash, () => Promise.resolve({ choice: null, reason: REASON }));
    const kept = (decision?.choice ?? null) as unknown as KeptEndpoint | null;
    if (kept === null) return null;
    const bare: Endpoint = { ...kept.endpoint, credential: null };
    const endpoint = { ...bare, credential: this.#options.credentialOf(bare) };
    this.#retries.set(endpoint, kept.retry);
    return endpoint;
  }
}
