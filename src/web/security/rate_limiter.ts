import type { Clock } from "../../spec/mod.ts";

/** How much a client may ask. */
export interface RateLimiterOptions {
  /** Tells the time. */
  readonly clock: Clock;
  /** So many requests at once. */
  readonly burst: number;
  /** So many more each minute. */
  readonly perMinute: number;
  /** Clients that are kept in mind; the one that asked the longest ago goes first. */
  readonly clients?: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

const MINUTE_MS = 60_000;
const CLIENTS = 1000;

/** Counts what clients ask, each with a bucket of tokens of its own. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #buckets = new Map<string, Bucket>();

  /** Nobody has asked anything. */
  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Take one; `null`: it was there, else the milliseconds until there is one. */
  take(client: string): number | null {
    const bucket = this.#bucket(client);
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) / this.#options.perMinute * MINUTE_MS);
    bucket.left--;
    return null;
  }

  #bucket(client: string): Bucket {
    const { clock, burst, perMinute, clients = CLIENTS } = this.#options;
    const atMs = clock.nowMs();
    const known = this.#buckets.get(client);
    const left = known === undefined
      ? burst
      : Math.min(burst, known.left + (atMs - known.atMs) / MINUTE_MS * perMinute);
    const bucket = { left, atMs };
    // Last in the order of those that asked.
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    if (this.#buckets.size > clients) this.#buckets.delete(this.#buckets.keys().next().value!);
    return bucket;
  }
}
