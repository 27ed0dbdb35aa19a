import { editDistance } from "../../base/mod.ts";

/** What a document is found by. */
export interface IndexedDocument {
  /** Words of its names: a hit there counts most. */
  readonly names: ReadonlySet<string>;
  /** Words of what else is said of it. */
  readonly traits: ReadonlySet<string>;
}

/** Which documents have a word, by their numbers. */
interface Postings {
  readonly names: number[];
  readonly traits: number[];
}

const NAME_WEIGHT = 2;
/** What a hit is worth beside a whole word. */
const BEGINNING = 0.7;
const MISTAKEN = 0.5;
/** A short word with a mistake is any word, and a number that is one digit off is another model. */
const LEAST_LETTERS = 4;
const LETTERS_PER_MISTAKE = 4;

/**
 * An index of words, each held once: a query is compared with the words and not with the documents. It is made for some
 * thousand short documents, and to be ready at once: a command line asks one question and is gone.
 */
export class WordIndex {
  readonly #documents: readonly IndexedDocument[];
  readonly #words = new Map<string, Postings>();

  /** A document is named by its place. */
  constructor(documents: readonly IndexedDocument[]) {
    this.#documents = documents;
    documents.forEach(({ names, traits }, i) => {
      for (const word of names) this.#postings(word).names.push(i);
      for (const word of traits) this.#postings(word).traits.push(i);
    });
  }

  /**
   * The documents that have the words, with a score, in no order. A word may be the beginning of one, or have a mistake
   * in four letters. Where no document has all words, those are found that have the most of them.
   */
  search(words: readonly string[]): { readonly document: number; readonly score: number }[] {
    const scores = new Map<number, { words: number; score: number }>();
    for (const word of new Set(words)) {
      for (const [document, score] of this.#hits(word)) {
        const sum = scores.get(document);
        if (sum === undefined) scores.set(document, { words: 1, score });
        else {
          sum.words++;
          sum.score += score;
        }
      }
    }
    let most = 0;
    for (const { words } of scores.values()) most = Math.max(most, words);
    return [...scores].filter(([, sum]) => sum.words === most).map(([document, { score }]) => ({ document, score }));
  }

  #postings(word: string): Postings {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const made = { names: [], traits: [] };
    this.#words.set(word, made);
    return made;
  }

  /** The best hit of a word in each document: a rare word says more than one that many have. */
  #hits(word: string): Map<number, number> {
    const best = new Map<number, number>();
    const take = (documents: readonly number[], score: number) => {
      for (const document of documents) if (score > (best.get(document) ?? 0)) best.set(document, score);
    };
    for (const [known, likeness] of this.#likenesses(word)) {
      const { names, traits } = this.#words.get(known)!;
      const rarity = Math.log(1 + this.#documents.length / (names.length + traits.length));
      take(names, likeness * rarity * NAME_WEIGHT);
      take(traits, likeness * rarity);
    }
    return best;
  }

  /** The words that a word can mean: itself and those that begin with it, else those with the fewest mistakes. */
  #likenesses(word: string): Map<string, number> {
    const like = new Map<string, number>();
    for (const known of this.#words.keys()) {
      if (word === known) like.set(known, 1);
      else if (word.length > 1 && known.startsWith(word)) {
        like.set(known, BEGINNING * (1 + word.length / known.length) / 2);
      }
    }
    if (like.size > 0 || word.length < LEAST_LETTERS || /\d/.test(word)) return like;
    let fewest = Math.floor(word.length / LETTERS_PER_MISTAKE);
    for (const known of this.#words.keys()) {
      if (Math.abs(word.length - known.length) > fewest) continue;
      const edits = editDistance(word, known);
      if (edits < fewest) like.clear();
      if (edits <= fewest) like.set(known, MISTAKEN);
      fewest = Math.min(fewest, edits);
    }
    return like;
  }
}
