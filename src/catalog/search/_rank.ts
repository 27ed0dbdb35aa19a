import type { ModelKey, ModelRecord } from "../../spec/mod.ts";
import { bestRecord } from "../best_record.ts";
import { wordsOf } from "./_words_of.ts";

/** What decides between two models that have a query's words alike. */
interface Rank {
  readonly key: ModelKey;
  /** How well the words are met. */
  readonly score: number;
  /** In this order; the lower number first. */
  readonly places: readonly number[];
  readonly createdOn: string;
}

/** A word that is no number or version: `haiku`, and neither `4` nor `8b` nor `v3`. */
const NAME = /^\D{2,}$/;

/**
 * Where a model stands among those that have the same words of a query: one with just these words first, then those with
 * the words in the id itself, with the fewest others; a name that moves from model to model and a variant come after the
 * model itself, and the older of two after the newer.
 */
export function rankOf(query: readonly string[], key: ModelKey, found: {
  readonly score: number;
  readonly records: readonly ModelRecord[];
}): Rank {
  const words = wordsOf(key);
  const slug = wordsOf(key.slice(key.indexOf("/") + 1));
  const isWhole = slug.length === query.length && slug.every((word, i) => word === query[i]);
  const missed = query.filter((word) => !words.some((one) => one.startsWith(word))).length;
  const others = words.filter((word) => NAME.test(word) && !query.includes(word)).length;
  return {
    key,
    score: found.score,
    places: [isWhole ? 0 : 1, missed, key.startsWith("~") ? 1 : 0, others, key.includes(":") ? 1 : 0],
    createdOn: bestRecord(found.records).createdOn ?? "",
  };
}

/** The better one first. */
export function compareRanks(a: Rank, b: Rank): number {
  if (a.score !== b.score) return b.score - a.score;
  for (const [i, place] of a.places.entries()) if (place !== b.places[i]) return place - b.places[i];
  // Plain comparisons: the first one by a locale takes as long as the whole search.
  if (a.createdOn !== b.createdOn) return a.createdOn > b.createdOn ? -1 : 1;
  return a.key.length - b.key.length || (a.key < b.key ? -1 : 1);
}
