import { Decimal } from "../../base/mod.ts";
import { ExactSum, type Table, unknownCosts } from "../frames/mod.ts";

/** What the calls of one series in one period have cost, exact. */
export interface CostBar {
  readonly series: string;
  readonly period: string;
  /** Of tries that brought an answer. */
  readonly answered: Decimal;
  /** Of tries that brought none. */
  readonly lost: Decimal;
  readonly tries: number;
}

/** What a run has cost. */
export interface CostFigures {
  readonly bars: readonly CostBar[];
  readonly total: Decimal;
  readonly lost: Decimal;
  /** What others paid when they recorded it. */
  readonly replayed: Decimal;
  /** Tries that may have cost something that nobody knows. */
  readonly unknown: number;
}

/** The cost of all tries, by series and period. */
export function costFigures(table: Table, { by, periodOf }: {
  readonly by: string;
  /** The period of a row. */
  readonly periodOf: (row: number) => string;
}): CostFigures {
  const costs = table.numbers("cost_usd");
  const isUnknown = unknownCosts(table);
  const source = table.codes("source");
  const replay = source.values.indexOf("replay");
  const status = table.codes("status");
  const ok = status.values.indexOf("ok");
  const series = table.codes(by);
  const names = series.values.map((value) => String(value ?? "none"));
  const sums = { answered: new ExactSum(), lost: new ExactSum(), replayed: new ExactSum() };
  const bars = new Map<string, { series: string; period: string; answered: ExactSum; lost: ExactSum; tries: number }>();
  let unknown = 0;
  for (let row = 0; row < table.height; row++) {
    if (Number.isNaN(costs[row])) {
      if (isUnknown(row)) unknown++;
      continue;
    }
    const period = periodOf(row);
    const key = `${series.codes[row]} ${period}`;
    let bar = bars.get(key);
    if (bar === undefined) {
      const sums = { answered: new ExactSum(), lost: new ExactSum() };
      bars.set(key, bar = { series: names[series.codes[row]], period, ...sums, tries: 0 });
    }
    const part = status.codes[row] === ok ? "answered" : "lost";
    bar[part].add(costs[row]);
    bar.tries++;
    sums[part].add(costs[row]);
    if (source.codes[row] === replay) sums.replayed.add(costs[row]);
  }
  const lost = sums.lost.total();
  return {
    bars: [...bars.values()].map((bar) => ({ ...bar, answered: bar.answered.total(), lost: bar.lost.total() })),
    total: sums.answered.total().plus(lost),
    lost,
    replayed: sums.replayed.total(),
    unknown,
  };
}

/** The names of all series by what they have cost, the dearest first; beyond `most`, the others as one. */
export function dearestSeries(bars: readonly CostBar[], most: number): { names: string[]; others: number } {
  const totals = new Map<string, Decimal>();
  for (const { series, answered, lost } of bars) {
    totals.set(series, (totals.get(series) ?? Decimal.fromInteger(0)).plus(answered).plus(lost));
  }
  const names = [...totals].sort(([a, x], [b, y]) => y.compare(x) || (a < b ? -1 : 1)).map(([name]) => name);
  if (names.length <= most) return { names, others: 0 };
  return { names: names.slice(0, most - 1), others: names.length - most + 1 };
}

/** The same bars, those of all other series as one series of this name. */
export function withOthers(bars: readonly CostBar[], kept: readonly string[], other: string): CostBar[] {
  const merged = new Map<string, CostBar>();
  for (const bar of bars) {
    const series = kept.includes(bar.series) ? bar.series : other;
    const key = `${series} ${bar.period}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? { ...bar, series } : {
        ...known,
        answered: known.answered.plus(bar.answered),
        lost: known.lost.plus(bar.lost),
        tries: known.tries + bar.tries,
      },
    );
  }
  return [...merged.values()];
}
