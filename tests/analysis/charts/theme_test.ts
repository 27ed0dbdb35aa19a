import { assert, assertEquals } from "@std/assert";
import { type Theme, THEMES } from "../../../src/analysis/charts/_theme.ts";
import { contrast, nearestPair } from "../../support/colors.ts";

const all: readonly [name: string, theme: Theme][] = Object.entries(THEMES);

/** Okabe and Ito's own colours, their yellow apart. */
const OKABE_ITO = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

for (const [name, { background, ink, series }] of all) {
  Deno.test(`${name}: every series has a contrast of 3 : 1 to the background, every text one of 4.5 : 1`, () => {
    for (const color of series) assert(contrast(color, background) >= 3, `${color} on ${background}`);
    for (const text of [ink.strong, ink.plain, ink.faint]) {
      assert(contrast(text, background) >= 4.5, `${text} on ${background}`);
    }
  });

  Deno.test(`${name}: the grid stays behind, and axes are seen`, () => {
    assert(contrast(ink.grid, background) < 1.6, ink.grid);
    assert(contrast(ink.line, background) >= 2.5, ink.line);
  });

  Deno.test(`${name}: no two series look more alike to anybody than Okabe and Ito's nearest two`, () => {
    const given = nearestPair(OKABE_ITO);
    const own = nearestPair(series);
    assert(own.distance >= given.distance - 1e-9, `${own.colors} to people with ${own.vision}: ${own.distance}`);
    assert(own.distance > 0.07, String(own.distance));
  });
}

Deno.test("both themes have as many series", () => {
  assertEquals(THEMES.light.series.length, THEMES.dark.series.length);
});
