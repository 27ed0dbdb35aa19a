/** @jsxImportSource hono/jsx */
import type { RunRecord } from "../../spec/mod.ts";
import { formatScore } from "../../base/mod.ts";
import { addressOf, type CompareQuery } from "./_compare_query.ts";
import { type ComparedSide, shortVariant, variantText } from "./_compared_side.ts";
import { runName } from "./_run_name.ts";

/** What the form of both sides shows. */
export interface PickerFacts {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** The newest first. */
  readonly runs: readonly RunRecord[];
  readonly query: CompareQuery;
}

/** Chooses both sides: runs, and variants of them. */
export function Picker({ a, b, runs, query }: PickerFacts) {
  const swapped = addressOf({ ...query, a: query.b, b: query.a, page: 1 });
  return (
    <form class="card" method="get" action="/compare" data-live="comparison" aria-label="What is compared">
      <div class="row">
        <SideFields name="A" run="a" variant="va" side={a} runs={runs} />
        <SideFields name="B" run="b" variant="vb" side={b} runs={runs} />
        {query.view === "unified" ? null : <input type="hidden" name="view" value={query.view} />}
        {query.show === "changed" ? null : <input type="hidden" name="show" value={query.show} />}
        <button type="submit" class="primary">Compare</button>
        <a class="button" href={swapped}>Swap A and B</a>
      </div>
    </form>
  );
}

function SideFields({ name, run, variant, side, runs }: {
  readonly name: string;
  readonly run: string;
  readonly variant: string;
  readonly side: ComparedSide;
  readonly runs: readonly RunRecord[];
}) {
  const isListed = runs.some(({ runId }) => runId === side.run.runId);
  const offered = isListed ? runs : [...runs, side.run];
  return (
    <fieldset class="side-fields">
      <legend>{name}</legend>
      <label>
        Run
        <select name={run} id={`pick-${run}`}>
          {offered.map((one) => (
            <option value={one.runId} selected={one.runId === side.run.runId}>{runName(one)}</option>
          ))}
        </select>
      </label>
      <label>
        Endpoint or variant
        <select name={variant} id={`pick-${variant}`}>
          <option value="" selected={side.variantText === null}>All of the run</option>
          {optionsOf(side).map(({ value, text }) => (
            <option value={value} selected={value === side.variantText}>{text}</option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

/** Endpoints that have several settings, the settings, and what is chosen, whatever it is. */
function optionsOf({ variants, variantText: chosen }: ComparedSide): { value: string; text: string }[] {
  const byEndpoint = Map.groupBy(variants, ({ endpoint }) => endpoint);
  const options = [...byEndpoint].flatMap(([endpoint, own]) => [
    ...(own.length > 1 ? [{ value: endpoint, text: `${endpoint}, all settings` }] : []),
    ...own.map((own) => {
      const variant = { ...own, ...shortVariant(own, variants) };
      const score = variant.score === null ? "" : ` (score ${formatScore(variant.score)})`;
      return { value: variantText(variant), text: `${variantText(variant)}${score}` };
    }),
  ]);
  const isThere = chosen === null || options.some(({ value }) => value === chosen);
  return isThere ? options : [...options, { value: chosen, text: chosen }];
}
