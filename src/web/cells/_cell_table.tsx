/** @jsxImportSource hono/jsx */
import { formatCount, formatMs, formatScore, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { CellPage, CellQuery, ListedCell } from "../../report/cells/mod.ts";
import type { RunRecord } from "../../spec/mod.ts";
import { cellLink } from "./_cell_link.ts";
import { cellSearch } from "./_cell_query.ts";
import { StateWord } from "./_state_word.tsx";

/** What the table of cells shows. */
export interface CellTableProps {
  readonly run: RunRecord;
  readonly page: CellPage;
  readonly query: CellQuery;
}

/** A page of cells, sorted by links in the heads, with the way to the pages beside it. */
export function CellTable({ run, page, query }: CellTableProps) {
  const { cells, total } = page;
  const link = (change: CellQuery) => cellLink(run.runId, null, cellSearch({ ...query, page: 1, ...change }));
  const hasLabels = cells.some(({ last }) => last !== null && last.label !== "");
  const heads = { query, link };
  return (
    <>
      <p class="sub" role="status">
        {total === run.cells
          ? formatCount(total, "cell")
          : `${formatCount(total, "cell")} of ${run.cells.toLocaleString("en-US")}`}
      </p>
      {cells.length === 0
        ? (
          <p class="empty">
            No cell is like this. <a href={cellLink(run.runId)}>Show all</a>
          </p>
        )
        : (
          <div class="wide" tabindex={0} role="region" aria-label="Table of cells">
            <table>
              <caption class="visually-hidden">Cells of the run</caption>
              <thead>
                <tr>
                  <Head name="index" {...heads} isNumber>Cell</Head>
                  <Head name="endpoint" {...heads}>Endpoint</Head>
                  {hasLabels && <th scope="col">Parameters</th>}
                  <th scope="col">Prompt</th>
                  <Head name="status" {...heads}>Status</Head>
                  <Head name="score" {...heads} isNumber>Score</Head>
                  <Head name="latency" {...heads} isNumber>Latency, ms</Head>
                  <Head name="cost" {...heads} isNumber>Cost, $</Head>
                  <th scope="col">Answer</th>
                </tr>
              </thead>
              <tbody>
                {cells.map((cell) => <Row runId={run.runId} cell={cell} hasLabels={hasLabels} link={link} />)}
              </tbody>
            </table>
          </div>
        )}
      <Pages page={page} link={link} />
    </>
  );
}

type Link = (change: CellQuery) => string;

function Head({ name, children, query, link, isNumber = false }: {
  readonly name: NonNullable<CellQuery["sort"]>;
  readonly children?: string;
  readonly query: CellQuery;
  readonly link: Link;
  readonly isNumber?: boolean;
}) {
  const isSorted = (query.sort ?? "index") === name;
  const isDown = isSorted && (query.isDescending ?? false);
  return (
    <th
      scope="col"
      class={isNumber ? "number" : ""}
      {...(isSorted ? { "aria-sort": isDown ? "descending" as const : "ascending" as const } : {})}
    >
      <a class="sort" href={link({ sort: name, isDescending: isSorted && !isDown })}>{children}</a>
    </th>
  );
}

function Row({ runId, cell: { index, state, last, tries, costUsd }, hasLabels, link }: {
  readonly runId: string;
  readonly cell: ListedCell;
  readonly hasLabels: boolean;
  readonly link: Link;
}) {
  const score = last?.final ? last.score : null;
  return (
    <tr>
      <th scope="row" class="number">
        <a href={cellLink(runId, index)} aria-label={`Cell ${index}`}>{index}</a>
      </th>
      <td class="key named">
        {last === null ? UNKNOWN : (
          <a class="quiet" href={link({ endpoint: last.endpoint })}>
            <EndpointName name={last.endpoint} />
          </a>
        )}
      </td>
      {hasLabels && (
        <td class="key label">
          {last === null ? UNKNOWN : <a class="quiet" href={link({ label: last.label })}>{last.label}</a>}
        </td>
      )}
      <td class="named">
        {last === null ? UNKNOWN : <a class="quiet" href={link({ prompt: last.promptId })}>{last.promptId}</a>}
        {last !== null && last.repeat > 1 && <span class="note">{` repeat ${last.repeat}`}</span>}
      </td>
      <td class="still">
        <StateWord state={state} error={last?.errorKind ?? null} />
        {tries > 1 && <span class="note">{` (${tries} tries)`}</span>}
      </td>
      <td class="number">{formatScore(score)}</td>
      <td class="number">{formatMs(last?.latencyMs ?? null)}</td>
      <td class="number">{formatUsd(costUsd)}</td>
      <td class="first-line">
        <span class="beginning">{last?.summary ?? UNKNOWN}</span>
      </td>
    </tr>
  );
}

/** A key that is broken, where it has to be, behind what separates its parts. */
function EndpointName({ name }: { readonly name: string }) {
  return (
    <>
      {name.split(/(?<=[/@])/).map((part, i) => (
        <>
          {i > 0 && <wbr />}
          {part}
        </>
      ))}
    </>
  );
}

function Pages({ page: { page, pages }, link }: { readonly page: CellPage; readonly link: Link }) {
  if (pages === 1) return null;
  return (
    <nav aria-label="Pages of cells">
      {page > 1 && <a href={link({ page: page - 1 })} rel="prev">Previous</a>}
      <span class="note">{`Page ${page.toLocaleString("en-US")} of ${pages.toLocaleString("en-US")}`}</span>
      {page < pages && <a href={link({ page: page + 1 })} rel="next">Next</a>}
    </nav>
  );
}
