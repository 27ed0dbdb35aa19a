/** @jsxImportSource hono/jsx */
import { type ListedRun, RunsTable } from "./_runs_table.tsx";

/** What the page of all runs shows. */
export interface RunsPageProps {
  readonly runs: readonly ListedRun[];
  /** From 1. */
  readonly page: number;
  readonly hasMore: boolean;
  /** Only runs of this plan; `null`: all. */
  readonly plan: string | null;
  /** Where the ledger is, as it may be shown. */
  readonly ledgerPath: string;
}

/** All runs of the ledger. */
export function RunsPage(props: RunsPageProps) {
  const { page, plan, hasMore } = props;
  const query = `?${new URLSearchParams({ ...(plan === null ? {} : { plan }), page: String(page) })}`;
  return (
    <>
      <h1>Runs</h1>
      <p class="sub">
        of <span class="key">{props.ledgerPath}</span>
      </p>
      <form class="row" action="/runs" method="get" data-live="runs">
        <label>
          Plan
          <input type="search" name="plan" value={plan ?? ""} placeholder="its whole name" autocomplete="off" />
        </label>
        <button type="submit">Show</button>
      </form>
      <div id="runs" data-events={`/runs/events${query}`}>
        <RunsPart {...props} />
      </div>
      <Pages page={page} plan={plan} hasMore={hasMore} />
    </>
  );
}

/** The part of it that changes. */
export function RunsPart({ runs, plan, page }: RunsPageProps) {
  if (runs.length > 0) {
    return (
      <div class="card">
        <RunsTable runs={runs} />
      </div>
    );
  }
  if (plan !== null || page > 1) {
    return (
      <div class="card empty">
        No run {plan === null ? "stands here" : <>of a plan that is called “{plan}”</>}. <a href="/runs">All runs</a>
      </div>
    );
  }
  return (
    <div class="card empty">
      <p>There is no run yet.</p>
      <p>A run is one execution of a plan. The quickstart replays its recording, and needs neither key nor network:</p>
      <pre>deno task sweep</pre>
      <p>
        A plan of your own: <code>deno task tapedeck sweep run my.toml --mode record</code>
      </p>
    </div>
  );
}

function Pages({ page, plan, hasMore }: Pick<RunsPageProps, "page" | "plan" | "hasMore">) {
  if (page === 1 && !hasMore) return null;
  const link = (to: number) => `/runs?${new URLSearchParams({ ...(plan === null ? {} : { plan }), page: String(to) })}`;
  return (
    <nav class="row" aria-label="Pages of runs">
      {page > 1 && <a href={link(page - 1)} rel="prev">Newer runs</a>}
      <span class="faint">page {page}</span>
      {hasMore && <a href={link(page + 1)} rel="next">Older runs</a>}
    </nav>
  );
}
