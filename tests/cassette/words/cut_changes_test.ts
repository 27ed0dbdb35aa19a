import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cutChanges, type WordChange } from "../../../src/cassette/words/mod.ts";

Deno.test("what both have is left out but for a little around each change", () => {
  const same = "x".repeat(1000);
  const cut = cutChanges([
    { kind: "same", text: same },
    { kind: "removed", text: "old" },
    { kind: "same", text: same },
    { kind: "added", text: "new" },
    { kind: "same", text: same },
  ], { around: 10 });
  const told = cut.map((part) => part.kind === "skipped" ? `(${part.characters} ${part.of})` : part.text);
  const ten = "x".repeat(10);
  assertEquals(told, ["(990 same)", ten, "old", ten, "(980 same)", ten, "new", ten, "(990 same)"]);
});

Deno.test("what one alone has goes on for so long only, and a little more is shown rather than counted", () => {
  const [long, short] = ["y".repeat(1000), "y".repeat(130)];
  assertEquals(cutChanges([{ kind: "added", text: long }], { most: 100 }), [
    { kind: "added", text: "y".repeat(100) },
    { kind: "skipped", of: "added", characters: 900 },
  ]);
  assertEquals(cutChanges([{ kind: "removed", text: short }], { most: 100 }), [{ kind: "removed", text: short }]);
  assertEquals(cutChanges([{ kind: "same", text: long }], { most: 100 }).length, 2);
});

Deno.test("nothing is lost but what is counted, and no character is cut in two", () => {
  const change = fc.record({
    kind: fc.constantFrom<WordChange["kind"]>("same", "removed", "added"),
    text: fc.string({ unit: "grapheme-composite", maxLength: 120 }),
  });
  const sizes = fc.record({ around: fc.nat(20), most: fc.nat(40) });
  fc.assert(fc.property(fc.array(change, { maxLength: 6 }), sizes, (changes, options) => {
    const cut = cutChanges(changes, options);
    const length = cut.reduce((sum, part) => sum + (part.kind === "skipped" ? part.characters : part.text.length), 0);
    assertEquals(length, changes.reduce((sum, { text }) => sum + text.length, 0));
    for (const part of cut) if (part.kind !== "skipped") assert(part.text.isWellFormed());
  }));
});
