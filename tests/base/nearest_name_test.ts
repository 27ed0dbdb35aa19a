import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { nearestName } from "../../src/base/mod.ts";

Deno.test("a typing error finds its name", () => {
  const names = ["temperature", "top_p", "max_tokens", "seed"];
  const cases = [["temprature", "temperature"], ["top-p", "top_p"], ["MAX_TOKENS", "max_tokens"], ["seeed", "seed"], [
    "sede",
    "seed",
  ]];
  for (const [typed, meant] of cases) assertEquals(nearestName(typed, names), meant);
});

Deno.test("a word that is far from all names finds none", () => {
  assertEquals(nearestName("zebra", ["temperature", "top_p"]), null);
  assertEquals(nearestName("x", []), null);
});

Deno.test("a name finds itself, and one edit is always forgiven", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (name) => {
    assertEquals(nearestName(name, ["\u0000".repeat(99), name]), name);
    assertEquals(nearestName(name + "x", [name]), name);
  }));
});
