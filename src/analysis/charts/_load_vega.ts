import process from "node:process";
import { textWidth } from "./_text_width.ts";

/** A text of a chart, as far as its width depends on it. */
interface TextItem {
  readonly fontSize?: number;
  /** What is wider is cut off. */
  readonly limit?: number;
}

/** Vega and Vega-Lite, loaded when a chart is first drawn: it takes a tenth of a second. */
export async function loadVega(): Promise<{ vega: typeof import("vega"); vegaLite: typeof import("vega-lite") }> {
  const loaded = await withoutNotices(async () => ({
    vega: await import("vega"),
    vegaLite: await import("vega-lite"),
  }));
  // Vega's types leave its text metrics out, which it lets others set where there is no canvas to measure with.
  const { textMetrics } = loaded.vega as unknown as {
    textMetrics: { width: (item: TextItem, text: unknown) => number };
  };
  textMetrics.width = ({ fontSize = 11, limit }, text) => {
    const width = textWidth(String(text ?? ""), fontSize);
    return limit !== undefined && limit > 0 ? Math.min(width, limit) : width;
  };
  return loaded;
}

/**
 * A dependency of Vega's file loader, which no chart here uses, would print a notice of deprecation into notebooks. Of
 * two calls at once, the first one keeps the notices off for both.
 */
async function withoutNotices<T>(work: () => Promise<T>): Promise<T> {
  const flags = process as { noDeprecation?: boolean };
  if (flags.noDeprecation) return await work();
  flags.noDeprecation = true;
  try {
    return await work();
  } finally {
    flags.noDeprecation = false;
  }
}
