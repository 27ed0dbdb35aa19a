import { type Context, Hono } from "hono";
import { taggedHash } from "../../base/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { RunReader } from "./_run_reader.ts";

const NARROWEST = 320;
const WIDEST = 1200;
const USUAL = 600;
/** Charts of about the same width are the same. */
const STEP = 20;

/** The charts of a run: `NAME.json`, the spec that a browser draws, and `NAME.svg`, a picture. */
export function chartRoutes(reader: RunReader): Hono<DashboardEnv> {
  const routes = new Hono<DashboardEnv>();
  routes.get("/runs/:run/charts/:name{.+\\.json}", async (c) => {
    const asked = await askedOf(c, reader, ".json");
    if (asked === null) return c.notFound();
    return kept(c, JSON.stringify(await reader.chart(...asked)), "application/json");
  });
  routes.get("/runs/:run/charts/:name{.+\\.svg}", async (c) => {
    const asked = await askedOf(c, reader, ".svg");
    return asked === null ? c.notFound() : kept(c, await reader.picture(...asked), "image/svg+xml");
  });
  return routes;
}

async function askedOf(
  c: Context<DashboardEnv>,
  reader: RunReader,
  ending: string,
): Promise<Parameters<RunReader["chart"]> | null> {
  const ledger = await reader.ledger();
  const run = await ledger?.run(c.req.param("run")!) ?? null;
  if (ledger === null || run === null) return null;
  const name = c.req.param("name")!.slice(0, -ending.length);
  const theme = c.req.query("theme") === "dark" ? "dark" : "light";
  return [ledger, await reader.look(ledger, run), { name, theme, width: widthOf(c) }];
}

function widthOf(c: Context<DashboardEnv>): number {
  const asked = Number(c.req.query("width") ?? USUAL);
  const width = Number.isFinite(asked) ? Math.min(WIDEST, Math.max(NARROWEST, asked)) : USUAL;
  return Math.floor(width / STEP) * STEP;
}

/** What a browser has is not sent again as long as it is the same. */
function kept(c: Context<DashboardEnv>, text: string, type: string): Response {
  const etag = `"${taggedHash("chart", text)}"`;
  const headers = { etag, "cache-control": "private, no-cache" };
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
  return c.body(text, 200, { ...headers, "content-type": type });
}
