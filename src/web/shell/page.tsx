/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { DashboardEnv } from "../dashboard_env.ts";

/** The pages, in the order of the navigation. */
const PAGES = [
  { name: "Models", path: "/" },
  { name: "Runs", path: "/runs" },
  { name: "Compare", path: "/compare" },
  { name: "Health", path: "/health" },
  { name: "Costs", path: "/costs" },
] as const;

/** What a page says of itself. */
export interface PageFacts {
  /** Stands in the window's title and, unless the page has one, nowhere else. */
  readonly title: string;
  /** Which entry of the navigation it belongs to; `null`: to none. */
  readonly active: typeof PAGES[number]["name"] | null;
}

/** Answer with a whole page: head, navigation, `children` within `<main>`. Everything that is given is escaped. */
export function page(
  c: Context<DashboardEnv>,
  { title, active }: PageFacts,
  children: Child,
): Response | Promise<Response> {
  return c.html(
    <>
      {raw("<!doctype html>")}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${title} · Tapedeck`}</title>
          <link rel="stylesheet" href="/assets/app.css" />
          <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
          <script src="/assets/app.js" type="module" />
        </head>
        <body>
          <a class="skip" href="#main">Skip to content</a>
          <header class="top">
            <span class="brand">Tapedeck</span>
            <nav aria-label="Pages">
              {PAGES.map(({ name, path }) => (
                <a href={path} {...(name === active ? { "aria-current": "page" } : {})}>{name}</a>
              ))}
            </nav>
          </header>
          <main id="main">{children}</main>
          <div id="notice" class="notice" role="status" aria-live="polite" />
        </body>
      </html>
    </>,
  );
}
