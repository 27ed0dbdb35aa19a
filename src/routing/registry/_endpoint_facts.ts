import { taggedHash } from "../../base/mod.ts";
import type { Endpoint, JsonObject, JsonValue, RetrySettings } from "../../spec/mod.ts";
import type { CallSettings } from "./_call_settings.ts";

/** Under which the tape keeps what is needed to call its endpoints again. */
const SCOPE = "endpoints";
const REASON = "Calls of this tape go there";

/** What the tape does for decisions: see `Tape.decide`. */
export type TapeDecide = (
  scope: string,
  name: string,
  make: () => Promise<{ readonly choice: JsonValue; readonly reason: string }>,
) => Promise<{ readonly choice: JsonValue; readonly reason: string } | null>;

/** What is kept of an endpoint: all but its key, and how often it is tried. */
interface KeptEndpoint {
  readonly endpoint: Omit<Endpoint, "credential">;
  readonly retry: RetrySettings;
}

/**
 * Keeps on the tape what is needed to call endpoints again, each once and under a hash of itself: a replay then depends
 * on no catalog and no configuration, and a call's own decision stays small.
 */
export class EndpointFacts {
  readonly #decide: TapeDecide;
  readonly #settings: CallSettings;
  readonly #hashes = new WeakMap<Endpoint, Promise<string>>();
  readonly #kept = new Map<string, Promise<unknown>>();
  readonly #found = new Map<string, Promise<Endpoint | null>>();

  constructor({ decide, settings }: { readonly decide: TapeDecide; readonly settings: CallSettings }) {
    this.#decide = decide;
    this.#settings = settings;
  }

  /** Keep an endpoint's facts, and give their hash. */
  keep(endpoint: Endpoint): Promise<string> {
    const known = this.#hashes.get(endpoint);
    if (known !== undefined) return known;
    const hash = this.#keep(endpoint);
    this.#hashes.set(endpoint, hash);
    return hash;
  }

  async #keep(endpoint: Endpoint): Promise<string> {
    const { credential: _, ...facts } = endpoint;
    const kept: JsonObject = JSON.parse(JSON.stringify({ endpoint: facts, retry: this.#settings.of(endpoint).retry }));
    const hash = taggedHash("endpoint", kept);
    const decided = this.#kept.get(hash) ??
      this.#decide(SCOPE, hash, () => Promise.resolve({ choice: kept, reason: REASON }));
    this.#kept.set(hash, decided);
    await decided;
    return hash;
  }

  /** The endpoint of kept facts, without its key, always the very same one; `null`: the tape does not have them. */
  find(hash: string): Promise<Endpoint | null> {
    const known = this.#found.get(hash);
    if (known !== undefined) return known;
    const found = this.#find(hash);
    this.#found.set(hash, found);
    return found;
  }

  async #find(hash: string): Promise<Endpoint | null> {
    const decision = await this.#decide(SCOPE, hash, () => Promise.resolve({ choice: null, reason: REASON }));
    const kept = (decision?.choice ?? null) as unknown as KeptEndpoint | null;
    if (kept === null) return null;
    const endpoint: Endpoint = { ...kept.endpoint, credential: null };
    this.#settings.keepRetry(endpoint, kept.retry);
    return endpoint;
  }
}
