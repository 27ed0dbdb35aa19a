import { assert, assertEquals } from "@std/assert";
import { inkOn, mixed, pale } from "../../../src/analysis/charts/_inks.ts";
import { THEMES } from "../../../src/analysis/charts/_theme.ts";

Deno.test("two colours are mixed by share", () => {
  assertEquals([mixed("#000000", "white", 0), mixed("#000000", "white", 1)], ["#000000", "#FFFFFF"]);
  assertEquals(mixed("#0072B2", "#FFFFFF", 0.5), "#80B9D9");
});

Deno.test("text on a colour is black or white, whichever is easier to read", () => {
  assertEquals(["#FFFFFF", "#56B4E9", "#E69F00", "#0072B2", "#000000"].map(inkOn), [
    "#000000",
    "#000000",
    "#000000",
    "#FFFFFF",
    "#FFFFFF",
  ]);
});

Deno.test("pale colours of both themes are still seen", () => {
  for (const theme of Object.values(THEMES)) {
    const [blue] = theme.series;
    const shades = [0, 0.4, 0.65, 0.82].map((share) => pale(blue, theme, share));
    assertEquals(new Set([...shades, mixed(theme.background, theme.background, 0)]).size, 5);
    assert(shades.every((shade) => /^#[0-9A-F]{6}$/.test(shade)));
  }
});
