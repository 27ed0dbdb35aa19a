/** @jsxImportSource hono/jsx */
import { basename } from "node:path";
import { isTable } from "../../base/mod.ts";
import type { RunRecord } from "../../spec/mod.ts";
import type { RunStand, RunState } from "../../sweep/mod.ts";
import { CellsBar } from "./_cells_bar.tsx";
import { money } from "./_money.ts";
import { runLink } from "./_run_link.ts";
import { shortTime } from "./_short_time.ts";
import { StateMark } from "./_state_mark.tsx";

/** A run as the list has it. */
export interface ListedRun {
  readonly run: RunRecord;
  readonly state: RunState;
  /** `null`: its rows are many, and have not been counted. */
  readonly stand: RunStand | null;
}

/** More endpoints are only counted. */
const MOST_ENDPOINTS = 2;

/** Runs, the newest first. */
export function RunsTable({ runs }: { readonly runs: readonly ListedRun[] }) {
  return (
    <>
      <p class="note">
        Costs are those of all tries; replayed ones count with what they cost when they were recorded, and a + stands
        behind sums that leave out tries of unknown cost.
      </p>
      <div class="wide">
        <table class="runs" aria-label="Runs, the newest first">
          <thead>
            <tr>
              <th scope="col">Plan</th>
              <th scope="col">State</th>
              <th scope="col">Cells ended</th>
              <th scope="col" class="number">Failed</th>
              <th scope="col" class="number">Cost,&nbsp;$</th>
              <th scope="col">Endpoints</th>
              <th scope="col">Started (UTC)</th>
              <th scope="col">Mode</th>
              <th scope="col">Tape</th>
            </tr>
          </thead>
          <tbody>{runs.map((listed) => <RunRow {...listed} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function RunRow({ run, state, stand }: ListedRun) {
  const { runId, plan, cells, cassette, mode, startedAt } = run;
  const ended = state === "done" ? cells : stand === null ? null : stand.ok + stand.failed;
  const endpoints = endpointsOf(run, stand);
  return (
    <tr>
      <th scope="row">
        <a href={runLink(runId)}>{plan === "" ? "(without a name)" : plan}</a>
        <span class="note key">{runId}</span>
      </th>
      <td class="whole">
        <StateMark state={state} stand={stand} />
      </td>
      <td>
        <CellsBar ended={ended} cells={cells} />
      </td>
      <td class={`number ${stand !== null && stand.failed > 0 ? "bad" : ""}`}>
        {stand === null ? "–" : stand.failed.toLocaleString("en-US")}
      </td>
      <td class="number">{stand === null ? "–" : money(stand.costUsd, stand.costsUnknown)}</td>
      <td class="long">
        {endpoints.slice(0, MOST_ENDPOINTS).map((endpoint) => <div class="key">{endpoint}</div>)}
        {endpoints.length > MOST_ENDPOINTS && <div class="note">and {endpoints.length - MOST_ENDPOINTS} more</div>}
      </td>
      <td class="number">
        <time datetime={startedAt}>{shortTime(startedAt)}</time>
      </td>
      <td class="whole">{mode}</td>
      <td class="tape">{cassette === null ? "none" : basename(cassette)}</td>
    </tr>
  );
}

/** Those of its plan, else those that have rows. */
function endpointsOf({ manifest: { parameters } }: RunRecord, stand: RunStand | null): string[] {
  return isTable(parameters) ? Object.keys(parameters) : stand?.endpoints.map(({ endpoint }) => endpoint) ?? [];
}
