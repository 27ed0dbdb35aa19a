import { hash } from "node:crypto";
import { tokensOf } from "./_tokens.ts";

/** How many characters of a word stand for it beside the word itself: words of one stem come out alike. */
const STEM = 4;
const STEM_WEIGHT = 0.5;

/**
 * A vector of length 1 for a text: a bag of its words, hashed into so many places. Equal texts give equal vectors, and
 * texts that share words give vectors that point in like directions.
 */
export function embeddingVector(text: string, { seed, dimensions }: { seed: string; dimensions: number }): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = (feature: string, weight: number) => {
    const digest = hash("sha256", `${seed}\n${feature}`, "hex");
    const place = Number.parseInt(digest.slice(0, 8), 16) % dimensions;
    vector[place] += digest.charCodeAt(8) % 2 === 0 ? weight : -weight;
  };
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? tokensOf(text);
  for (const word of words) {
    add(word, 1);
    if (word.length > STEM) add(`${word.slice(0, STEM)}…`, STEM_WEIGHT);
  }
  const length = Math.hypot(...vector);
  // Nothing was said, or it cancelled out: one direction for all such texts.
  if (length === 0) return vector.map((_, place) => place === 0 ? 1 : 0);
  return vector.map((value) => Math.fround(value / length));
}
