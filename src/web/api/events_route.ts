import { Hono } from "hono";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { eventResponse } from "../events/mod.ts";

const BEGIN = "retry: 3000\n: what happens from now on\n\n";

/**
 * `GET /api/events`: what happens from now on, each event under its type, with itself as JSON and its number. A reader that
 * is too slow loses the oldest events and is told how many (`event: lost`).
 */
export function eventsRoute({ events }: Pick<DashboardSources, "events">): Hono<DashboardEnv> {
  return new Hono<DashboardEnv>().get("/api/events", () =>
    eventResponse(({ tell }) => {
      let told = 0;
      return events.subscribe((event) => tell({ id: ++told, event: event.type, data: JSON.stringify(event) }));
    }, {
      begin: BEGIN,
      lost: (count) => ({ event: "lost", data: JSON.stringify({ type: "lost", events: count }) }),
    }));
}
