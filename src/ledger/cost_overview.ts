import type { CostGroup } from "../spec/mod.ts";
import { RunningSums } from "./_cost_sums.ts";
import { type CostForecast, costForecast } from "./cost_forecast.ts";
import { type CostGrouping, type CostSums, type CostTotal, type CostTotals, sumCosts } from "./cost_totals.ts";

/** What of all costs is looked at. */
export interface CostOverviewOptions {
  /** Now, in RFC 3339 in UTC. */
  readonly at: string;
  /** What costs are summed by. */
  readonly by: CostGrouping;
  /** The first day that counts, `2026-11-01`; `null`: the first one with a try. */
  readonly from: string | null;
}

/** What was spent, at a glance and in full. Days are those of UTC. */
export interface CostOverview {
  /** Since midnight. */
  readonly today: CostSums;
  /** Today and the six days before. */
  readonly week: CostSums;
  /** Today and the 29 days before. */
  readonly thirtyDays: CostSums;
  /** Ever. */
  readonly ever: CostSums;
  /** By what was asked for, from the first day that counts on. */
  readonly totals: CostTotals;
  /** Every day from the first one that counts to today, or tomorrow where a clock was ahead, those without a try included; empty where there are no tries. */
  readonly days: readonly CostTotal[];
  /** By all days; `null`: too few of them have a cost. */
  readonly forecast: CostForecast | null;
}

const DAY_MS = 86_400_000;
const MOST_EMPTY_DAYS = 400;

/** What was spent, by what a ledger has summed up (`ledger.costs()`), and what is still to come. */
export async function costOverview(
  groups: readonly CostGroup[],
  { at, by, from }: CostOverviewOptions,
): Promise<CostOverview> {
  const today = dayOf(Date.parse(at));
  const byDay = new Map<string, RunningSums>();
  for (const group of groups) {
    const sums = byDay.get(group.day) ?? new RunningSums();
    sums.addAll(group);
    byDay.set(group.day, sums);
  }
  const since = (day: string) => sumOf([...byDay].filter(([name]) => name >= day).map(([, sums]) => sums));
  const ago = (days: number) => dayOf(Date.parse(at) - days * DAY_MS);
  const chosen = from === null ? groups : groups.filter(({ day }) => day >= from);
  const all = [...byDay].map(([name, sums]) => ({ name, ...sums.figures() }));
  return {
    today: since(today),
    week: since(ago(6)),
    thirtyDays: since(ago(29)),
    ever: since(""),
    totals: await sumCosts(chosen, by),
    days: everyDay(byDay, { from, today }),
    forecast: costForecast(all, { at }),
  };
}

function sumOf(days: readonly RunningSums[]): CostSums {
  const sum = new RunningSums();
  for (const day of days) sum.addAll(day.sums());
  return sum.figures();
}

function everyDay(
  byDay: ReadonlyMap<string, RunningSums>,
  { from, today }: { readonly from: string | null; readonly today: string },
): CostTotal[] {
  const days: CostTotal[] = [];
  const names = [...byDay.keys()].sort();
  if (names.length === 0) return days;
  // Clocks of other machines may be ahead, but no more than that.
  const tomorrow = dayOf(Date.parse(today) + DAY_MS);
  const [first, last] = [names[0], names.includes(tomorrow) ? tomorrow : today];
  // A day long before there was anything shows nothing but emptiness.
  const isFar = from === null || Date.parse(first) - Date.parse(from) > MOST_EMPTY_DAYS * DAY_MS;
  for (let ms = Date.parse(isFar ? first : from); dayOf(ms) <= last; ms += DAY_MS) {
    const name = dayOf(ms);
    days.push({ name, ...(byDay.get(name) ?? new RunningSums()).figures() });
  }
  return days;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
