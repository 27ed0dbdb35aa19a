import type { JsonValue } from "../../spec/mod.ts";
import type { ChartSpec } from "./chart_spec.ts";
import { CHART_CONFIG, VEGA_LITE_SCHEMA } from "./_theme.ts";
import { toSvg } from "./to_svg.ts";

/**
 * A spec that a notebook shows as a chart, with the schema and the looks of all charts here. A viewer without Vega gets
 * a picture of it.
 */
export function displayChart(parts: { readonly [key: string]: JsonValue }): ChartSpec {
  const spec: ChartSpec = { $schema: VEGA_LITE_SCHEMA, ...parts, config: CHART_CONFIG };
  Object.defineProperty(spec, Symbol.for("Jupyter.display"), {
    enumerable: false,
    value: async () => ({
      "application/vnd.vegalite.v5+json": spec,
      "image/svg+xml": await toSvg(spec),
    }),
  });
  return spec;
}
