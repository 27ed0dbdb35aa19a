import { hash } from "node:crypto";
import type { Context } from "hono";
import type { DashboardEnv } from "../dashboard_env.ts";

/** How an answer is sent. */
export interface AnswerOptions {
  /** Headers that the answer depends on beside those that let somebody in; `null`: it is for this caller alone. */
  readonly vary: readonly string[] | null;
}

/** For a minute shared caches answer, and for five more while they ask. */
const SHARED = "public, max-age=0, s-maxage=60, stale-while-revalidate=300";
/** The token of a dashboard that is open to others comes in these. */
const LETS_IN = ["authorization", "cookie"];

/** Send JSON that others may keep, with a mark by which they ask whether it is still so; or that nobody may keep. */
export function answer(c: Context<DashboardEnv>, value: unknown, { vary }: AnswerOptions): Response {
  const body = JSON.stringify(value);
  const type = { "content-type": "application/json" };
  if (vary === null) return c.body(body, 200, { ...type, "cache-control": NOT_KEPT });
  const etag = `"${hash("sha256", body, "base64url").slice(0, 22)}"`;
  c.header("vary", [...LETS_IN, ...vary].join(", "), { append: true });
  c.header("cache-control", SHARED);
  c.header("etag", etag);
  return isKnown(c.req.header("if-none-match"), etag) ? c.body(null, 304) : c.body(body, 200, type);
}

/** Of what is for one caller alone, and of errors. */
export const NOT_KEPT = "private, no-store";

function isKnown(told: string | undefined, etag: string): boolean {
  if (told === undefined) return false;
  return told.trim() === "*" || told.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}
