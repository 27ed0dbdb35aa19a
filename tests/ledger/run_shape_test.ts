import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { collectShape, runShape } from "../../src/ledger/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";
import { makeAttempt } from "../support/attempts.ts";
import { iterate } from "../support/iterate.ts";

Deno.test("an axis is numeric when all values are numbers, bool when all are booleans, else text", () => {
  const shape = runShape({
    numbers: [0, 0.5],
    booleans: [true, false],
    texts: ["a"],
    mixed: [1, "a"],
    half: [true, 1],
    lists: [["a"]],
    objects: [{ a: 1 }],
    gaps: [null, 1],
    nothing: [null],
    none: [],
  }, []);
  assertEquals(shape.axes, {
    numbers: "f64",
    booleans: "bool",
    texts: "utf8",
    mixed: "utf8",
    half: "utf8",
    lists: "utf8",
    objects: "utf8",
    gaps: "f64",
    nothing: "utf8",
    none: "utf8",
  });
});

Deno.test("a shape is collected from the rows in the order in which its parts first occur", async () => {
  const shape = await collectShape(iterate([
    makeAttempt({ axes: { seed: 1 }, scores: {} }),
    makeAttempt({ axes: { seed: 2, temperature: 0.5 }, scores: { exact: 1 } }),
    makeAttempt({ axes: { temperature: "hot" }, scores: { regex: null, exact: 0 } }),
  ]));
  assertEquals(Object.entries(shape.axes), [["seed", "f64"], ["temperature", "utf8"]]);
  assertEquals(shape.scorers, ["exact", "regex"]);
});

Deno.test("a shape that is collected is the shape that is known beforehand", async () => {
  const axes = fc.dictionary(
    fc.constantFrom("temperature", "seed", "stop"),
    fc.array(fc.jsonValue() as fc.Arbitrary<JsonValue>, { minLength: 1, maxLength: 4 }),
    { noNullPrototype: true },
  );
  await fc.assert(fc.asyncProperty(axes, async (axes) => {
    const rows = Object.entries(axes).flatMap(([axis, values]) =>
      values.map((value) => makeAttempt({ axes: { [axis]: value }, scores: { exact: 1 } }))
    );
    const collected = await collectShape(iterate(rows));
    assertEquals(collected.axes, runShape(axes, []).axes);
  }));
});
