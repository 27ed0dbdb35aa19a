/** @jsxImportSource hono/jsx */
import { formatCount, formatUsd } from "../../base/mod.ts";
import type { CostSums, CostTotal } from "../../ledger/mod.ts";
import { BarChart } from "../shell/mod.ts";
import { dayBars } from "./_day_bars.ts";
import { costText } from "./_words.ts";

/** What was paid day by day. */
export function CostChart({ days, total }: { readonly days: readonly CostTotal[]; readonly total: CostSums }) {
  const paid = days.filter(({ costUsd }) => costUsd !== null && Number(costUsd) > 0);
  if (paid.length === 0) return <p class="note">Nothing with a known cost was paid in these days.</p>;
  const { bars, daysEach } = dayBars(days);
  const most = paid.reduce((a, b) => Number(b.costUsd) > Number(a.costUsd) ? b : a);
  const ends = [days[0].name, days.at(-1)!.name] as const;
  const partial = days.filter(({ unknown }) => unknown > 0).length;
  const each = daysEach === 1 ? "each day" : `every ${daysEach} days`;
  return (
    <figure>
      <figcaption>
        Paid {each}, in US dollars; the dearest day was {most.name} with ${formatUsd(most.costUsd)}
        {partial > 0 &&
          `. Hollow bars leave out calls of unknown cost, as on ${formatCount(partial, "day")}`}
      </figcaption>
      <BarChart
        bars={bars}
        ends={ends}
        height={140}
        summary={`Paid ${each} from ${ends[0]} to ${ends[1]}: $${costText(total)} in all, on ${
          formatCount(paid.length, "day")
        } of ${days.length}; the dearest day was ${most.name} with $${formatUsd(most.costUsd)}`}
      />
    </figure>
  );
}
