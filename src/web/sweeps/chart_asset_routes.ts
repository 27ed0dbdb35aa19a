import { Hono } from "hono";
import { taggedHash } from "../../base/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import charts from "./charts.js" with { type: "text" };

/** The packages' own builds for browsers. They are read when the first chart is looked at: a megabyte together. */
const SCRIPTS: { readonly [path: string]: () => Promise<{ readonly default: string }> } = {
  "/assets/charts.js": () => Promise.resolve({ default: charts }),
  "/assets/vega.js": () => import("vega/build/vega.min.js", { with: { type: "text" } }),
  "/assets/vega-lite.js": () => import("vega-lite/build/vega-lite.min.js", { with: { type: "text" } }),
  "/assets/vega-embed.js": () => import("vega-embed/build/vega-embed.min.js", { with: { type: "text" } }),
};

/** What charts are drawn by. */
export function chartAssetRoutes(): Hono<DashboardEnv> {
  const routes = new Hono<DashboardEnv>();
  for (const [path, load] of Object.entries(SCRIPTS)) {
    let etag: string | null = null;
    routes.get(path, async (c) => {
      const { default: text } = await load();
      etag ??= `"${taggedHash("asset", text)}"`;
      // A browser asks once an hour whether it is still the same, which another version may change.
      const headers = { etag, "cache-control": "private, max-age=3600" };
      if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
      return c.body(text, 200, { ...headers, "content-type": "text/javascript; charset=utf-8" });
    });
  }
  return routes;
}
