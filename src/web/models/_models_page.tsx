/** @jsxImportSource hono/jsx */
import type { RefreshReport } from "../../catalog/mod.ts";
import { ForceDialog } from "./_force_dialog.tsx";
import { type ListsFacts, ListsPart } from "./_lists_part.tsx";
import { ModelFilters } from "./_model_filters.tsx";
import { ModelTable, type ModelTableFacts } from "./_model_table.tsx";
import { RefreshReports } from "./_refresh_report.tsx";

/** What the page shows. */
export interface ModelsFacts extends ListsFacts, ModelTableFacts {
  /** Of the refresh that was just asked for; empty where none was. */
  readonly reports: readonly RefreshReport[];
}

/** All of the page of models. */
export function ModelsPage({ lists, healthOf, models, query, reports, now }: ModelsFacts) {
  const listed = lists.filter(({ tier }) => tier !== null).map(({ provider }) => provider);
  const asked = lists.filter(({ url, enabled }) => url !== null && enabled).map(({ provider }) => provider);
  return (
    <>
      <h1>Models</h1>
      <p class="sub">What there is, what it costs, and how it did in your own calls</p>
      <section id="lists" class="card" aria-label="Lists" data-events="/models/events">
        <ListsPart lists={lists} healthOf={healthOf} now={now} />
      </section>
      <div id="report">{reports.length === 0 ? null : <RefreshReports reports={reports} />}</div>
      <ForceDialog providers={asked} />
      <ModelFilters query={query} providers={listed} />
      <div id="models">
        <ModelTable models={models} query={query} now={now} />
      </div>
    </>
  );
}
