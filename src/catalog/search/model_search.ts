import type { ModelKey, ModelRecord, ProviderKey } from "../../spec/mod.ts";
import { bestRecord } from "../best_record.ts";
import { meetsFilters, type ModelFilters } from "./model_filters.ts";
import { compareRanks, rankOf } from "./_rank.ts";
import { readQuery } from "./_read_query.ts";
import { type IndexedDocument, WordIndex } from "./_word_index.ts";
import { traitsOf, wordsOf } from "./_words_of.ts";

/** A model that was found. */
export interface ModelMatch {
  /** `openai/gpt-4o` */
  readonly key: ModelKey;
  /** Of the lists that meet the filters, the record that tells most. */
  readonly record: ModelRecord;
  /** All whose lists have it and meet the filters. */
  readonly providers: readonly ProviderKey[];
}

/** An index of models, built once and asked often. Lists that change get a new one. */
export class ModelSearch {
  readonly #records = new Map<ModelKey, ModelRecord[]>();
  readonly #keys: readonly ModelKey[];
  #index: WordIndex | null = null;

  /** Of all lists together; the index is built when the first query has words. */
  constructor(models: Iterable<ModelRecord>) {
    for (const model of models) {
      const known = this.#records.get(model.key);
      if (known === undefined) this.#records.set(model.key, [model]);
      else known.push(model);
    }
    this.#keys = [...this.#records.keys()];
  }

  /**
   * The models that fit a query and meet the filters, the best first. Words stand for id, name, author and what a model
   * can do, in any order, and may be the beginnings of words or have a typing mistake; `<3` is a bound on the US dollars
   * per million input tokens. Where no model has all words, those with the most of them are found.
   */
  search(query: string, filters: ModelFilters = {}): ModelMatch[] {
    const { words, filters: asked } = readQuery(query);
    const matches: ModelMatch[] = [];
    for (const key of this.#keysFor(words)) {
      const records = this.#records.get(key)!
        .filter((record) => meetsFilters(record, asked) && meetsFilters(record, filters));
      if (records.length === 0) continue;
      matches.push({
        key,
        record: bestRecord(records),
        providers: [...new Set(records.map(({ provider }) => provider))],
      });
    }
    return matches;
  }

  #keysFor(words: string): readonly ModelKey[] {
    if (words === "") return this.#keys.toSorted();
    this.#index ??= new WordIndex(this.#keys.map((key) => documentOf(key, this.#records.get(key)!)));
    const exact = words.toLowerCase();
    const query = wordsOf(words);
    const ranks = this.#index.search(query).map(({ document, score }) => {
      const key = this.#keys[document];
      const records = this.#records.get(key)!;
      return rankOf(query, key, { score: isNamed(records, exact) ? Infinity : score, records });
    });
    return ranks.sort(compareRanks).map(({ key }) => key);
  }
}

/** Whether a query is one of the model's own exact names. */
function isNamed(records: readonly ModelRecord[], query: string): boolean {
  return records.some(({ key, wireModel, aliases, name }) =>
    [key, key.slice(key.indexOf("/") + 1), wireModel, name, ...aliases].some((one) => one.toLowerCase() === query)
  );
}

function documentOf(key: ModelKey, records: readonly ModelRecord[]): IndexedDocument {
  const names = new Set(wordsOf(key));
  for (const { name } of records) for (const word of wordsOf(name)) names.add(word);
  return { names, traits: new Set(records.flatMap(traitsOf)) };
}
