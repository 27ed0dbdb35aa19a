import type { ChartSpec } from "./chart_spec.ts";
import { FONT_FAMILY, loadRenderer, readFonts } from "./_picture_parts.ts";
import { toSvg, type ToSvgOptions } from "./to_svg.ts";

/** Options of {@linkcode toPng}. */
export interface ToPngOptions extends ToSvgOptions {
  /** How many pixels of the picture a pixel of the chart is; 2 unless given, which is sharp on all screens. */
  readonly scale?: number;
  /** Further TrueType or OpenType fonts, for scripts other than Latin, Greek, Cyrillic and Hebrew. */
  readonly fonts?: readonly Uint8Array[];
}

/**
 * Draw a chart as a PNG picture, without a browser and without native code. The same spec gives the same bytes on every
 * machine, as the font is a package (Arimo, whose letters are as wide as Arial's) and no font of the machine is used.
 *
 * It takes a few tenths of a second, and needs permission to read the package cache.
 *
 * @throws {RangeError} when the scale is not above 0 and at most 10.
 * @throws {Error} when the spec is no valid Vega-Lite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toPng } from "@tapedeck/tapedeck";
 *
 * const png = await toPng({
 *   $schema: "https://vega.github.io/schema/vega-lite/v5.json",
 *   data: { values: [{ x: 1 }] },
 *   mark: "point",
 *   encoding: { x: { field: "x", type: "quantitative" } },
 * });
 * assertEquals(new TextDecoder().decode(png.slice(1, 4)), "PNG");
 * ```
 */
export async function toPng(spec: ChartSpec, options: ToPngOptions = {}): Promise<Uint8Array> {
  const { scale = 2, fonts = [] } = options;
  if (!(scale > 0 && scale <= 10)) {
    throw new RangeError(
      `Cannot draw the chart as the scale must be above 0 and at most 10: current value is ${scale}`,
    );
  }
  const svg = await toSvg(spec, options);
  const [Resvg, ownFonts] = await Promise.all([loadRenderer(), readFonts()]);
  const renderer = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontBuffers: [...ownFonts, ...fonts],
      defaultFontFamily: FONT_FAMILY,
      sansSerifFamily: FONT_FAMILY,
    },
  });
  const image = renderer.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    renderer.free();
  }
}
