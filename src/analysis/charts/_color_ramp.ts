import type { JsonObject } from "../../spec/mod.ts";
import { inkOn, mixed } from "./_inks.ts";

/** Colours for numbers. */
export interface ColorRamp {
  /** The scale, as Vega-Lite wants it. */
  readonly scale: JsonObject;
  /** The ink, black or white, for a text on the colour of a number. */
  inkFor(value: number): string;
}

/** The colours for numbers from `low` to `high`, evenly spaced; all numbers that are the same have the one in the middle. */
export function colorRamp(stops: readonly string[], [low, high]: readonly [low: number, high: number]): ColorRamp {
  const [from, to] = high > low ? [low, high] : [low - 0.5, low + 0.5];
  const last = stops.length - 1;
  return {
    scale: {
      type: "linear",
      domain: stops.map((_, i) => from + (to - from) * (i / last)),
      range: [...stops],
      interpolate: "rgb",
      clamp: true,
    },
    inkFor(value) {
      const place = Math.min(1, Math.max(0, (value - from) / (to - from))) * last;
      const below = Math.min(last - 1, Math.floor(place));
      return inkOn(mixed(stops[below], stops[below + 1], place - below));
    },
  };
}
