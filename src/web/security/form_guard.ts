import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { DashboardEnv } from "../dashboard_env.ts";
import { refused } from "./refused.tsx";

/** Prompts with pictures go to the router. */
const MOST_BYTES = 32 * 1024 * 1024;
/** A form of a thousand fields takes a hundred times the memory of its text. */
const MOST_FORM_BYTES = 256 * 1024;
const API = /^\/(?:api|v1)\//;
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** Bodies are no larger than what reads them can bear, and what pages send are forms. */
export function formGuard(): MiddlewareHandler<DashboardEnv> {
  const limit = (maxSize: number, size: string) =>
    bodyLimit({
      maxSize,
      onError: (c) => refused(c, { status: 413, message: `Cannot read the request as it is larger than ${size}` }),
    });
  const [ofApi, ofForms] = [limit(MOST_BYTES, "32 MB"), limit(MOST_FORM_BYTES, "256 kB")];
  return async (c, next) => {
    if (API.test(c.req.path)) return await ofApi(c, next);
    const type = c.req.header("content-type");
    if (c.req.raw.body !== null && type !== undefined && !FORM.test(type)) {
      const message = "Cannot read the request as it must be a form, application/x-www-form-urlencoded";
      return await refused(c, { status: 415, message });
    }
    return await ofForms(c, next);
  };
}
