import { Decimal, formatUsd } from "../../base/mod.ts";
import type { CostTotal } from "../../ledger/mod.ts";
import type { Bar } from "../shell/mod.ts";

/** More bars than this cannot be told apart. */
const MOST_BARS = 120;
/** How many days one bar may stand for. */
const STEPS = [1, 7, 28];

/** Days as bars. */
export interface DayBars {
  readonly bars: readonly Bar[];
  /** How many days each bar but the last stands for. */
  readonly daysEach: number;
}

/** What was paid day by day, several days to a bar where there are many. */
export function dayBars(days: readonly CostTotal[]): DayBars {
  const daysEach = STEPS.find((step) => days.length / step <= MOST_BARS) ?? Math.ceil(days.length / MOST_BARS);
  const bars: Bar[] = [];
  for (let from = 0; from < days.length; from += daysEach) bars.push(barOf(days.slice(from, from + daysEach)));
  return { bars, daysEach };
}

function barOf(days: readonly CostTotal[]): Bar {
  const paid = days.reduce((sum, { costUsd }) => sum.plus(Decimal.parse(costUsd ?? "0")), Decimal.fromInteger(0));
  const unknown = days.reduce((sum, day) => sum + day.unknown, 0);
  const [first, last] = [days[0].name, days.at(-1)!.name];
  const isUnknown = days.every(({ costUsd }) => costUsd === null);
  const text = isUnknown ? "unknown" : `$${formatUsd(paid.toString())}${unknown > 0 ? "+" : ""}`;
  return {
    value: paid.toNumber(),
    label: `${first === last ? first : `${first} to ${last}`}: ${text}`,
    isPartial: unknown > 0,
  };
}
