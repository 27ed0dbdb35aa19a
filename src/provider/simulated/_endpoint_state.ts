import type { Clock } from "../../spec/mod.ts";
import { randomOf } from "./_draws.ts";
import { PrefixCache } from "./_prefix_cache.ts";
import { type RateLimiter, rateLimiter, type RateState } from "./_rate_limiter.ts";
import type { PromptTokens } from "./_tokens.ts";
import type { SimulatedEndpoint, SimulatedFailure, SimulatedWindow } from "./simulated_endpoint.ts";

/** Of how many requests an endpoint remembers how often they came. */
const MOST_SEEN = 100_000;

/** What an endpoint knows of the requests that it has had. */
export class EndpointState {
  readonly endpoint: SimulatedEndpoint;
  readonly #seed: string;
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #limiter: RateLimiter | null;
  readonly #cache: PrefixCache | null;
  readonly #seen = new Map<string, number>();
  #arrived = 0;
  #inFlight = 0;

  constructor(endpoint: SimulatedEndpoint, { seed, clock }: { seed: string; clock: Clock }) {
    const { rateLimit, cache } = endpoint;
    this.endpoint = endpoint;
    this.#seed = seed;
    this.#clock = clock;
    this.#startMs = clock.nowMs();
    const { requestsPerMinute, counting } = rateLimit ?? {};
    this.#limiter = requestsPerMinute === undefined ? null : rateLimiter(requestsPerMinute, counting, clock);
    this.#cache = cache === undefined ? null : new PrefixCache(cache, clock);
  }

  /** How its limit stands with one more request; `null`: it has none. */
  admit(): RateState | null {
    return this.#limiter?.admit() ?? null;
  }

  /** Whether requests at once are limited. */
  get isCrowdable(): boolean {
    return this.endpoint.rateLimit?.concurrency !== undefined;
  }

  /** A place among the requests at once, and what gives it back; `null`: there is none left. */
  enter(): (() => void) | null {
    if (this.#inFlight >= (this.endpoint.rateLimit?.concurrency ?? Infinity)) return null;
    this.#inFlight++;
    let isIn = true;
    return () => {
      if (isIn) this.#inFlight--;
      isIn = false;
    };
  }

  /** Which time it is that this very request comes, from 1: what is drawn does not depend on what else has come. */
  occurrence(hash: string): number {
    const nth = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, nth);
    if (this.#seen.size > MOST_SEEN) this.#seen.delete(this.#seen.keys().next().value!);
    return nth;
  }

  /** What goes wrong with a request; `null`: nothing. */
  failure(hash: string, nth: number): SimulatedFailure | null {
    this.#arrived++;
    const happens = (failure: SimulatedFailure, place: number) => {
      if (failure.window !== undefined && !this.#isWithin(failure.window)) return false;
      return "every" in failure
        ? this.#arrived % failure.every === 0
        : randomOf(this.#seed, this.endpoint.model, "failure", place, hash, nth)() < failure.probability;
    };
    return this.endpoint.failures?.find(happens) ?? null;
  }

  #isWithin({ everyMs, forMs, fromMs = 0 }: SimulatedWindow): boolean {
    const sinceMs = this.#clock.nowMs() - this.#startMs - fromMs;
    return sinceMs >= 0 && sinceMs % everyMs < forMs;
  }

  /** How much of a prompt it has read before. */
  readCache(prompt: PromptTokens): { readonly cacheReadTokens: number; readonly cacheWriteTokens: number } {
    return this.#cache?.read(prompt) ?? { cacheReadTokens: 0, cacheWriteTokens: 0 };
  }
}
