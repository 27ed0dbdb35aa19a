/** @jsxImportSource hono/jsx */
import { formatCount, formatUsd } from "../../base/mod.ts";
import type { CostForecast } from "../../ledger/mod.ts";
import { rangeText } from "./_words.ts";

/** What is still to come, and how that is known. */
export function ForecastCard({ forecast }: { readonly forecast: CostForecast | null }) {
  return (
    <section class="card" aria-labelledby="forecast-head">
      <h2 id="forecast-head">Forecast</h2>
      {forecast === null
        ? <p class="note">There is none yet: something must have been paid on three days before today.</p>
        : <Forecast forecast={forecast} />}
    </section>
  );
}

function Forecast({ forecast }: { readonly forecast: CostForecast }) {
  const { month, next30Days, method, from, to, daysWithSpend, unknown } = forecast;
  return (
    <>
      <dl class="facts">
        <dt>All of {month.month}</dt>
        <dd>
          <strong>{rangeText(month)}</strong>, of which ${formatUsd(month.spentUsd)} was spent
        </dd>
        <dt>The next 30 days</dt>
        <dd>
          <strong>{rangeText(next30Days)}</strong>
        </dd>
      </dl>
      <p class="note">
        If it goes on as from {from} to {to}, {formatCount(daysWithSpend, "day")} with a cost:{" "}
        {method}, without weekdays or a trend.
        {unknown > 0 && ` The unknown cost of ${formatCount(unknown, "call")} comes on top.`}
      </p>
    </>
  );
}
