import type { JsonValue } from "../../spec/mod.ts";
import type { ChartSpec } from "./chart_spec.ts";
import { chartConfig, type ChartStyle } from "./_style.ts";
import { toSvg } from "./to_svg.ts";

/** JupyterLab 4 knows Vega-Lite up to version 5. */
const VEGA_LITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** What a chart consists of, its looks apart. */
export interface ChartParts {
  /** One sentence with the main figures, for people who do not see the chart. */
  readonly description: string;
  readonly [key: string]: JsonValue;
}

/**
 * A spec that a notebook shows as a chart, with the schema and the looks of all charts here. A viewer without Vega gets
 * a picture of it.
 */
export function displayChart(parts: ChartParts, style: ChartStyle): ChartSpec {
  const spec: ChartSpec = { $schema: VEGA_LITE_SCHEMA, ...parts, config: chartConfig(style) };
  Object.defineProperty(spec, Symbol.for("Jupyter.display"), {
    enumerable: false,
    value: async () => ({
      "application/vnd.vegalite.v5+json": spec,
      "image/svg+xml": await toSvg(spec),
    }),
  });
  return spec;
}
