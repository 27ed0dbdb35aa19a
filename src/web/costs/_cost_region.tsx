/** @jsxImportSource hono/jsx */
import { formatUsd } from "../../base/mod.ts";
import type { CostOverview, CostSums } from "../../ledger/mod.ts";
import type { ScorerCost } from "../../spec/mod.ts";
import { CostChart } from "./_cost_chart.tsx";
import type { CostQuery } from "./_cost_query.ts";
import { CostTable } from "./_cost_table.tsx";
import { ForecastCard } from "./_forecast_card.tsx";
import { LimitsCard } from "./_limits_card.tsx";
import { ScorerTable } from "./_scorer_table.tsx";
import type { SpendLimits } from "./_spend_limits.ts";
import { costText, GROUPING_WORDS } from "./_words.ts";

/** All that the page shows. */
export interface CostFacts {
  readonly overview: CostOverview;
  readonly limits: SpendLimits;
  readonly scorers: readonly ScorerCost[];
  readonly query: CostQuery;
}

/** The part of the page that its form changes. */
export function CostRegion({ overview, limits, scorers, query }: CostFacts) {
  const { today, week, thirtyDays, ever, totals, days, forecast } = overview;
  return (
    <>
      <div class="tiles">
        <Tile words="paid today" sums={today} />
        <Tile words="paid in 7 days" sums={week} />
        <Tile words="paid in 30 days" sums={thirtyDays} />
        <Tile words="paid in all" sums={ever} />
        <div class="tile">
          <strong>${formatUsd(ever.savedUsd)}</strong>
          <span>saved by replays in all</span>
        </div>
      </div>
      <ForecastCard forecast={forecast} />
      <LimitsCard limits={limits} />
      <section class="card" aria-labelledby="costs-head">
        <h2 id="costs-head">
          By {GROUPING_WORDS[query.by].toLowerCase()}
          {query.from === null ? "" : `, since ${query.from}`}
        </h2>
        {totals.rows.length === 0 ? <p class="empty">No call was made in these days.</p> : (
          <>
            <CostChart days={days} total={totals.total} />
            <CostTable totals={totals} by={query.by} />
          </>
        )}
      </section>
      <ScorerTable costs={scorers} />
    </>
  );
}

function Tile({ words, sums }: { readonly words: string; readonly sums: CostSums }) {
  const text = costText(sums);
  return (
    <div class="tile">
      <strong>{sums.costUsd === null ? text : `$${text}`}</strong>
      <span>{words}</span>
    </div>
  );
}
