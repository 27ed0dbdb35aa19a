/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { UserError } from "../../base/mod.ts";
import type { RefreshReport } from "../../catalog/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { refused } from "../security/mod.ts";
import { page } from "../shell/mod.ts";
import { EndpointsPart } from "./_endpoints_part.tsx";
import { modelEvents } from "./_model_events.tsx";
import { ModelInfo } from "./_model_info.tsx";
import { listingOf, readModelQuery } from "./_model_query.ts";
import { ModelRows } from "./_model_rows.tsx";
import { ModelSource } from "./_model_source.ts";
import { ModelTable } from "./_model_table.tsx";
import { ModelsPage } from "./_models_page.tsx";
import { RefreshReports } from "./_refresh_report.tsx";
import { infoAddress } from "./_words.ts";

type Asked = Context<DashboardEnv>;

/** `/` and what belongs to it below `/models`. */
export function modelsRoutes(sources: DashboardSources): Hono<DashboardEnv> {
  const source = new ModelSource(sources);
  const routes = new Hono<DashboardEnv>();
  routes.get("/", (c) => modelsPage(c, source));
  routes.get("/models/info", (c) => infoPage(c, { source, model: asked(c.req.query("model")) }));
  routes.get("/models/endpoints", (c) => {
    const model = asked(c.req.query("model"));
    return isFragment(c) ? endpointsPart(c, { source, model }) : c.redirect(infoAddress(model), 303);
  });
  routes.post("/models/endpoints", async (c) => {
    const ask = { source, model: await formText(c, "model"), network: true };
    // Not by a redirect: for some seconds the registry answers as it did before, unless it is told to ask.
    return await (isFragment(c) ? endpointsPart(c, ask) : infoPage(c, ask));
  });
  routes.get("/models/events", (c) => modelEvents(sources, source, { isAgain: c.req.query("again") === "yes" }));
  routes.post("/models/promote", async (c) => {
    const { key } = await sources.catalog.promote(await formText(c, "model"));
    return await chosen(c, { source, key });
  });
  routes.post("/models/demote", async (c) => {
    const key = await formText(c, "model");
    await sources.catalog.demote(key);
    return await chosen(c, { source, key });
  });
  routes.post("/models/refresh", async (c) => {
    const form = await c.req.parseBody();
    const isForced = form.force === "true";
    if (isForced && !c.var.isAdmin) {
      const message = "Cannot refresh by force as the admin key is missing or wrong";
      return await refused(c, { status: 403, message });
    }
    const provider = typeof form.provider === "string" && form.provider !== "" ? form.provider : null;
    const reports = await sources.refresh({
      providers: provider === null ? null : [provider],
      force: isForced,
      signal: c.var.closing,
    });
    return isFragment(c) ? await c.html(<RefreshReports reports={reports} />) : await modelsPage(c, source, reports);
  });
  return routes;
}

async function modelsPage(
  c: Asked,
  source: ModelSource,
  reports: readonly RefreshReport[] = [],
): Promise<Response> {
  const query = readModelQuery(new URL(c.req.url).searchParams);
  const models = await source.models(listingOf(query));
  if (isFragment(c)) return await c.html(<ModelTable models={models} query={query} now={source.now} />);
  const lists = await source.lists();
  return await page(
    c,
    { title: "Models", active: "Models" },
    <ModelsPage {...lists} models={models} query={query} reports={reports} />,
  );
}

/** What is asked of a model. */
interface ModelAsk {
  readonly source: ModelSource;
  readonly model: string;
  /** Whether lists that are not fresh are fetched; they are not unless given. */
  readonly network?: boolean;
}

/** The endpoints of a model, where they were unfolded. */
async function endpointsPart(c: Asked, { source, model, ...ask }: ModelAsk): Promise<Response> {
  return await c.html(<EndpointsPart {...await source.endpoints(model, ask)} />);
}

async function infoPage(c: Asked, { source, model, ...ask }: ModelAsk): Promise<Response> {
  const listed = await source.model(model);
  const isGone = listed !== null && listed.providers.length === 0;
  const facts = await source.endpoints(model, ask).catch((error) => {
    // What was chosen is still shown when nobody serves it any more.
    if (!isGone || !(error instanceof UserError)) throw error;
    return { model, endpoints: [], uses: [], use: null, trouble: null, now: source.now };
  });
  return await page(
    c,
    { title: listed?.record.name ?? model, active: "Models" },
    <ModelInfo {...facts} listed={listed} />,
  );
}

/** The rows of a model that was just chosen, or no longer is; without the script, the page that was left. */
async function chosen(c: Asked, { source, key }: { readonly source: ModelSource; readonly key: string }) {
  if (!isFragment(c)) return c.redirect(pageBefore(c), 303);
  const model = await source.model(key);
  return model === null ? await c.html("") : await c.html(<ModelRows model={model} now={source.now} />);
}

function isFragment(c: Asked): boolean {
  return c.req.header("x-fragment") === "1";
}

/** Where a form was sent from, if that is a page of the dashboard. */
function pageBefore(c: Asked): string {
  const referrer = c.req.header("referer") ?? "";
  const url = URL.canParse(referrer) ? new URL(referrer) : null;
  return url?.origin === new URL(c.req.url).origin ? `${url.pathname}${url.search}` : "/";
}

async function formText(c: Asked, name: string): Promise<string> {
  const value = (await c.req.parseBody())[name];
  return asked(typeof value === "string" ? value : undefined);
}

function asked(model: string | undefined): string {
  if (model === undefined || model.trim() === "") {
    throw new UserError('Cannot show the model as none is named: current value is ""', { exitCode: 2 });
  }
  return model.trim();
}
