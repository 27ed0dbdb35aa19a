/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { costOverview } from "../../ledger/mod.ts";
import type { CostGroup, Ledger, ScorerCost } from "../../spec/mod.ts";
import type { DashboardEnv } from "../dashboard_env.ts";
import type { DashboardSources } from "../dashboard_sources.ts";
import { page } from "../shell/mod.ts";
import { CostForm } from "./_cost_form.tsx";
import { type CostQuery, readCostQuery } from "./_cost_query.ts";
import { type CostFacts, CostRegion } from "./_cost_region.tsx";
import { spendLimits } from "./_spend_limits.ts";

/** `/costs`: what was paid, by day, provider, model, endpoint or run, and what is still to come. */
export function costRoutes(sources: DashboardSources): Hono<DashboardEnv> {
  const sums = new LatestSums(sources);
  return new Hono<DashboardEnv>().get("/costs", async (c) => {
    const query = readCostQuery((name) => c.req.query(name), sources.clock.date());
    const ledger = await sources.ledger();
    const region = ledger === null
      ? (
        <p class="card empty">
          There is no ledger yet: run a sweep first, <code>deno task sweep</code>. It would be{" "}
          <code>{sources.ledgerPath}</code>.
        </p>
      )
      : <CostRegion {...await factsOf(await sums.of(ledger), { sources, query })} />;
    if (c.req.header("x-fragment") === "1") return c.html(region);
    return await page(
      c,
      { title: "Costs", active: "Costs" },
      (
        <>
          <h1>Costs</h1>
          <p class="sub">
            What calls have cost, those of runs and those by themselves, by the ledger. A replay costs nothing: what its
            answers cost once is what it saved. Days are those of UTC.
          </p>
          <CostForm query={query} />
          <div id="costs">{region}</div>
        </>
      ),
    );
  });
}

interface Sums {
  readonly groups: readonly CostGroup[];
  readonly scorers: readonly ScorerCost[];
}

/** A ledger in a database sums anew each time that it is asked. */
const KEPT_MS = 2_000;

/** What the ledger has summed up, now or a moment ago. */
class LatestSums {
  readonly #sources: DashboardSources;
  #kept: { readonly atMs: number; readonly sums: Promise<Sums> } | null = null;

  constructor(sources: DashboardSources) {
    this.#sources = sources;
  }

  of(ledger: Ledger): Promise<Sums> {
    const nowMs = this.#sources.clock.nowMs();
    if (this.#kept === null || nowMs - this.#kept.atMs >= KEPT_MS) {
      const sums = Promise.all([Array.fromAsync(ledger.costs()), Array.fromAsync(ledger.scorerCosts())])
        .then(([groups, scorers]) => ({ groups, scorers }));
      this.#kept = { atMs: nowMs, sums };
      sums.catch(() => this.#kept = null);
    }
    return this.#kept.sums;
  }
}

async function factsOf(
  { groups, scorers }: Sums,
  { sources, query }: { readonly sources: DashboardSources; readonly query: CostQuery },
): Promise<CostFacts> {
  const { by, from } = query;
  return {
    overview: await costOverview(groups, { at: sources.clock.date().toISOString(), by, from }),
    limits: await spendLimits(sources, groups),
    scorers: from === null ? scorers : scorers.filter(({ day }) => day >= from),
    query,
  };
}
