import MiniSearch from "minisearch";
import type { ModelKey, ModelRecord, ProviderKey } from "../../spec/mod.ts";
import { bestRecord } from "../best_record.ts";
import { meetsFilters, type ModelFilters } from "./model_filters.ts";
import { readQuery } from "./_read_query.ts";
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

/** What a model is found by: one document for all lists that have it. */
interface Document {
  readonly key: ModelKey;
  readonly names: string;
  readonly traits: string;
}

/** An index of models, built once and asked often. Lists that change get a new one. */
export class ModelSearch {
  readonly #records = new Map<ModelKey, ModelRecord[]>();
  #index: MiniSearch<Document> | null = null;

  /** Of all lists together; the index is built when the first query has words. */
  constructor(models: Iterable<ModelRecord>) {
    for (const model of models) {
      const known = this.#records.get(model.key);
      if (known === undefined) this.#records.set(model.key, [model]);
      else known.push(model);
    }
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

  #keysFor(words: string): ModelKey[] {
    if (words === "") return [...this.#records.keys()].sort();
    this.#index ??= indexOf(this.#records);
    const options = {
      prefix: (term: string) => term.length > 1,
      // A number that is one digit off is another model; a short word with a mistake is any word.
      fuzzy: (term: string) => term.length > 3 && !/\d/.test(term) ? 0.25 : false,
      boost: { names: 2 },
    };
    const all = this.#index.search(words, { ...options, combineWith: "AND" });
    const found = all.length > 0 ? all : this.#index.search(words, { ...options, combineWith: "OR" });
    const exact = words.toLowerCase();
    return found
      .map(({ id, score }) => ({
        key: id as ModelKey,
        score: isNamed(this.#records.get(id)!, exact) ? Infinity : score,
      }))
      .sort((a, b) => b.score - a.score || a.key.length - b.key.length || (a.key < b.key ? -1 : 1))
      .map(({ key }) => key);
  }
}

/** Whether a query is one of the model's own exact names. */
function isNamed(records: readonly ModelRecord[], query: string): boolean {
  return records.some(({ key, wireModel, aliases, name }) =>
    [key, key.slice(key.indexOf("/") + 1), wireModel, name, ...aliases].some((one) => one.toLowerCase() === query)
  );
}

function indexOf(models: ReadonlyMap<ModelKey, readonly ModelRecord[]>): MiniSearch<Document> {
  const index = new MiniSearch<Document>({
    idField: "key",
    fields: ["names", "traits"],
    tokenize: (text) => wordsOf(text),
    processTerm: (term) => term,
  });
  const documents = [...models].map(([key, records]): Document => ({
    key,
    names: [...new Set(wordsOf([key, ...records.map(({ name }) => name)].join(" ")))].join(" "),
    traits: [...new Set(records.flatMap((record) => traitsOf(record).split(" ")))].join(" "),
  }));
  index.addAll(documents);
  return index;
}
