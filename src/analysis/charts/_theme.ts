import type { JsonObject } from "../../spec/mod.ts";

/** JupyterLab 4 knows Vega-Lite up to version 5. */
export const VEGA_LITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

export const CHART_WIDTH = 600;
export const CHART_HEIGHT = 360;

export const INK = { strong: "#222222", plain: "#444444", faint: "#767676", line: "#999999", grid: "#E6E6E6" } as const;

/** The looks of all charts. The background is white in a dark notebook too, as the inks need it. */
export const CHART_CONFIG: JsonObject = {
  background: "white",
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  padding: 8,
  view: { stroke: null },
  title: {
    anchor: "start",
    frame: "group",
    fontSize: 15,
    fontWeight: 600,
    color: INK.strong,
    subtitleFontSize: 11.5,
    subtitleColor: INK.faint,
    subtitlePadding: 5,
    offset: 12,
  },
  axis: {
    labelFontSize: 11,
    labelColor: INK.plain,
    titleFontSize: 12,
    titleFontWeight: 500,
    titleColor: INK.strong,
    titlePadding: 8,
    gridColor: INK.grid,
    domainColor: INK.line,
    tickColor: INK.line,
    tickSize: 4,
  },
  legend: {
    labelColor: INK.strong,
    symbolSize: 80,
    columnPadding: 30,
    offset: 4,
  },
};
