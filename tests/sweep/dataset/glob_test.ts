import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { globPattern } from "../../../src/sweep/dataset/_glob.ts";

/** What a pattern means, in the plainest way. */
function matches(glob: readonly string[], text: readonly string[]): boolean {
  if (glob.length === 0) return text.length === 0;
  const [head, ...rest] = glob;
  if (head === "*") return matches(rest, text) || (text.length > 0 && matches(glob, text.slice(1)));
  return text.length > 0 && (head === "?" || head === text[0]) && matches(rest, text.slice(1));
}

Deno.test("a pattern means what its stars and question marks say", () => {
  const chars = (of: string) => fc.array(fc.constantFrom(...of), { maxLength: 9 });
  fc.assert(fc.property(chars("ab1.*?"), chars("ab1.\n"), (glob, text) => {
    assertEquals(globPattern(glob.join("")).test(text.join("")), matches(glob, text));
  }));
});

Deno.test("many stars take no longer than a few", () => {
  const many = globPattern(`${"*a".repeat(50)}*b`);
  assertEquals([many.test("a".repeat(20_000)), many.test(`${"a".repeat(20_000)}b`)], [false, true]);
});
