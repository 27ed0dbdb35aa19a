import { Decimal, quantile, seededRandom } from "../base/mod.ts";
import type { CostTotal } from "./cost_totals.ts";

/** When a forecast is made. */
export interface CostForecastOptions {
  /** Now, in RFC 3339 in UTC. */
  readonly at: string;
}

/** What may be spent, as decimal strings of US dollars. */
export interface SpendRange {
  /** The mean of a day times so many days. */
  readonly expectedUsd: string;
  /** Less is spent once in forty times. */
  readonly lowUsd: string;
  /** More is spent once in forty times. */
  readonly highUsd: string;
}

/** What will be spent if it goes on as it did. */
export interface CostForecast {
  /** How it was found, in words. */
  readonly method: string;
  /** The first day that it is drawn from: `2026-11-01`. */
  readonly from: string;
  /** The last one, which is the day before today. */
  readonly to: string;
  /** How many days it is drawn from, those without any call included. */
  readonly days: number;
  /** On how many of them something was paid. */
  readonly daysWithSpend: number;
  /** Tries of these days whose cost nobody knows: what they cost comes on top. */
  readonly unknown: number;
  /** From now on. */
  readonly next30Days: SpendRange;
  /** The whole month that it is in UTC: what has been spent, and what is still to come. */
  readonly month: SpendRange & {
    /** `2026-11` */
    readonly month: string;
    /** What was spent in it so far, as an exact decimal string. */
    readonly spentUsd: string;
  };
}

const LEAST_DAYS = 3;
/** What was longer ago says little of next month. */
const MOST_DAYS = 90;
const DAY_MS = 86_400_000;
const DRAWS = 2_000;
const ENDS = { low: 0.025, high: 0.975 } as const;
const DIGITS = 10;
const ZERO = Decimal.fromInteger(0);

/**
 * What will be spent this month and in the next 30 days, by what was spent day by day.
 *
 * Expected is the mean of the days from the first one with a cost (90 days back at most) to yesterday, times the days to
 * come. The range is one of 95 % by a bootstrap: days are drawn from those that were, once for what the mean may truly be
 * and once more for the days to come, so few days give a wide range. It knows no weekdays and no trend. Days without a call
 * count as 0; days on which every cost is unknown are left out. `null` with fewer than three days on which something was
 * paid: they tell nothing.
 *
 * @param days the rows of `costTotals` or `sumCosts` by day.
 *
 * @example Three days tell a little
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { costForecast } from "@tapedeck/tapedeck";
 *
 * const day = (name: string, costUsd: string) => ({
 *   name,
 *   costUsd,
 *   tries: 1,
 *   billed: 1,
 *   replayed: 0,
 *   unknown: 0,
 *   savedUsd: "0",
 *   inputTokens: 0,
 *   outputTokens: 0,
 * });
 * const days = [day("2026-11-18", "2"), day("2026-11-19", "2"), day("2026-11-20", "2")];
 * const forecast = costForecast(days, { at: "2026-11-21T00:00:00Z" });
 * assertEquals(forecast?.month.expectedUsd, "26");
 * assertEquals(forecast?.next30Days, { expectedUsd: "60", lowUsd: "60", highUsd: "60" });
 * ```
 */
export function costForecast(days: readonly CostTotal[], { at }: CostForecastOptions): CostForecast | null {
  const nowMs = Date.parse(at);
  const today = dayOf(nowMs);
  const past = pastDays(days, nowMs);
  if (past === null) return null;
  const month = today.slice(0, 7);
  const spent = days.filter(({ name }) => name.startsWith(month) && name <= today)
    .reduce((sum, { costUsd }) => costUsd === null ? sum : sum.plus(Decimal.parse(costUsd)), ZERO);
  const rest = spendRange(past.usd, daysLeft(nowMs));
  const whole = (usd: string) => spent.plus(Decimal.parse(usd)).toString();
  return {
    method: `mean of ${past.usd.length} days; range of 95 % by a bootstrap over days`,
    from: past.from,
    to: dayOf(nowMs - DAY_MS),
    days: past.usd.length,
    daysWithSpend: past.usd.filter((usd) => usd > 0).length,
    unknown: past.unknown,
    next30Days: spendRange(past.usd, 30),
    month: {
      month,
      spentUsd: spent.toString(),
      expectedUsd: whole(rest.expectedUsd),
      lowUsd: whole(rest.lowUsd),
      highUsd: whole(rest.highUsd),
    },
  };
}

interface PastDays {
  readonly from: string;
  /** In ascending order, so that the order of days decides nothing. */
  readonly usd: readonly number[];
  readonly unknown: number;
}

/** The days before today; `null`: too few. */
function pastDays(days: readonly CostTotal[], nowMs: number): PastDays | null {
  const today = dayOf(nowMs);
  const earliest = dayOf(nowMs - MOST_DAYS * DAY_MS);
  const known = new Map(days.filter(({ name }) => name >= earliest && name < today).map((day) => [day.name, day]));
  const withSpend = [...known.values()].filter(({ costUsd }) => costUsd !== null && Number(costUsd) > 0);
  if (withSpend.length < LEAST_DAYS) return null;
  const from = withSpend.map(({ name }) => name).sort()[0];
  const usd: number[] = [];
  let unknown = 0;
  for (let ms = Date.parse(from); dayOf(ms) < today; ms += DAY_MS) {
    const day = known.get(dayOf(ms));
    unknown += day?.unknown ?? 0;
    if (day?.costUsd !== null) usd.push(Number(day?.costUsd ?? 0));
  }
  return { from, usd: usd.sort((a, b) => a - b), unknown };
}

/** What so many days, which need not be whole, come to. */
function spendRange(usd: readonly number[], days: number): SpendRange {
  const expected = usd.reduce((sum, one) => sum + one, 0) / usd.length * days;
  const sums = drawnSums(usd, days).sort();
  return {
    expectedUsd: rounded(expected),
    lowUsd: rounded(Math.min(expected, quantile(sums, ENDS.low)!)),
    highUsd: rounded(Math.max(expected, quantile(sums, ENDS.high)!)),
  };
}

function drawnSums(usd: readonly number[], days: number): Float64Array {
  const random = seededRandom("cost forecast");
  const pick = (from: ArrayLike<number>) => from[Math.floor(random() * from.length)];
  const sample = new Float64Array(usd.length);
  const whole = Math.floor(days);
  return Float64Array.from({ length: DRAWS }, () => {
    for (let i = 0; i < sample.length; i++) sample[i] = pick(usd);
    let sum = pick(sample) * (days - whole);
    for (let day = 0; day < whole; day++) sum += pick(sample);
    return sum;
  });
}

/** From now to the end of the month. */
function daysLeft(nowMs: number): number {
  const now = new Date(nowMs);
  return (Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1) - nowMs) / DAY_MS;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** No estimate is as exact as a double. */
function rounded(usd: number): string {
  return Decimal.fromNumber(Number(usd.toPrecision(DIGITS))).toString();
}
