import { assertEquals, assertNotEquals } from "@std/assert";
import { jsonText, normalisedText } from "../../../src/analysis/drift/_comparable_text.ts";

Deno.test("what says the same is the same text", () => {
  const same = [
    ["The answer is 12.", "the answer  is 12"],
    ["1,000.50 dollars", "1000.5 Dollars!"],
    ["**Paris**\n", "paris"],
    ["3.0", "3"],
    ["2,500,000", "2500000"],
  ];
  for (const [a, b] of same) assertEquals(normalisedText(a), normalisedText(b));
});

Deno.test("what says something else is another text", () => {
  const other = [["1.5", "15"], ["-3", "3"], ["50 %", "50"], ["10", "1"], ["1,2", "12"], ["Lima", "Lama"]];
  for (const [a, b] of other) assertNotEquals(normalisedText(a), normalisedText(b));
});

Deno.test("JSON is read wherever an answer carries it, in any spelling", () => {
  assertEquals(jsonText('{"b": 1, "a": [2]}'), '{"a":[2],"b":1}');
  assertEquals(jsonText('Here it is:\n```json\n{"a": [2], "b": 1.0}\n```\n'), '{"a":[2],"b":1}');
  assertEquals([jsonText("42"), jsonText("no [JSON"), jsonText("{oops}")], [null, null, null]);
});
