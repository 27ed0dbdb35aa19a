/** @jsxImportSource hono/jsx */
import type { RunChart, RunReport } from "../../report/mod.ts";
import type { RunRecord } from "../../spec/mod.ts";
import { RunCharts } from "./_run_charts.tsx";
import { RunControls } from "./_run_controls.tsx";
import { runLink } from "./_run_link.ts";
import type { RunLook } from "./_run_reader.ts";
import { RunResults } from "./_run_results.tsx";
import { RunStatusPart } from "./_run_status.tsx";
import { shortTime } from "./_short_time.ts";

/** What the page of a run shows. */
export interface RunPageProps {
  readonly look: RunLook;
  /** `null`: it has many rows, and comes when it is ready. */
  readonly report: RunReport | null;
  readonly charts: readonly RunChart[];
  readonly at: Date;
}

/** A run: how it stands, what it came to, its charts, where it comes from. */
export function RunPage({ look, report, charts, at }: RunPageProps) {
  const { run, state } = look.stand;
  const link = (part: string) => runLink(run.runId, part);
  const isStill = state === "done" && report !== null;
  return (
    <>
      <div class="row">
        <div class="grow">
          <h1>{run.plan === "" ? "(without a name)" : run.plan}</h1>
          <p class="sub">
            <a href="/runs">Runs</a> · <span class="key">{run.runId}</span> · {run.mode} · began{" "}
            {shortTime(run.startedAt)} UTC
          </p>
        </div>
        <a class="button" href={link("/cells")}>Cells</a>
        <a class="button" href={`/compare?${new URLSearchParams({ a: run.runId })}`}>Compare</a>
      </div>
      <div {...(isStill ? {} : { "data-events": link("/events") })}>
        <section class="card">
          <h2>Status</h2>
          <div id="status">
            <RunStatusPart look={look} at={at} />
          </div>
          <div id="controls">
            <RunControls stand={look.stand} />
          </div>
        </section>
        <div id="results">
          {report === null ? <Later runId={run.runId} /> : <RunResults report={report} stand={look.stand} />}
        </div>
        <div id="charts">
          <RunCharts look={look} charts={charts} />
        </div>
        <div id="origin">
          <OriginPart run={look.stand.run} />
        </div>
      </div>
    </>
  );
}

function Later({ runId }: { readonly runId: string }) {
  return (
    <div class="card empty" aria-busy="true">
      The run has many cells: its variants are summed up.{" "}
      <noscript>
        <a href={runLink(runId, "", { all: "yes" })}>Wait for them</a>
      </noscript>
    </div>
  );
}

/** What the run was made of and when, and all of its rows. */
export function OriginPart({ run }: { readonly run: RunRecord }) {
  const files = [["results.csv", "CSV"], ["results.parquet", "Parquet"], ["report.html", "Report"]];
  return (
    <section class="card">
      <h2>Where it comes from</h2>
      <dl class="facts">
        <dt>Run</dt>
        <dd class="key">{run.runId}</dd>
        <dt>Hash of the plan</dt>
        <dd class="key">{run.planHash}</dd>
        <dt>Tape</dt>
        <dd class="key">{run.cassette ?? "none"}</dd>
        <dt>Began (UTC)</dt>
        <dd>{run.startedAt}</dd>
        <dt>Ended (UTC)</dt>
        <dd>{run.endedAt ?? "–"}</dd>
        <dt>All rows</dt>
        <dd>
          {files.map(([file, words]) => (
            <>
              <a href={runLink(run.runId, `/files/${file}`)} download>{words}</a>
              {" "}
            </>
          ))}
        </dd>
      </dl>
    </section>
  );
}
