import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { getCookie, setCookie } from "hono/cookie";
import { secureHeaders } from "hono/secure-headers";
import type { Clock } from "../../spec/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import { type Access, isLoopback, isSameSecret } from "./access.ts";
import { RateLimiter } from "./rate_limiter.ts";
import { refused } from "./refused.tsx";

type Guard = MiddlewareHandler<DashboardEnv>;

const COOKIE = "tapedeck_token";
const ADMIN_HEADER = "x-tapedeck-admin-key";
const CHANGES_NOTHING = new Set(["GET", "HEAD", "OPTIONS"]);
/** The API that other programs, and pages of allowed origins, call. */
const API = /^\/(?:api|v1)\//;

/** The headers that keep a browser from running, framing or telling on what it should not. */
export function headerGuard(): Guard {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    crossOriginResourcePolicy: "same-origin",
    referrerPolicy: "same-origin",
    xFrameOptions: "DENY",
    // It is served over HTTP, on this machine.
    strictTransportSecurity: false,
  });
}

/** What a browser keeps of pages is asked for anew; a part of a page is kept apart from the page. */
export function keepGuard(): Guard {
  return async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "private, no-cache");
    if (c.res.headers.get("content-type")?.startsWith("text/html")) c.header("vary", "x-fragment", { append: true });
  };
}

/** The longest address that a page of the dashboard makes is a tenth of it; numbers of more digits take seconds. */
const MOST_ADDRESS = 8_192;

/** Addresses are not so long that reading them takes long. */
export function addressGuard(): Guard {
  return async (c, next) => {
    if (c.req.url.length <= MOST_ADDRESS) return await next();
    const message = `Cannot read the address as it is longer than ${MOST_ADDRESS} characters`;
    return refused(c, { status: 414, message });
  };
}

/**
 * Without a token only names of this machine are answered: a page elsewhere whose name was made to point here (DNS
 * rebinding) shows its own.
 */
export function hostGuard({ token }: Access): Guard {
  return async (c, next) => {
    // What stands in the header may be no name at all.
    if (!URL.canParse(c.req.url)) return refused(c, { status: 400, message: "Cannot answer as the host is no name" });
    const host = new URL(c.req.url).hostname;
    if (token === null && !isLoopback(host)) {
      return refused(c, { status: 403, message: "Cannot answer as the dashboard is open to this machine only" });
    }
    await next();
  };
}

/** Whoever may call the API from pages of elsewhere. */
export function corsGuard({ origins }: Access): Guard {
  const allow = cors({
    origin: (origin) => origins.includes(origin) ? origin : null,
    allowMethods: ["GET", "POST"],
    maxAge: 600,
  });
  return async (c, next) => {
    if (!API.test(c.req.path) || origins.length === 0) return await next();
    return await allow(c as never, next);
  };
}

/** Where a token is asked for: by the address once, by the cookie that this leaves, or as a bearer. */
export function tokenGuard({ token }: Access): Guard {
  return async (c, next) => {
    if (token === null) return await next();
    const url = new URL(c.req.url);
    if (isSameSecret(url.searchParams.get("token"), token)) {
      // A link of elsewhere may lead here; what changes something is the business of `originGuard`.
      setCookie(c, cookieOf(url), token, { httpOnly: true, sameSite: "Lax", path: "/" });
      // The address bar, the history and the next page's referrer are no place for it.
      url.searchParams.delete("token");
      // An address that begins with two slashes is that of another server.
      return c.redirect(`${url.pathname.replace(/^\/+/, "/")}${url.search}`, 303);
    }
    const [, bearer] = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
    if (!isSameSecret(getCookie(c, cookieOf(url)), token) && !isSameSecret(bearer, token)) {
      const message = "Cannot answer as the token is missing or wrong: open the address that tapedeck dashboard " +
        "printed, or send its token as the API key";
      return refused(c, { status: 401, message });
    }
    await next();
  };
}

/** Each dashboard of a machine has its own: cookies are kept by host, whatever the port. */
function cookieOf({ port }: URL): string {
  return port === "" ? COOKIE : `${COOKIE}_${port}`;
}

/**
 * What changes something comes from a page of the dashboard, or from a program, never from a page of elsewhere. Such a
 * page may link here; it can neither show what is here within itself, nor keep this process busy. The browser's own word
 * counts first: behind a server with HTTPS the address here is not the one that it sees.
 */
export function originGuard({ origins }: Access): Guard {
  return async (c, next) => {
    const origin = c.req.header("origin");
    const site = c.req.header("sec-fetch-site");
    const isOwnSite = site === undefined || site === "same-origin" || site === "none";
    const isOwn = CHANGES_NOTHING.has(c.req.method)
      ? isOwnSite || isFollowedLink(c)
      : origin === undefined
      ? isOwnSite
      : site === "same-origin" || origin === new URL(c.req.url).origin;
    const isAllowed = API.test(c.req.path) && origin !== undefined && origins.includes(origin);
    if (!isOwn && !isAllowed) {
      return refused(c, { status: 403, message: "Cannot do this as it was asked by a page of another site" });
    }
    await next();
  };
}

/** What is loaded within a page of elsewhere is asked for by a navigation, too. */
function isFollowedLink(c: Parameters<Guard>[0]): boolean {
  return c.req.header("sec-fetch-mode") === "navigate" && (c.req.header("sec-fetch-dest") ?? "document") === "document";
}

/**
 * So many requests a minute for each client. Calls of models are counted by the limits of those who answer them, and an
 * evaluation makes more of them than a browser asks for pages. Whoever shows an admin key is counted everywhere: it could be
 * guessed where nobody counts.
 */
export function rateGuard(clock: Clock): Guard {
  const all = new RateLimiter({ clock, burst: 300, perMinute: 1200 });
  return async (c, next) => {
    const isFree = c.req.path.startsWith("/assets/") || c.req.path === "/v1/chat/completions";
    if (isFree && c.req.header(ADMIN_HEADER) === undefined) return await next();
    const waitMs = all.take(c.env?.client ?? "");
    if (waitMs !== null) return tooMany(c, waitMs);
    await next();
  };
}

/**
 * Says of a request whether it has the admin key. Whoever has had a wrong one too often is told to wait. The right one is
 * let all the same: who shares an address with a stranger, as behind a proxy, is not to be locked out by them, and the key
 * is too long to be found by as many requests as `rateGuard` lets.
 */
export function adminGuard({ adminKey }: Access, clock: Clock): Guard {
  const wrong = new RateLimiter({ clock, burst: 5, perMinute: 5 });
  return async (c, next) => {
    const given = c.req.header(ADMIN_HEADER);
    const isAdmin = isSameSecret(given, adminKey);
    const waitMs = given === undefined || isAdmin ? null : wrong.take(c.env?.client ?? "");
    if (waitMs !== null) return tooMany(c, waitMs);
    c.set("isAdmin", isAdmin);
    await next();
  };
}

function tooMany(c: Parameters<Guard>[0], waitMs: number): Response | Promise<Response> {
  const seconds = Math.ceil(waitMs / 1000);
  c.header("retry-after", String(seconds));
  return refused(c, { status: 429, message: `Cannot answer so many requests: ask again in ${seconds} s` });
}
