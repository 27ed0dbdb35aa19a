/** @jsxImportSource hono/jsx */
import { formatUsd } from "../../base/mod.ts";
import type { SpendLimits } from "./_spend_limits.ts";

/** What may be spent; nothing where no bound is set. */
export function LimitsCard({ limits: { days, alertUsdPerHour, remainingUsd } }: { readonly limits: SpendLimits }) {
  if (days.length === 0 && alertUsdPerHour === null && remainingUsd === null) return null;
  return (
    <section class="card" aria-labelledby="limits-head">
      <h2 id="limits-head">Bounds</h2>
      <dl class="facts">
        {days.flatMap(({ provider, usdPerDay, spentUsd, unknown }) => [
          <dt>{provider}</dt>,
          <dd>
            ${formatUsd(spentUsd)}
            {unknown > 0 ? "+" : ""} today of ${formatUsd(usdPerDay)} in any day{" "}
            <progress value={spentUsd} max={usdPerDay} aria-label={`Spent today at ${provider}`} />
          </dd>,
        ])}
        {alertUsdPerHour === null ? null : (
          <>
            <dt>Alert</dt>
            <dd>from ${formatUsd(alertUsdPerHour)} in an hour</dd>
          </>
        )}
        {remainingUsd === null ? null : (
          <>
            <dt>This dashboard's calls</dt>
            <dd>${formatUsd(remainingUsd)} left of their budget</dd>
          </>
        )}
      </dl>
    </section>
  );
}
