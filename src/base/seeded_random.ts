import { hash } from "node:crypto";

/**
 * A stream of random numbers in [0, 1) that is the same for the same seed, on any machine (sfc32, seeded by SHA-256).
 *
 * @example The same seed
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { seededRandom } from "@tapedeck/tapedeck";
 *
 * assertEquals(seededRandom("a")(), seededRandom("a")());
 * ```
 */
export function seededRandom(seed: string): () => number {
  const digest = hash("sha256", seed, "hex");
  let [a, b, c, d] = [0, 8, 16, 24].map((at) => Number.parseInt(digest.slice(at, at + 8), 16) | 0);
  return () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}
