/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { formatCount } from "../../base/mod.ts";
import type { Ledger, RunRecord } from "../../spec/mod.ts";
import { type RunOrder, tellRun } from "../../sweep/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { eventStream } from "../events/mod.ts";
import { page } from "../shell/mod.ts";
import { chartRoutes } from "./_chart_routes.ts";
import { listRoutes } from "./_list_routes.tsx";
import { resultFiles } from "./_result_files.ts";
import { RunCharts } from "./_run_charts.tsx";
import { RunControls } from "./_run_controls.tsx";
import { runLink } from "./_run_link.ts";
import { OriginPart, RunPage } from "./_run_page.tsx";
import { RunReader, type RunWatchLook } from "./_run_reader.ts";
import { RunResults } from "./_run_results.tsx";
import { RunStatusPart } from "./_run_status.tsx";

type Asked = Context<DashboardEnv>;

const ORDERS: readonly RunOrder[] = ["pause", "resume", "cancel"];

/** All runs, and one of them: how it stands while it stands so, what it came to, its charts and its files. */
export function sweepRoutes(sources: DashboardSources): Hono<DashboardEnv> {
  const reader = new RunReader(sources);
  const resultFile = resultFiles();
  const routes = new Hono<DashboardEnv>();
  routes.route("/", listRoutes(sources, reader));
  routes.route("/", chartRoutes(reader));
  routes.get("/runs/:run", async (c) => {
    const found = await foundRun(c, reader);
    if (found === null) return c.notFound();
    const look = await reader.look(found.ledger, found.run);
    const waits = reader.isQuick(look) || c.req.query("all") === "yes";
    const report = waits ? await reader.report(found.ledger, look) : null;
    const { runCharts } = await import("../../report/mod.ts");
    return page(
      c,
      { title: found.run.plan === "" ? found.run.runId : found.run.plan, active: "Runs" },
      <RunPage look={look} report={report} charts={runCharts(found.run)} at={sources.clock.date()} />,
    );
  });
  routes.get("/runs/:run/events", async (c) => {
    const found = await foundRun(c, reader);
    return found === null ? c.notFound() : runEvents(found.run.runId, sources, reader);
  });
  for (const order of ORDERS) {
    routes.post(`/runs/:run/${order}`, async (c) => {
      const found = await foundRun(c, reader);
      if (found === null) return c.notFound();
      await tellRun(found.ledger, found.run, order);
      const { runId } = found.run;
      if (c.req.header("x-fragment") !== "1") return c.redirect(runLink(runId), 303);
      const { stand } = await reader.look(found.ledger, (await found.ledger.run(runId))!);
      return c.html(<RunControls stand={stand} />);
    });
  }
  routes.get("/runs/:run/files/:file", async (c) => {
    const found = await foundRun(c, reader);
    return (found === null ? null : await resultFile(found.ledger, found.run, c.req.param("file"))) ?? c.notFound();
  });
  return routes;
}

async function foundRun(c: Asked, reader: RunReader): Promise<{ ledger: Ledger; run: RunRecord } | null> {
  const ledger = await reader.ledger();
  const run = await ledger?.run(c.req.param("run")!) ?? null;
  return ledger === null || run === null ? null : { ledger, run };
}

/** What an open page of a run is told, until the run is done. */
async function runEvents(runId: string, { clock }: DashboardSources, reader: RunReader): Promise<Response> {
  const { runCharts } = await import("../../report/mod.ts");
  return eventStream((send) => {
    let hasCharts = false;
    let wasOpen = false;
    return reader.watched.watch(runId, (look: RunWatchLook, isLast) => {
      const { stand, report } = look;
      send.fragment("status", <RunStatusPart look={look} at={clock.date()} />);
      send.fragment("controls", <RunControls stand={stand} />);
      if (report !== null) send.fragment("results", <RunResults report={report} stand={stand} />);
      // They are drawn anew at the end only: nobody can read a chart that changes under their eyes.
      if (isLast || (!hasCharts && stand.ok + stand.failed > 0)) {
        hasCharts = true;
        send.fragment("charts", <RunCharts look={look} charts={runCharts(stand.run)} />);
      }
      wasOpen ||= !isLast;
      if (!isLast) return;
      send.fragment("origin", <OriginPart run={stand.run} />);
      // That a run of long ago is done is no news.
      if (wasOpen) send.notice(endText(look));
      send.end();
    });
  });
}

function endText({ stand: { run, ok, failed } }: RunWatchLook): string {
  const failures = failed === 0 ? "" : `, ${failed.toLocaleString("en-US")} failed`;
  return `The run ${run.plan} is done: ${formatCount(ok, "cell was", "cells were")} answered${failures}`;
}
