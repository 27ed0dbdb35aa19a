import { assert, assertEquals } from "@std/assert";
import { colorRamp } from "../../../src/analysis/charts/_color_ramp.ts";
import { THEMES } from "../../../src/analysis/charts/_theme.ts";
import { contrast, lightness, nearestPair } from "../../support/colors.ts";

for (const [name, { sequential, diverging, background }] of Object.entries(THEMES)) {
  Deno.test(`${name}: more is lighter, so that a picture without colours says the same`, () => {
    const values = sequential.map(lightness);
    for (let i = 1; i < values.length; i++) assert(values[i] > values[i - 1] + 0.02, `${sequential[i]}`);
  });

  Deno.test(`${name}: differences fade towards the background, and their ends are told apart by everybody`, () => {
    const distances = diverging.map((color) => contrast(color, background));
    const middle = (diverging.length - 1) / 2;
    for (let i = 1; i <= middle; i++) {
      assert(distances[middle - i] > distances[middle - i + 1], diverging[middle - i]);
      assert(distances[middle + i] > distances[middle + i - 1], diverging[middle + i]);
    }
    assert(nearestPair([diverging[0], diverging.at(-1)!]).distance > 0.1);
    assert(nearestPair([diverging[1], diverging.at(-2)!]).distance > 0.07);
  });

  Deno.test(`${name}: a text in a field has a contrast of 4.5 : 1`, () => {
    for (const stops of [sequential, diverging]) {
      const ramp = colorRamp(stops, [0, stops.length - 1]);
      stops.forEach((color, i) => assert(contrast(ramp.inkFor(i), color) >= 4.5, `${ramp.inkFor(i)} on ${color}`));
    }
  });
}

Deno.test("stops are evenly spaced, and values that are all the same have the middle one", () => {
  assertEquals(colorRamp(["#000000", "#888888", "#FFFFFF"], [10, 20]).scale.domain, [10, 15, 20]);
  assertEquals(colorRamp(["#000000", "#888888", "#FFFFFF"], [3, 3]).scale.domain, [2.5, 3, 3.5]);
});

Deno.test("what is beyond the ends has their ink", () => {
  const ramp = colorRamp(["#000000", "#FFFFFF"], [0, 1]);
  assertEquals([-5, 0, 1, 5].map(ramp.inkFor), ["#FFFFFF", "#FFFFFF", "#000000", "#000000"]);
});
