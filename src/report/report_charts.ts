import { type ChartSpec, type DataFrame, loadRun, toSvg } from "../analysis/mod.ts";
import { UserError } from "../base/mod.ts";
import type { Ledger } from "../spec/mod.ts";
import type { ReportChart } from "./html_report.ts";
import { runChart } from "./run_chart.ts";

/**
 * The charts of a run's report, drawn: cost against quality, latencies, and the score over each parameter with several
 * numbers. What there is nothing to draw of is left out.
 *
 * @throws {UserError} when the ledger has no such run.
 */
export async function reportCharts(ledger: Ledger, runId: string): Promise<ReportChart[]> {
  const frame = await loadRun({ ledger, runId });
  const charts: ReportChart[] = [];
  const draw = async (title: string, name: string) => {
    const spec = drawable(() => runChart(frame, name));
    if (spec !== null) charts.push({ title, svg: await toSvg(spec) });
  };
  await draw("Cost against quality", "cost-quality");
  await draw("Latency", "latency");
  for (const name of numericParameters(frame)) {
    await draw(`Score by ${name}`, `parameter-${name}`);
  }
  return charts;
}

/** `null`: the run has nothing that the chart shows. */
function drawable(specOf: () => ChartSpec): ChartSpec | null {
  try {
    return specOf();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function numericParameters(frame: DataFrame): string[] {
  return frame.columns.filter((name) => name.startsWith("param_") && name !== "param_seed")
    .filter((name) => {
      const values = new Set(frame.getColumn(name).toArray());
      return values.size > 2 && [...values].every((value) => typeof value === "number");
    })
    .map((name) => name.slice("param_".length));
}
