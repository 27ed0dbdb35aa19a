import type { Percentiles } from "../../spec/mod.ts";
import type { HistogramBucket } from "./histogram_bucket.ts";

/** Buckets to each doubling: a quantile is off by 1.1 % at most. */
const PER_DOUBLING = 32;
const LEAST = 0.1;
/** From 0.1 to more than an hour in milliseconds; what is below or above counts as the outermost. */
const BUCKETS = 832;
/** Two to each doubling are enough to look at. */
const SHOWN_TOGETHER = PER_DOUBLING / 2;

/** The bucket that a value falls into. */
export function bucketOf(value: number): number {
  if (!(value > LEAST)) return 0;
  return Math.min(BUCKETS - 1, Math.floor(Math.log2(value / LEAST) * PER_DOUBLING));
}

function middleOf(bucket: number): number {
  return LEAST * 2 ** ((bucket + 0.5) / PER_DOUBLING);
}

/**
 * How often values were of which size, in buckets that grow with them, so that it takes the same 3 kB whatever it
 * counts. `hdr-histogram-js` does the same, but loads for 80 ms and merges thirty slots in 12 ms.
 */
export class LogHistogram {
  #counts: Uint32Array | null = null;
  #total = 0;
  /** Nothing is counted outside of these. */
  #lowest = BUCKETS;
  #highest = -1;

  /** How many values it counts. */
  get total(): number {
    return this.#total;
  }

  /** Count `times` values of a bucket more, or fewer where it is negative. */
  add(bucket: number, times = 1): void {
    this.#counts ??= new Uint32Array(BUCKETS);
    this.#counts[bucket] += times;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
    this.#total += times;
  }

  /** Make old values weigh half as much as they did. */
  halve(): void {
    this.#total = 0;
    this.#counts?.forEach((count, bucket, counts) => this.#total += counts[bucket] = count >> 1);
  }

  /** The value that a share of all is not above; `null` without values. */
  quantile(share: number): number | null {
    return this.#quantiles([share])?.[0] ?? null;
  }

  /** `null` without values. */
  percentiles(): Percentiles | null {
    const found = this.#quantiles([0.5, 0.75, 0.9, 0.99]);
    return found === null ? null : { p50: found[0], p75: found[1], p90: found[2], p99: found[3] };
  }

  /** Fewer and wider buckets, for people: from the first to the last one that has any values. */
  buckets(): HistogramBucket[] {
    const found: HistogramBucket[] = [];
    if (this.#counts === null) return found;
    const edge = (bucket: number) => LEAST * 2 ** (bucket / PER_DOUBLING);
    const first = Math.floor(this.#lowest / SHOWN_TOGETHER) * SHOWN_TOGETHER;
    for (let from = first; from <= this.#highest; from += SHOWN_TOGETHER) {
      const to = from + SHOWN_TOGETHER;
      const count = this.#counts.subarray(from, to).reduce((sum, one) => sum + one, 0);
      if (count > 0 || found.length > 0) found.push({ from: edge(from), to: edge(to), count });
    }
    while (found.at(-1)?.count === 0) found.pop();
    return found;
  }

  /** For shares in ascending order. */
  #quantiles(shares: readonly number[]): number[] | null {
    if (this.#total === 0 || this.#counts === null) return null;
    const found: number[] = [];
    let below = 0;
    for (let bucket = this.#lowest; bucket <= this.#highest && found.length < shares.length; bucket++) {
      below += this.#counts[bucket];
      while (found.length < shares.length && below >= shares[found.length] * this.#total) found.push(middleOf(bucket));
    }
    return found;
  }
}
