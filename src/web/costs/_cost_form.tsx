/** @jsxImportSource hono/jsx */
import { type CostQuery, GROUPINGS, PERIODS } from "./_cost_query.ts";
import { GROUPING_WORDS } from "./_words.ts";

/** What is summed, and since when. */
export function CostForm({ query: { by, since } }: { readonly query: CostQuery }) {
  const periods = PERIODS.some(([one]) => one === since) ? PERIODS : [[since, `since ${since}`] as const, ...PERIODS];
  return (
    <form method="get" action="/costs" data-live="costs" class="row">
      <label>
        Sum by
        <select name="by" id="by">
          {GROUPINGS.map((one) => <option value={one} selected={one === by}>{GROUPING_WORDS[one].toLowerCase()}
          </option>)}
        </select>
      </label>
      <label>
        Since
        <select name="since" id="since">
          {periods.map(([one, words]) => <option value={one} selected={one === since}>{words}</option>)}
        </select>
      </label>
      <button type="submit">Show</button>
    </form>
  );
}
