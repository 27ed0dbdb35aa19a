/** @jsxImportSource hono/jsx */
import { formatCount, formatUsd, UNKNOWN } from "../../base/mod.ts";
import {
  CALLS_BY_THEMSELVES,
  type CostGrouping,
  type CostSums,
  type CostTotal,
  type CostTotals,
  shownCostName,
} from "../../ledger/mod.ts";
import { costText, GROUPING_WORDS } from "./_words.ts";

/** More rows are for the command line. */
const MOST_ROWS = 500;

/** Sums by what was asked for, what was paid and what was replayed apart. */
export function CostTable({ totals: { rows, total }, by }: { readonly totals: CostTotals; readonly by: CostGrouping }) {
  const isTime = by === "day" || by === "run";
  const shown = (isTime ? rows.toReversed() : rows).slice(0, MOST_ROWS);
  return (
    <>
      <div class="wide" role="region" tabindex={0} aria-label="Sums of costs, as a table">
        <table data-sort>
          <caption>
            {isTime ? "The newest first" : "The dearest first"}; a + stands behind sums that leave out calls whose cost
            is unknown, which is never 0
          </caption>
          <thead>
            <tr>
              <Head text={GROUPING_WORDS[by]} />
              <Head text="Paid, $" isNumber />
              <Head text="Paid calls" isNumber />
              <Head text="Of unknown cost" isNumber />
              <Head text="Replayed calls" isNumber />
              <Head text="Saved, $" isNumber />
              <Head text="Tokens in" isNumber />
              <Head text="Tokens out" isNumber />
              <Head text="All tries" isNumber />
            </tr>
          </thead>
          <tbody>{shown.map((row) => <Row row={row} by={by} />)}</tbody>
          {rows.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row">All</th>
                <Figures sums={total} />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {rows.length > MOST_ROWS && (
        <p class="note">
          {formatCount(rows.length - MOST_ROWS, "more row")}: <code>deno task tapedeck cost --by {by}</code>{" "}
          shows all of them.
        </p>
      )}
    </>
  );
}

function Head({ text, isNumber = false }: { readonly text: string; readonly isNumber?: boolean }) {
  return (
    <th scope="col" class={isNumber ? "number" : ""}>
      <button type="button" class="plain">{text}</button>
    </th>
  );
}

function Row({ row, by }: { readonly row: CostTotal; readonly by: CostGrouping }) {
  const isRun = by === "run" && row.name !== CALLS_BY_THEMSELVES;
  const isKey = isRun || by === "model" || by === "endpoint";
  return (
    <tr>
      <th scope="row" class={isKey ? "key name" : ""}>
        {isRun ? <a href={`/runs/${encodeURIComponent(row.name)}`}>{row.name}</a> : shownCostName(row.name, by)}
      </th>
      <Figures sums={row} />
    </tr>
  );
}

function Figures({ sums }: { readonly sums: CostSums }) {
  const count = (value: number) => <td class="number" data-value={value}>{value.toLocaleString("en-US")}</td>;
  return (
    <>
      <td class="number" data-value={sums.costUsd ?? UNKNOWN}>{costText(sums)}</td>
      {count(sums.billed)}
      {count(sums.unknown)}
      {count(sums.replayed)}
      <td class="number" data-value={sums.savedUsd}>{formatUsd(sums.savedUsd)}</td>
      {count(sums.inputTokens)}
      {count(sums.outputTokens)}
      {count(sums.tries)}
    </>
  );
}
