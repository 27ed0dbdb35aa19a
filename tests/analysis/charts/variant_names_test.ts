import { assertEquals } from "@std/assert";
import { variantNames } from "../../../src/analysis/charts/_variant_names.ts";

Deno.test("variants are called by what tells them apart", () => {
  const both = variantNames([["m@p/a", 0], ["m@p/a", 0.5], ["m@p/b", 0]], ["endpoint", "param_temperature"]);
  assertEquals(both, {
    names: ["a, temperature 0", "a, temperature 0.5", "b, temperature 0"],
    common: ["m@p"],
  });
});

Deno.test("what all have in common is said once", () => {
  const one = variantNames([["m@p", 0], ["m@p", 1]], ["endpoint", "param_temperature"]);
  assertEquals(one, { names: ["temperature 0", "temperature 1"], common: ["m@p"] });
  assertEquals(variantNames([["m@p"]], ["endpoint"]), { names: ["m@p"], common: [] });
});

Deno.test("a parameter is named beside its value, an unknown one is none", () => {
  assertEquals(variantNames([[0.5], [null]], ["param_top_p"]).names, ["top_p 0.5", "top_p none"]);
  assertEquals(variantNames([[]], []).names, ["all"]);
});
