import { costUnit } from "./_cost_points.ts";

/** How a metric stands on an axis. */
export interface MetricAxis {
  /** What it is, without its unit. */
  readonly name: string;
  /** The unit as it stands in brackets. */
  readonly unit: string;
  /** By what figures are multiplied. */
  readonly factor: number;
  /** Whether values are shares and scores, from 0 to 1. */
  readonly isShare: boolean;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["score", "score"],
  ["cost", "cost"],
  ["latency", "time to last byte"],
  ["ttft", "time to first token"],
  ["tpot", "time per output token"],
  ["ok", "share of cells answered"],
]);

/** How a metric of this name and unit stands on an axis; `highest` is the highest of its values. */
export function metricAxis(
  metric: string,
  { unit, highest }: { readonly unit: string | null; readonly highest: number },
): MetricAxis {
  const name = NAMES.get(metric) ?? metric.replace(/^score_/, "score ").replace(/_(usd|ms)$/, "");
  if (unit === "US$") {
    const per = costUnit(highest);
    return { name: `${name} per ${per.name}`, unit, factor: per.cells, isShare: false };
  }
  const isShare = metric === "ok" || metric === "score" || metric.startsWith("score_");
  return { name, unit: unit ?? (isShare ? "0 to 1" : "as it is"), factor: 1, isShare };
}
