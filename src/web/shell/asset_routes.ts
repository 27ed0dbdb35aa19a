import { Hono } from "hono";
import { taggedHash } from "../../base/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import css from "./app.css" with { type: "text" };
import icon from "./icon.svg" with { type: "text" };
import script from "./app.js" with { type: "text" };

const ASSETS: { readonly [path: string]: { readonly type: string; readonly text: string } } = {
  "/assets/app.css": { type: "text/css; charset=utf-8", text: css },
  "/assets/app.js": { type: "text/javascript; charset=utf-8", text: script },
  "/assets/icon.svg": { type: "image/svg+xml", text: icon },
};

/** What pages are drawn and moved by. */
export function assetRoutes(): Hono<DashboardEnv> {
  const routes = new Hono<DashboardEnv>();
  for (const [path, { type, text }] of Object.entries(ASSETS)) {
    const headers = { etag: `"${taggedHash("asset", text)}"`, "cache-control": "no-cache" };
    // Every page asks whether they are still the same, and is sent them once.
    routes.get(
      path,
      (c) =>
        c.req.header("if-none-match") === headers.etag
          ? c.body(null, 304, headers)
          : c.body(text, 200, { ...headers, "content-type": type }),
    );
  }
  return routes;
}
