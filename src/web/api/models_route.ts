import { Hono } from "hono";
import { CallerLists, type ModelsAnswer } from "../../catalog/mod.ts";
import { withTimeout } from "../../transport/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { refused } from "../security/mod.ts";
import { answer } from "./_answer.ts";
import { callerKeys, keyHeaders } from "./caller_keys.ts";
import { modelsAnswer } from "./_models_answer.ts";
import { modelsQuerySchema } from "./models_query.ts";
import { readQuery } from "./_read_query.ts";

/** A list that takes longer is fetched on, and is there for whoever asks next. */
const WAIT_MS = 3_000;
const TIMEOUT_MS = 30_000;
const ADMIN_HEADER = "x-tapedeck-admin-key";

/** `GET /api/models`: what there is, by the server's keys and by those of whoever asks. */
export function modelsRoute(sources: DashboardSources): Hono<DashboardEnv> {
  const { catalog, clock, onSecret } = sources;
  const fetch = withTimeout(sources.fetch, { clock, totalMs: TIMEOUT_MS });
  const callers = new CallerLists({ catalog, fetch, clock, onSecret });
  return new Hono<DashboardEnv>().get("/api/models", async (c) => {
    const query = readQuery(modelsQuerySchema, new URL(c.req.url).searchParams);
    const keys = callerKeys(c.req.raw.headers, catalog.providers);
    const force = query.force === "true";
    if (force && !c.var.isAdmin) {
      return await refused(c, { status: 403, message: needsAdmin(c.req.header(ADMIN_HEADER)) });
    }
    const own = Promise.all(keys.map((key) => callers.of(key, { force, waitMs: WAIT_MS, closing: c.var.closing })));
    const [caller, server] = await Promise.all([own, serverLists(sources, force)]);
    const isShared = keys.length === 0 && !force;
    const vary = isShared ? keyHeaders(catalog.providers) : null;
    return answer(c, modelsAnswer({ query, keys, server, caller, isForced: force }, sources), { vary });
  });
}

/** A key that is not the right one is not repeated. */
function needsAdmin(given: string | undefined): string {
  const value = given === undefined ? "current value is none" : "current value is another key";
  return `Cannot fetch the lists anew as that takes the admin key, TAPEDECK_ADMIN_KEY of the dashboard, in the header ${ADMIN_HEADER}: ${value}`;
}

/** Who goes away while lists are fetched does not end it: others want them, too. */
async function serverLists({ catalog, refresh }: DashboardSources, force: boolean): Promise<ModelsAnswer> {
  if (force) await refresh({ force });
  return await catalog.models({ waitMs: WAIT_MS });
}
