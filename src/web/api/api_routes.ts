import { Hono } from "hono";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { NOT_KEPT } from "./_answer.ts";
import { eventsRoute } from "./events_route.ts";
import { modelsRoute } from "./models_route.ts";
import { openapiRoute } from "./openapi_route.ts";
import { openaiModelsRoute } from "./openai_models_route.ts";

/** What programs ask: models, events, OpenAI's list of models, and the document that says how. */
export function apiRoutes(sources: DashboardSources): Hono<DashboardEnv> {
  const routes = new Hono<DashboardEnv>();
  routes.use("/api/*", async (c, next) => {
    await next();
    if (c.res.status >= 400) c.res.headers.set("cache-control", NOT_KEPT);
  });
  routes.use("/v1/*", async (c, next) => {
    await next();
    if (c.res.status >= 400) c.res.headers.set("cache-control", NOT_KEPT);
  });
  routes.route("/", modelsRoute(sources));
  routes.route("/", eventsRoute(sources));
  routes.route("/", openaiModelsRoute(sources));
  routes.route("/", openapiRoute(sources));
  return routes;
}
