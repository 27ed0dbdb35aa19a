import { assertEquals } from "@std/assert";
import { parseAge } from "../../src/base/mod.ts";

Deno.test("ages are numbers with a unit", () => {
  assertEquals(["30d", "12h", "90m", "1.5h", "2w", "45 s", "10min"].map(parseAge), [
    2_592_000_000,
    43_200_000,
    5_400_000,
    5_400_000,
    1_209_600_000,
    45_000,
    600_000,
  ]);
});

Deno.test("what has no unit, or an unknown one, is no age", () => {
  assertEquals(["", "30", "d", "-1d", "1y", "1d2h"].map(parseAge), Array(6).fill(null));
});
