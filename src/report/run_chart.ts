import {
  type ChartOptions,
  type ChartSpec,
  costQualityChart,
  type DataFrame,
  failureChart,
  latencyDistributionChart,
  parameterChart,
  rankingChart,
  timelineChart,
} from "../analysis/mod.ts";
import { isTable, nearestName, UserError } from "../base/mod.ts";
import type { RunRecord } from "../spec/mod.ts";

/** A chart that a run may have. */
export interface RunChart {
  /** As addresses have it: `cost-quality`, `parameter-temperature`. */
  readonly name: string;
  /** What it shows, for people. */
  readonly title: string;
}

const CHARTS: { readonly [name: string]: readonly [string, (frame: DataFrame, options: ChartOptions) => ChartSpec] } = {
  "cost-quality": ["Cost against quality", costQualityChart],
  scores: ["Variants by score", rankingChart],
  latency: ["How long answers take", latencyDistributionChart],
  failures: ["What failed, and what retries mended", failureChart],
  timeline: ["The run over time", timelineChart],
};

const PARAMETER = "parameter-";

/** The charts of a run: what its plan says is enough to know them, nothing is read. */
export function runCharts({ manifest: { shape } }: Pick<RunRecord, "manifest">): RunChart[] {
  const axes = isTable(shape) && isTable(shape.axes) ? Object.entries(shape.axes) : [];
  const numeric = axes.filter(([name, type]) => type === "f64" && name !== "seed").map(([name]) => name);
  return [
    ...Object.entries(CHARTS).map(([name, [title]]) => ({ name, title })),
    ...numeric.map((name) => ({ name: `${PARAMETER}${name}`, title: `What ${name} does` })),
  ];
}

/**
 * One chart of a run, by its name, from the frame of the run.
 *
 * @throws {UserError} when there is no such chart, or nothing in the run that it shows.
 */
export function runChart(frame: DataFrame, name: string, options: ChartOptions = {}): ChartSpec {
  if (name.startsWith(PARAMETER)) {
    return parameterChart(frame, { ...options, parameter: name.slice(PARAMETER.length) });
  }
  if (Object.hasOwn(CHARTS, name)) return CHARTS[name][1](frame, options);
  const nearest = nearestName(name, Object.keys(CHARTS));
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  throw new UserError(`Cannot draw the chart as a run has none of this name${hint}: current value is "${name}"`);
}
