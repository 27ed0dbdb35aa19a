import { extname } from "node:path";
import { UserError, writeAtomically } from "../../base/mod.ts";
import type { ChartSpec } from "./chart_spec.ts";
import { toPng, type ToPngOptions } from "./to_png.ts";
import { toSvg } from "./to_svg.ts";

/** The bytes of a chart by the ending of its file. */
const FORMATS: { readonly [ending: string]: (spec: ChartSpec, options: ToPngOptions) => Promise<Uint8Array> } = {
  ".svg": async (spec, options) => new TextEncoder().encode(await toSvg(spec, options)),
  ".png": toPng,
  ".json": (spec) => Promise.resolve(new TextEncoder().encode(`${JSON.stringify(spec, null, 2)}\n`)),
};

/**
 * Save a chart as a file: a picture as `.svg` or `.png`, its Vega-Lite spec as `.json`. Nobody ever sees half of the
 * file, and what was there before stays when the chart cannot be drawn. The folder must be there.
 *
 * @throws {UserError} when the path has another ending.
 * @throws {Error} when the spec is no valid Vega-Lite.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { saveChart, UserError } from "@tapedeck/tapedeck";
 *
 * const spec = { $schema: "https://vega.github.io/schema/vega-lite/v5.json" };
 * await assertRejects(() => saveChart(spec, "chart.jpg"), UserError, ".svg, .png or .json");
 * ```
 */
export async function saveChart(spec: ChartSpec, path: string, options: ToPngOptions = {}): Promise<void> {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) {
    throw new UserError(
      `Cannot save the chart as the file must end in .svg, .png or .json: current value is "${path}"`,
    );
  }
  const bytes = await format(spec, options);
  await writeAtomically(path, (sink) => sink(bytes));
}
