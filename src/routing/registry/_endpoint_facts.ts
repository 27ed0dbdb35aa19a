import { taggedHash } from "../../base/mod.ts";
import type { Credential, Endpoint, EndpointKey, JsonObject, JsonValue } from "../../spec/mod.ts";

/** Under which the tape keeps what is needed to call its endpoints again. */
const SCOPE = "endpoints";
const REASON = "Calls of this tape go there";

/** What the tape does for decisions: see `Tape.decide`. */
export type Decide = (
  scope: string,
  name: string,
  make: () => Promise<{ readonly choice: JsonValue; readonly reason: string }>,
) => Promise<{ readonly choice: JsonValue; readonly reason: string } | null>;

/**
 * Keeps on the tape what is needed to call endpoints again, each once and under a hash of itself: a replay then depends
 * on no catalog and no configuration, and a call's own decision stays small.
 */
export class EndpointFacts {
  readonly #decide: Decide;
  readonly #known = new Map<string, Promise<JsonObject | null>>();

  constructor(decide: Decide) {
    this.#decide = decide;
  }

  /** Keep an endpoint's facts, and give their hash. */
  async keep(endpoint: Endpoint): Promise<string> {
    const facts = factsOf(endpoint);
    const hash = taggedHash("endpoint", facts);
    await this.#once(hash, facts);
    return hash;
  }

  /** The endpoint of kept facts, with the key that is at hand now; `null`: the tape does not have them. */
  async find(hash: string, credentialOf: (endpoint: Endpoint) => Credential | null): Promise<Endpoint | null> {
    const facts = await this.#once(hash, null);
    if (facts === null) return null;
    const endpoint = { ...facts, credential: null } as unknown as Endpoint;
    return { ...endpoint, credential: credentialOf(endpoint) };
  }

  #once(hash: string, facts: JsonObject | null): Promise<JsonObject | null> {
    const known = this.#known.get(hash);
    if (known !== undefined) return known;
    const kept = this.#decide(SCOPE, hash, () => Promise.resolve({ choice: facts, reason: REASON }))
      .then((decision) => (decision?.choice ?? null) as JsonObject | null);
    this.#known.set(hash, kept);
    return kept;
  }
}

/** All of an endpoint but its key: plain data. */
function factsOf({ credential: _, ...facts }: Endpoint): JsonObject & { readonly key: EndpointKey } {
  return JSON.parse(JSON.stringify(facts));
}
