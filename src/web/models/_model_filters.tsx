/** @jsxImportSource hono/jsx */
import { ABILITIES, KINDS, type ModelQuery, SORTS } from "./_model_query.ts";
import { ABILITY_WORDS } from "./_words.ts";

const SORT_WORDS: { readonly [sort in typeof SORTS[number]]: string } = {
  relevance: "best match",
  name: "name",
  price: "price, cheapest first",
  context: "context, longest first",
  newest: "newest first",
};
const CONTEXTS = [["8000", "8K"], ["32000", "32K"], ["128000", "128K"], ["200000", "200K"], ["1000000", "1M"]] as const;

/** Chooses which models are shown, as it is filled in. */
export function ModelFilters({ query, providers }: {
  readonly query: ModelQuery;
  /** Whose lists are known. */
  readonly providers: readonly string[];
}) {
  return (
    <form class="card" id="filters" method="get" action="/" data-live="models" role="search" aria-label="Models">
      <div class="row">
        <label class="grow">
          Search
          <input type="search" id="q" name="q" value={query.text} placeholder="claude sonnet, vision, <0.5" />
        </label>
        <Choice name="provider" label="Provider" value={query.provider} all="all" options={providers.map(twice)} />
        <Choice name="kind" label="Kind" value={query.kind ?? ""} all="all" options={KINDS.map(twice)} />
        <PriceField name="in" label="In, $ / 1M up to" value={query.inputUsd} />
        <PriceField name="out" label="Out, $ / 1M up to" value={query.outputUsd} />
        <Choice
          name="context"
          label="Context at least"
          value={query.context}
          all="any"
          options={contexts(query.context)}
        />
      </div>
      <div class="row">
        <fieldset>
          <legend>Can do for certain</legend>
          {ABILITIES.map((name) => (
            <label class="inline">
              <input type="checkbox" name="can" value={name} checked={query.can.includes(name)} /> {ABILITY_WORDS[name]}
            </label>
          ))}
        </fieldset>
        <label>
          Order
          <select name="sort">
            {SORTS.map((sort, i) => (
              <option value={i === 0 ? "" : sort} selected={sort === query.sort}>{SORT_WORDS[sort]}</option>
            ))}
          </select>
        </label>
        <button type="submit">Search</button>
        <a class="button" href="/">Clear</a>
      </div>
    </form>
  );
}

type Option = readonly [value: string, words: string];

function Choice({ name, label, value, all, options }: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly all: string;
  readonly options: readonly Option[];
}) {
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">{all}</option>
        {options.map(([one, words]) => <option value={one} selected={one === value}>{words}</option>)}
      </select>
    </label>
  );
}

function PriceField({ name, label, value }: { readonly name: string; readonly label: string; readonly value: string }) {
  return (
    <label class="short">
      {label}
      <input type="number" name={name} min="0" step="any" value={value} />
    </label>
  );
}

function twice(word: string): Option {
  return [word, word];
}

/** An address may ask for any number. */
function contexts(asked: string): readonly Option[] {
  return asked === "" || CONTEXTS.some(([value]) => value === asked)
    ? CONTEXTS
    : [...CONTEXTS, [asked, Number(asked).toLocaleString("en-US")]];
}
