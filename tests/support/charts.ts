import { assertEquals } from "@std/assert";
import { type ChartSpec, toSvg } from "../../src/analysis/mod.ts";

/** Draw a chart, failing on anything that Vega warns of. */
export async function drawn(spec: ChartSpec): Promise<string> {
  const warnings: string[] = [];
  const svg = await toSvg(spec, { onWarning: (message) => warnings.push(message) });
  assertEquals(warnings, []);
  return svg;
}

/** The width and height of an SVG in pixels. */
export function sizeOf(svg: string): [width: number, height: number] {
  const [, width, height] = /^<svg[^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  return [Number(width), Number(height)];
}

/** The texts of an SVG. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, text]) => text.replaceAll(/<[^>]*>/g, ""));
}

/** The rows of inline data of a spec or of one of its parts. */
export function rowsOf(part: unknown): { [field: string]: unknown }[] {
  return (part as { data: { values: { [field: string]: unknown }[] } }).data.values;
}
