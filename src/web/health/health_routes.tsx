/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { UserError } from "../../base/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { page } from "../shell/mod.ts";
import { EndpointTable } from "./_endpoint_table.tsx";
import { healthEvents } from "./_health_events.tsx";
import { CheckSentence, HealthPage } from "./_health_page.tsx";
import { HealthView } from "./_health_view.ts";

/** `/health`: a card for each provider, alerts, running commands; what changes is told while the page is open. */
export function healthRoutes(sources: DashboardSources): Hono<DashboardEnv> {
  const view = new HealthView(sources);
  const routes = new Hono<DashboardEnv>();
  routes.get("/health", async (c) => {
    return await page(c, { title: "Health", active: "Health" }, <HealthPage {...await view.look()} />);
  });
  routes.get("/health/events", (c) => healthEvents(view, { clock: sources.clock, closing: c.var.closing }));
  routes.get("/health/endpoints", async (c) => {
    const { overviews, now } = await view.look();
    const overview = overviews.find(({ provider }) => provider === c.req.query("provider"));
    if (overview === undefined) return c.notFound();
    const table = <EndpointTable overview={overview} now={now} />;
    if (c.req.header("x-fragment") === "1") return c.html(table);
    return await page(
      c,
      { title: `Endpoints of ${overview.provider}`, active: "Health" },
      (
        <>
          <h1>Endpoints of {overview.provider}</h1>
          <p class="sub">
            <a href="/health">All providers</a>
          </p>
          <section class="card">{table}</section>
        </>
      ),
    );
  });
  routes.post("/health/check", async (c) => {
    const report = await view.check();
    if (report === null) throw new UserError("Cannot probe providers as nothing is called in a replay, or offline");
    if (c.req.header("x-fragment") === "1") return c.html(<CheckSentence report={report} />);
    return c.redirect("/health", 303);
  });
  return routes;
}
