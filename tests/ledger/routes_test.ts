import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { RouteAudit, RouteFilter, RouteRecord } from "../../src/spec/mod.ts";
import { makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";

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

async function kept(routes: readonly RouteRecord[], filter?: RouteFilter): Promise<RouteRecord[]> {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.appendRoutes(routes);
  return await collect(ledger.routes(filter));
}

Deno.test("a route comes back exactly as it went in, the latest first", async () => {
  const first = route({ outcome: { answered: null, failed: [{ endpoint: "e", errorKind: "timeout", message: "m" }] } });
  const second = route({ scope: "call_2", runId: "run_1", audit: { chosen: null, policy: "pinned", model: "b/m" } });
  assertEquals(await kept([first, second]), [second, first]);
});

Deno.test("a route that is written again gets its outcome, and keeps it", async () => {
  const outcome = { answered: "a/m@x", failed: [] };
  assertEquals(await kept([route(), route({ outcome })]), [route({ outcome })]);
  assertEquals(await kept([route({ outcome }), route()]), [route({ outcome })]);
});

Deno.test("the same call at another time, or in a run, is another route", async () => {
  const later = route({ audit: { at: "2026-01-03T03:04:05.000Z" } });
  const ofRun = route({ runId: "run_1" });
  assertEquals((await kept([route(), later, ofRun, route({ runId: "run_2" })])).length, 4);
});

Deno.test("routes are found by run, call and model", async () => {
  const routes = [
    route(),
    route({ runId: "run_1", scope: "cell_1" }),
    route({ runId: "run_1", scope: "cell_2", audit: { model: "b/m" } }),
  ];
  const scopes = async (filter: RouteFilter) => (await kept(routes, filter)).map(({ scope }) => scope);
  assertEquals(await scopes({}), ["cell_2", "cell_1", "call_1"]);
  assertEquals(await scopes({ runId: "run_1" }), ["cell_2", "cell_1"]);
  assertEquals(await scopes({ runId: null }), ["call_1"]);
  assertEquals(await scopes({ runId: "run_9" }), []);
  assertEquals(await scopes({ scope: "cell_1" }), ["cell_1"]);
  assertEquals(await scopes({ runId: "run_1", model: "b/m" }), ["cell_2"]);
  assertEquals(await scopes({ last: 2 }), ["cell_2", "cell_1"]);
});

Deno.test("any number of routes comes back whole, as many as are asked for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 400 }), async (count, last) => {
      const routes = Array.from({ length: count }, (_, i) => route({ scope: `call_${i}` }));
      assertEquals(await kept(routes, { last }), routes.toReversed().slice(0, last));
    }),
    { numRuns: 12 },
  );
});

Deno.test("a ledger of an earlier version gets the table and keeps its runs", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  {
    await using ledger = await openSqliteLedger(path);
    await ledger.startRun(makeRun());
    await ledger.appendRoutes([route({ runId: "run_1" })]);
  }
  await using ledger = await openSqliteLedger(path);
  assertEquals([(await ledger.runs()).length, (await collect(ledger.routes())).length], [1, 1]);
});
