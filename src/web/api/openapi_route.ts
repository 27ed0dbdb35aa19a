import { Hono } from "hono";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { answer } from "./_answer.ts";
import { keyHeaders } from "./caller_keys.ts";
import { openapiDocument } from "./openapi_document.ts";

/** `GET /api/openapi.json`: how the API is used, for programs. */
export function openapiRoute({ catalog }: DashboardSources): Hono<DashboardEnv> {
  let made: ReturnType<typeof openapiDocument> | null = null;
  return new Hono<DashboardEnv>().get("/api/openapi.json", (c) => {
    made ??= openapiDocument({ keyHeaders: keyHeaders(catalog.providers) });
    return answer(c, made, { vary: [] });
  });
}
