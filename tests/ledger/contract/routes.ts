import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Ledger, RouteAudit, RouteFilter, RouteRecord } from "../../../src/spec/mod.ts";
import { collect } from "../../support/iterate.ts";
import type { LedgerTest } from "./ledger_contract.ts";

function audit(given: Partial<RouteAudit> = {}): RouteAudit {
  return {
    id: "route_1",
    at: "2026-01-02T03:04:05.000Z",
    model: "a/m",
    policy: "cost",
    needs: { capabilities: ["tools"] },
    candidates: [{ endpoint: "a/m@x", score: 0.5, why: "cheap", expectedUsd: "0.001" }],
    rejected: [{ endpoint: "a/m@y", rejections: [{ rule: "banned", reason: "is banned", change: null }] }],
    chosen: "a/m@x",
    why: "cheap",
    origin: "policy",
    ...given,
  };
}

function route(given: Partial<Omit<RouteRecord, "audit">> & { audit?: Partial<RouteAudit> } = {}): RouteRecord {
  return { runId: null, scope: "call_1", outcome: null, ...given, audit: audit(given.audit) };
}

type Open = () => Promise<Ledger>;

async function kept(open: Open, routes: readonly RouteRecord[], filter?: RouteFilter): Promise<RouteRecord[]> {
  await using ledger = await open();
  await ledger.appendRoutes(routes);
  return await collect(ledger.routes(filter));
}

/** What every ledger does with routes. */
export const ROUTES: readonly LedgerTest[] = [
  ["a route comes back exactly as it went in, the latest first", async (open) => {
    const first = route({
      outcome: { answered: null, failed: [{ endpoint: "e", errorKind: "timeout", message: "m" }] },
    });
    const second = route({ scope: "call_2", runId: "run_1", audit: { chosen: null, policy: "pinned", model: "b/m" } });
    assertEquals(await kept(open, [first, second]), [second, first]);
  }],

  ["a route that is written again gets its outcome, and keeps it", async (open) => {
    const outcome = { answered: "a/m@x", failed: [] };
    assertEquals(await kept(open, [route(), route({ outcome })]), [route({ outcome })]);
    assertEquals(await kept(open, [route({ outcome }), route()]), [route({ outcome })]);
  }],

  ["the same call at another time, or in a run, is another route", async (open) => {
    const later = route({ audit: { at: "2026-01-03T03:04:05.000Z" } });
    const ofRun = route({ runId: "run_1" });
    assertEquals((await kept(open, [route(), later, ofRun, route({ runId: "run_2" })])).length, 4);
  }],

  ["routes are found by run, call and model", async (open) => {
    const routes = [
      route(),
      route({ runId: "run_1", scope: "cell_1" }),
      route({ runId: "run_1", scope: "cell_2", audit: { model: "b/m" } }),
    ];
    const scopes = async (filter: RouteFilter) => (await kept(open, routes, filter)).map(({ scope }) => scope);
    assertEquals(await scopes({}), ["cell_2", "cell_1", "call_1"]);
    assertEquals(await scopes({ runId: "run_1" }), ["cell_2", "cell_1"]);
    assertEquals(await scopes({ runId: null }), ["call_1"]);
    assertEquals(await scopes({ runId: "run_9" }), []);
    assertEquals(await scopes({ scope: "cell_1" }), ["cell_1"]);
    assertEquals(await scopes({ runId: "run_1", model: "b/m" }), ["cell_2"]);
    assertEquals(await scopes({ last: 2 }), ["cell_2", "cell_1"]);
  }],

  ["any number of routes comes back whole, as many as are asked for", async (open) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 400 }), async (count, last) => {
        const routes = Array.from({ length: count }, (_, i) => route({ scope: `call_${i}` }));
        assertEquals(await kept(open, routes, { last }), routes.toReversed().slice(0, last));
      }),
      { numRuns: 12 },
    );
  }],
];
