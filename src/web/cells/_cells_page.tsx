/** @jsxImportSource hono/jsx */
import type { CellQuery } from "../../report/cells/mod.ts";
import { cellLink } from "./_cell_link.ts";
import { CELL_STATES, cellSearch } from "./_cell_query.ts";
import { CellTable, type CellTableProps } from "./_cell_table.tsx";

/** The list of a run's cells with its filter. */
export function CellsPage({ run, page, query }: CellTableProps) {
  return (
    <>
      <h1>Cells</h1>
      <p class="sub">
        <a href={`/runs/${encodeURIComponent(run.runId)}`}>{run.plan === "" ? "(without a name)" : run.plan}</a> ·{" "}
        <span class="key">{run.runId}</span>
      </p>
      {query.variant !== undefined && (
        <p class="note">
          Of the variant <span class="key">{query.variant === "" ? "without parameters" : query.variant}</span>{" "}
          alone, whatever the seed.{" "}
          <a href={cellLink(run.runId, null, cellSearch({ ...query, variant: undefined }))}>Of all variants</a>
        </p>
      )}
      <form data-live="cells" action={cellLink(run.runId)} method="get" class="card row" role="search">
        <label>
          Search answers and errors
          <input type="search" name="q" value={query.text ?? ""} />
        </label>
        <Field name="endpoint" title="Endpoint" value={query.endpoint} />
        <Field name="label" title="Parameters" value={query.label} />
        <Field name="prompt" title="Prompt" value={query.prompt} />
        <label>
          Status
          <select name="status">
            <option value="">all</option>
            {CELL_STATES.map((state) => <option value={state} selected={state === query.state}>{WORDS[state]}</option>)}
          </select>
        </label>
        {query.variant !== undefined && <input type="hidden" name="variant" value={query.variant} />}
        {query.sort !== undefined && (
          <input type="hidden" name="sort" value={`${query.isDescending ? "-" : ""}${query.sort}`} />
        )}
        <button type="submit">Filter</button>
      </form>
      <div id="cells" class="card">
        <CellTable run={run} page={page} query={query} />
      </div>
    </>
  );
}

const WORDS = {
  ok: "ok",
  failed: "failed",
  unanswered: "failed or unrecordable",
  unrecordable: "unrecordable",
  unfinished: "not ended",
  waiting: "not run yet",
};

function Field({ name, title, value }: {
  readonly name: keyof CellQuery;
  readonly title: string;
  readonly value: string | undefined;
}) {
  return (
    <label>
      {title}
      <input type="search" class="short" name={name} value={value ?? ""} />
    </label>
  );
}
