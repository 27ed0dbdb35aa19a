import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { chartStyle } from "../../../src/analysis/charts/_style.ts";

Deno.test("a style has the size and the inks that were asked for", () => {
  assertEquals(chartStyle({}).width, 600);
  assertEquals(chartStyle({ size: "slide", theme: "dark" }).width, 1280);
  assertEquals(chartStyle({ width: 300, height: 200 }).heightWith(50), 200);
});

// Cells of a notebook and plain JavaScript are not checked for types.
for (
  const [options, message] of [
    [{ theme: "drak" }, 'theme must be "light" or "dark": current value is "drak"; did you mean "dark"?'],
    [{ theme: "toString" }, 'theme must be "light" or "dark": current value is "toString"'],
    [{ size: "huge" }, 'size must be "page" or "slide": current value is "huge"'],
    [{ size: null }, 'size must be "page" or "slide": current value is null'],
    [{ width: "wide" }, 'width must be a number of pixels: current value is "wide"'],
    [{ height: 0 }, "height must be a number of pixels: current value is 0"],
    [{ height: NaN }, "height must be a number of pixels: current value is NaN"],
  ] as const
) {
  Deno.test(`a style cannot be that of ${JSON.stringify(options)}`, () => {
    assertThrows(() => chartStyle(options as object), UserError, `Cannot draw the chart as ${message}`);
  });
}

Deno.test("bars of intervals are stronger on a dark ground, and as they are asked for on white", () => {
  assertEquals([0.35, 0.9].map(chartStyle({}).barOpacity), [0.35, 0.9]);
  assertEquals([0.35, 0.9].map(chartStyle({ theme: "dark" }).barOpacity), [0.55, 0.9]);
});
