import { displayAs } from "../../base/mod.ts";
import type { DataFrame } from "./data_frame.ts";
import { readable, type ReadableOptions } from "./readable.ts";

/**
 * Lets a notebook show a frame as the table of {@linkcode readable} where a cell ends with it, and gives the same frame
 * back. What polars itself makes of it (`frame.filter(…)`) is a new frame, which shows every digit again.
 *
 * The table is made when it is shown, not before. Nothing else about the frame changes.
 *
 * @example A frame of one's own
 * ```ts
 * import { assert } from "@std/assert";
 * import { displayFrame } from "@tapedeck/tapedeck";
 * import pl from "nodejs-polars";
 *
 * const frame = pl.DataFrame({ endpoint: ["m@a"], cost_usd: [4.3e-6] });
 * assert(displayFrame(frame) === frame);
 * ```
 */
export function displayFrame(frame: DataFrame, options: ReadableOptions = {}): DataFrame {
  return displayAs(frame, () => {
    const { html, text } = readable(frame, options);
    return { "text/html": html, "text/plain": text };
  });
}
