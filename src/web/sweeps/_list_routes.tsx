/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import type { Ledger } from "../../spec/mod.ts";
import { runState } from "../../sweep/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { eventStream } from "../events/mod.ts";
import { page } from "../shell/mod.ts";
import { Poll } from "./_poll.ts";
import { type RunReader, RUNS_PER_PAGE } from "./_run_reader.ts";
import { RunsPage, type RunsPageProps, RunsPart } from "./_runs_page.tsx";
import type { ListedRun } from "./_runs_table.tsx";

/** Which runs a page shows. */
interface Asked {
  readonly page: number;
  readonly plan: string | null;
}

const EVERY_MS = 1_000;
const SELDOM_MS = 5_000;
/** So many cells are counted before a page is shown; what is left is counted when it is open, so many at a time. */
const COUNTED_AT_ONCE = 20_000;
const COUNTED_LATER = 100_000;

/** The page of all runs, and what it is told while it is open. */
export function listRoutes(sources: DashboardSources, reader: RunReader): Hono<DashboardEnv> {
  const routes = new Hono<DashboardEnv>();
  const watched = new Poll<RunsPageProps>({
    clock: sources.clock,
    look: (key) => listed(JSON.parse(key), { sources, reader, counts: COUNTED_LATER }),
    waitMs: ({ runs }) => runs.some(isMoving) ? EVERY_MS : SELDOM_MS,
  });
  routes.get("/runs", async (c) => {
    const shown = await listed(askedOf(c), { sources, reader, counts: COUNTED_AT_ONCE });
    if (c.req.header("x-fragment") === "1") return c.html(<RunsPart {...shown} />);
    return page(c, { title: "Runs", active: "Runs" }, <RunsPage {...shown} />);
  });
  routes.get("/runs/events", (c) => {
    const asked = askedOf(c);
    return eventStream((send) =>
      watched.watch(JSON.stringify(asked), (shown) => send.fragment("runs", <RunsPart {...shown} />))
    );
  });
  return routes;
}

function isMoving({ state, stand }: ListedRun): boolean {
  return state === "running" || state === "ending" || stand === null;
}

function askedOf(c: Context<DashboardEnv>): Asked {
  const page = Number(c.req.query("page") ?? 1);
  return { page: Number.isSafeInteger(page) && page >= 1 ? page : 1, plan: c.req.query("plan") || null };
}

async function listed({ page, plan }: Asked, { sources, reader, counts }: {
  readonly sources: DashboardSources;
  readonly reader: RunReader;
  readonly counts: number;
}): Promise<RunsPageProps> {
  const { ledgerPath } = sources;
  const ledger = await reader.ledger();
  if (ledger === null) return { runs: [], page, plan, hasMore: false, ledgerPath };
  const filter = { ...(plan === null ? {} : { plan }), last: RUNS_PER_PAGE + 1, skip: (page - 1) * RUNS_PER_PAGE };
  const found = await ledger.runs(filter);
  const runs = await standings(ledger, found.slice(0, RUNS_PER_PAGE), { sources, reader, counts });
  return { runs, page, plan, hasMore: found.length > RUNS_PER_PAGE, ledgerPath };
}

async function standings(
  ledger: Ledger,
  found: readonly ListedRun["run"][],
  { sources, reader, counts }: {
    readonly sources: DashboardSources;
    readonly reader: RunReader;
    readonly counts: number;
  },
): Promise<ListedRun[]> {
  const running = await sources.running();
  const runs: ListedRun[] = [];
  let left = counts;
  for (const run of found) {
    const cost = reader.isCounted(run) ? 0 : run.cells;
    // The first one is counted however large it is, so that each look comes to some more.
    const isCounted = cost <= left || (counts > COUNTED_AT_ONCE && left === counts);
    const stand = isCounted ? (await reader.look(ledger, run, running)).stand : null;
    if (isCounted) left -= cost;
    const isTaken = running.some((status) => status.run === run.runId);
    runs.push({ run, stand, state: stand?.state ?? await runState(run, ledger, isTaken ? { isTaken } : {}) });
  }
  return runs;
}
