import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { shortRowNames } from "../../../src/analysis/charts/_short_row_names.ts";
import { textWidth } from "../../../src/analysis/charts/_text_width.ts";

const ROOM = { most: 216, fontSize: 11 };

function shortened(...names: string[]): readonly string[] {
  return shortRowNames(names, ROOM);
}

Deno.test("a name that fits is left as it is", () => {
  const names = ["q4_1, temperature 0.5", "", "q4_1, temperature 1"];
  assertEquals(shortRowNames(names, ROOM), names);
});

Deno.test("of a long name the middle is left out, so that both ends can be read", () => {
  assertEquals(
    shortened(
      "qwen3-235b-a22b-thinking@fireworks, temperature 0.5, max_tokens 100",
      "qwen3-235b-a22b-thinking@fireworks, temperature 0.5, max_tokens 200",
    ),
    ["qwen3-235b-a22b-thi…0.5, max_tokens 100", "qwen3-235b-a22b-thi…0.5, max_tokens 200"],
  );
});

Deno.test("names stay distinct wherever their difference is, save in the very middle", () => {
  for (const at of [10, 24, 34, 56, 66, 80]) {
    const names = ["a", "b"].map((one) => `${"x".repeat(at)}${one}${"x".repeat(90 - at)}`);
    const short = shortened(...names);
    assertEquals(new Set(short).size, 2, `at ${at}: ${short}`);
  }
});

Deno.test("no number loses its first digits", () => {
  for (let i = 0; i < 40; i++) {
    const [short] = shortened(`${"model-".repeat(8)}${"x".repeat(i)}, top_p 12.75, max_tokens 123456`);
    const [, end] = short.split("…");
    const numbers = end.match(/[\d.]+/g) ?? [];
    assert(numbers.every((number) => ["12.75", "123456"].includes(number)), short);
  }
});

Deno.test("no name is wider than its room", () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 120 })), (names) => {
    for (const name of shortRowNames(names, ROOM)) assert(textWidth(name, ROOM.fontSize) <= ROOM.most, name);
  }));
});
