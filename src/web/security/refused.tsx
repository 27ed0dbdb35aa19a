/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DashboardEnv } from "../dashboard_env.ts";
import { page } from "../shell/mod.ts";

/** Why a request is not answered. */
export interface Refusal {
  readonly status: ContentfulStatusCode;
  /** One sentence for people, without a full stop. */
  readonly message: string;
}

/** OpenAI's words for statuses; of the others below 500 the request is at fault. */
const TYPES: { readonly [status: number]: string } = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
};

/** Say why a request is not answered: as a page where one was asked for, else as JSON in the shape of OpenAI's errors. */
export function refused(c: Context<DashboardEnv>, { status, message }: Refusal): Response | Promise<Response> {
  c.header("cache-control", "no-store");
  const isProgram = /^\/(?:api|v1)\//.test(c.req.path) || c.req.header("x-fragment") === "1";
  if (isProgram || c.req.path.startsWith("/assets/")) {
    const type = TYPES[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
    return c.json({ error: { message, type, param: null, code: status === 401 ? "invalid_api_key" : null } }, status);
  }
  c.status(status);
  return page(
    c,
    { title: status === 404 ? "Not found" : "Not possible", active: null },
    (
      <>
        <h1>{status === 404 ? "There is no such page" : "That is not possible"}</h1>
        <p role="alert">{message}</p>
        <p>
          <a href="/">To the models</a>
        </p>
      </>
    ),
  );
}
