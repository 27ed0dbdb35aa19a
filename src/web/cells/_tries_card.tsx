/** @jsxImportSource hono/jsx */
import { formatMs, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { CellDetail, CellTryDetail } from "../../report/cells/mod.ts";
import { Waterfall } from "./_waterfall.tsx";

const NUMBERS = [
  "Queue, ms",
  "Retry wait, ms",
  "First token, ms",
  "First of answer, ms",
  "Latency, ms",
  "Per token, ms",
  "Tokens/s",
  "Tokens in",
  "Tokens out",
  "Cost, $",
];

const MOST_ERROR = 400;

/** Every try: how it went, when, and what it cost. */
export function TriesCard({ detail: { tries, costUsd } }: { readonly detail: CellDetail }) {
  if (tries.length === 0) return null;
  const hasTurns = tries.some(({ row }) => row.turn > 1);
  return (
    <section class="card" aria-labelledby="tries-title">
      <h2 id="tries-title">{`${tries.length} ${tries.length === 1 ? "try" : "tries"}`}</h2>
      <Waterfall tries={tries} />
      <div class="wide" tabindex={0} role="region" aria-label="Table of tries">
        <table>
          <caption class="visually-hidden">Tries of the cell with their times, tokens and costs</caption>
          <thead>
            <tr>
              <th scope="col" class="number">Try</th>
              {hasTurns && <th scope="col" class="number">Turn</th>}
              <th scope="col">Came to</th>
              {NUMBERS.map((name) => <th scope="col" class="number wrapped">{name}</th>)}
              <th scope="col">Began (UTC)</th>
            </tr>
          </thead>
          <tbody>
            {tries.map((one, i) => (
              <Row
                one={one}
                before={tries[i - 1]?.row.errorMessage ?? null}
                hasTurns={hasTurns}
              />
            ))}
          </tbody>
          {tries.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row" colspan={(hasTurns ? 3 : 2) + NUMBERS.length - 1}>All tries together</th>
                <td class="number">{formatUsd(costUsd)}</td>
                <td />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {tries.map((one) => <CostParts one={one} />)}
    </section>
  );
}

function Row({ one: { row }, before, hasTurns }: {
  readonly one: CellTryDetail;
  /** What went wrong in the try before: the same is not said twice. */
  readonly before: string | null;
  readonly hasTurns: boolean;
}) {
  const { status, errorKind, errorMessage, httpStatus, source, billed } = row;
  return (
    <tr>
      <th scope="row" class="number">{row.try}</th>
      {hasTurns && <td class="number">{row.turn}</td>}
      <td class="outcome">
        <span class={errorKind === null ? "" : "bad"}>{errorKind === null ? status : `${status}: ${errorKind}`}</span>
        <span class="note">{` HTTP ${httpStatus ?? UNKNOWN}, ${source}${billed ? ", billed" : ""}`}</span>
        {errorMessage !== null && errorMessage !== before && <p class="note">{cut(errorMessage)}</p>}
      </td>
      <td class="number">{formatMs(row.queueMs)}</td>
      <td class="number">{formatMs(row.retryWaitMs)}</td>
      <td class="number">{formatMs(row.ttftMs)}</td>
      <td class="number">{formatMs(row.ttfoMs)}</td>
      <td class="number">{formatMs(row.latencyMs)}</td>
      <td class="number">{formatMs(row.tpotMs)}</td>
      <td class="number">{row.outputTps?.toFixed(1) ?? UNKNOWN}</td>
      <td class="number">
        {count(row.inputTokens)}
        <Part count={row.cacheReadTokens} words="cached" />
        <Part count={row.cacheWriteTokens} words="written to the cache" />
      </td>
      <td class="number">
        {count(row.outputTokens)}
        <Part count={row.reasoningTokens} words="reasoning" />
      </td>
      <td class="number">
        {formatUsd(row.costUsd)}
        {row.costSource !== null && <p class="note">{`by ${row.costSource}`}</p>}
      </td>
      <td class="key">{row.startedAt.replace("T", " ").replace("Z", "")}</td>
    </tr>
  );
}

function Part({ count: tokens, words }: { readonly count: number | null; readonly words: string }) {
  if (tokens === null || tokens === 0) return null;
  return <p class="note">{`${count(tokens)} ${words}`}</p>;
}

function cut(text: string): string {
  return text.length > MOST_ERROR ? `${text.slice(0, MOST_ERROR)}…` : text;
}

function count(value: number | null): string {
  return value?.toLocaleString("en-US") ?? UNKNOWN;
}

function CostParts({ one: { row, costParts } }: { readonly one: CellTryDetail }) {
  if (costParts === null || costParts.length === 0) return null;
  return (
    <details>
      <summary>{`What the $${formatUsd(row.costUsd)} of try ${row.try} is for`}</summary>
      <table class="narrow">
        <caption class="visually-hidden">{`Parts of the cost of try ${row.try}`}</caption>
        <thead>
          <tr>
            <th scope="col">For</th>
            <th scope="col" class="number">Count</th>
            <th scope="col" class="number">Each, $</th>
            <th scope="col" class="number">Together, $</th>
          </tr>
        </thead>
        <tbody>
          {costParts.map(({ name, count: many, rateUsd, usd }) => (
            <tr>
              <th scope="row">{partText(name)}</th>
              <td class="number">{count(many)}</td>
              <td class="number" {...(rateUsd === null ? {} : { title: rateUsd })}>{formatUsd(rateUsd)}</td>
              <td class="number" title={usd}>{formatUsd(usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** `cacheWrite1h` as people say it. */
function partText(name: string): string {
  if (name === "time") return "time, ms";
  return name.replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`).replace("1h", " for an hour");
}
