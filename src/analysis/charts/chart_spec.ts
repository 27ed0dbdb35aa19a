import type { JsonValue } from "../../spec/mod.ts";

/**
 * A Vega-Lite v5 chart as plain data, which can be changed, saved and sent like any other. A notebook shows it as a
 * chart: it carries `Symbol.for("Jupyter.display")`, which does not stand among its keys.
 */
export interface ChartSpec {
  /** Exactly `https://vega.github.io/schema/vega-lite/v5.json`. */
  readonly $schema: string;
  /** Everything else that Vega-Lite knows. */
  readonly [key: string]: JsonValue;
}

/** Options of every chart. */
export interface ChartOptions {
  /** Of the whole chart in pixels; 600 unless given, and 1,280 on a slide. */
  readonly width?: number;
  /** Of the whole chart in pixels; 360 unless given, and 720 on a slide. A legend of several rows is added to it. */
  readonly height?: number;
  /** The line above the chart. */
  readonly title?: string;
  /** The inks and the background: `light` unless given. */
  readonly theme?: "light" | "dark";
  /** What it is made for: `page`, or `slide`, where texts, lines and points are large. `page` unless given. */
  readonly size?: "page" | "slide";
}
