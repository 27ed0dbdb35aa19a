import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { UserError } from "../base/mod.ts";
import { apiRoutes } from "./api/mod.ts";
import type { Dashboard } from "./dashboard.ts";
import type { DashboardEnv } from "./dashboard_env.ts";
import type { DashboardSources } from "./dashboard_sources.ts";
import {
  type Access,
  addressGuard,
  adminGuard,
  corsGuard,
  formGuard,
  headerGuard,
  hostGuard,
  keepGuard,
  originGuard,
  rateGuard,
  refused,
  streamGuard,
  tokenGuard,
} from "./security/mod.ts";
import { cellRoutes } from "./cells/mod.ts";
import { compareRoutes } from "./compare/mod.ts";
import { costRoutes } from "./costs/mod.ts";
import { healthRoutes } from "./health/mod.ts";
import { modelsRoutes } from "./models/mod.ts";
import { routerRoutes } from "./router/mod.ts";
import { assetRoutes } from "./shell/mod.ts";
import { chartAssetRoutes, sweepRoutes } from "./sweeps/mod.ts";

/** How a dashboard is guarded. */
export interface CreateDashboardOptions extends Partial<Access> {
  /** Takes secrets out of what an error says; nothing is taken out unless given. */
  readonly scrub?: (text: string) => string;
  /** Told of an error that nobody foresaw; what goes to the browser says nothing of it. */
  readonly onBug?: (error: unknown) => void;
}

/** The pages and the API over what they read: a function from request to response, without a port. */
export function createDashboard(sources: DashboardSources, options: CreateDashboardOptions = {}): Dashboard {
  const app = new Hono<DashboardEnv>();
  const closing = new AbortController();
  guard(app, sources, options);
  app.use(streamGuard({ clock: sources.clock, closing: closing.signal }));
  app.use(async (c, next) => {
    c.set("closing", closing.signal);
    await next();
  });
  app.route("/", routerRoutes(sources, options));
  app.route("/", assetRoutes());
  app.route("/", cellRoutes(sources));
  app.route("/", chartAssetRoutes());
  app.route("/", sweepRoutes(sources));
  app.route("/", apiRoutes(sources));
  app.route("/", compareRoutes(sources));
  app.route("/", modelsRoutes(sources));
  app.route("/", healthRoutes(sources));
  app.route("/", costRoutes(sources));
  return {
    handle: async (request, client) => {
      const isHead = request.method === "HEAD";
      const asked = isHead ? new Request(request, { method: "GET" }) : request;
      const response = await app.fetch(asked, client === undefined ? {} : { client });
      if (!isHead) return response;
      // Nobody reads it: what it would have been read from, a file or a stream, is let go.
      await response.body?.cancel();
      return new Response(null, response);
    },
    close: () => Promise.resolve(closing.abort()),
  };
}

const NOTHING = "Nothing is at this address";
const ROUTES = `${NOTHING}: of OpenAI's API only POST /v1/chat/completions and GET /v1/models are served`;

function guard(app: Hono<DashboardEnv>, { clock }: DashboardSources, options: CreateDashboardOptions): void {
  const { token = null, adminKey = null, origins = [], scrub = (text) => text, onBug } = options;
  const access = { token, adminKey, origins };
  app.use(headerGuard(), keepGuard(), hostGuard(access), rateGuard(clock), addressGuard());
  app.use(corsGuard(access), tokenGuard(access), originGuard(access), adminGuard(access, clock), formGuard());
  app.notFound((c) => refused(c, { status: 404, message: c.req.path.startsWith("/v1/") ? ROUTES : NOTHING }));
  app.onError((error, c) => {
    if (error instanceof UserError) return refused(c, { status: 400, message: scrub(error.message) });
    if (error instanceof HTTPException) return refused(c, { status: error.status, message: scrub(error.message) });
    onBug?.(error);
    return refused(c, { status: 500, message: "Cannot answer as something went wrong that should not" });
  });
}
