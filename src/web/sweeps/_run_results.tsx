/** @jsxImportSource hono/jsx */
import { formatCount, formatScore } from "../../base/mod.ts";
import type { ReportCell, RunReport } from "../../report/mod.ts";
import type { RunStand } from "../../sweep/mod.ts";
import { GateCard } from "./_gate_card.tsx";
import { runLink } from "./_run_link.ts";
import { VariantsTable } from "./_variants_table.tsx";

/** What a run came to so far: its gate, its variants, its failures, the cells that are worth a look. */
export function RunResults({ report, stand }: { readonly report: RunReport; readonly stand: RunStand }) {
  const { run, gate, variants, errors, worst, ended } = report;
  if (ended === 0) return <div class="card empty">No cell has ended yet.</div>;
  return (
    <>
      {stand.state !== "done" && (
        <p class="note">
          Of the {formatCount(ended, "cell that has", "cells that have")}{" "}
          ended. They are summed up again as more of them end.
        </p>
      )}
      {gate !== null && stand.state === "done" && <GateCard gate={gate} />}
      <section class="card">
        <h2>Variants</h2>
        {variants.length > 0 && <VariantsTable report={report} isDone={stand.state === "done"} />}
      </section>
      {errors.length > 0 && (
        <section class="card">
          <h2>Failures</h2>
          <div class="wide" tabindex={0} role="region" aria-label="Kinds of failures">
            <table class="runs" aria-label="Cells that failed, by the kind of failure">
              <thead>
                <tr>
                  <th scope="col">Kind</th>
                  <th scope="col" class="number">Cells</th>
                  <th scope="col">What the first of them said</th>
                </tr>
              </thead>
              <tbody>
                {errors.map(({ kind, cells, message }) => (
                  <tr>
                    <th scope="row" class="bad">{kind}</th>
                    <td class="number">{cells.toLocaleString("en-US")}</td>
                    <td>{message.slice(0, MOST_TEXT)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p>
            <a href={runLink(run.runId, "/cells", { status: "unanswered" })}>All cells that failed</a>
          </p>
        </section>
      )}
      {worst.length > 0 && (
        <section class="card">
          <h2>Cells to look at</h2>
          <p class="sub">Those that failed, then those with the lowest scores.</p>
          <ul class="plain">{worst.map((cell) => <WorstCell cell={cell} runId={run.runId} />)}</ul>
        </section>
      )}
    </>
  );
}

const MOST_TEXT = 400;

function WorstCell({ cell, runId }: { readonly cell: ReportCell; readonly runId: string }) {
  const { cellIndex, promptId, endpoint, label, repeat, error, score } = cell;
  return (
    <li>
      <a href={runLink(runId, `/cells/${cellIndex}`)}>cell {cellIndex}</a>: prompt {promptId},{" "}
      <span class="key">{endpoint}</span> {label} #{repeat}:{" "}
      {error === null ? `score ${formatScore(score)}` : <span class="bad">{error.slice(0, MOST_TEXT)}</span>}
    </li>
  );
}
