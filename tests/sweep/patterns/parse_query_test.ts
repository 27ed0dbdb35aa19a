import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import { parseQuery } from "../../../src/sweep/patterns/mod.ts";
import { recordOf } from "./_known.ts";

const record = recordOf("meta-llama/llama-3@openrouter/deepinfra/fp8", {
  tools: "yes",
  contextTokens: 131_072,
  maxOutputTokens: 16_384,
  input: "0.5",
  output: "1.25",
  quantization: "fp8",
});

Deno.test("a query asks for abilities, numbers and names", () => {
  const cases: readonly (readonly [query: string, answer: boolean | null])[] = [
    ["tools", true],
    ["not tools", false],
    ["json", null],
    ["not json", null],
    ["context >= 128k", true],
    ["context >= 131.072k and context <= 131072", true],
    ["context > 131072", false],
    ["context < 1m", true],
    ["max_output != 16384", false],
    ["input < 0.5", false],
    ["input = 0.5", true],
    ["output <= 1.25", true],
    ["quantization = fp8", true],
    ["quantization in (bf16, fp8)", true],
    ["quantization != fp8", false],
    ["author = meta-llama and provider = openrouter and served_by = deep*", true],
    ['model = "meta-llama/*"', true],
    ["tools and json", null],
    ["json or tools", true],
    ["json and context < 1k", false],
    ["context < 1k or (tools and not (input > 1))", true],
    ["not tools or tools and tools", true],
  ];
  for (const [query, answer] of cases) assertEquals(parseQuery(query)(record), answer, query);
});

Deno.test("what is not known of an endpoint is neither true nor false", () => {
  const blank = recordOf("acme/one@x");
  for (const query of ["tools", "not tools", "context > 1", "not context > 1", "input < 1", "quantization != fp8"]) {
    assertEquals(parseQuery(query)(blank), null, query);
  }
  assertEquals(parseQuery("tools or provider = x")(blank), true);
});

Deno.test("a query that cannot be read is told by its character", () => {
  const cases: readonly (readonly [query: string, at: number, said: string])[] = [
    ["tools and", 10, "there must be a capability"],
    ["tools an context > 1", 7, 'there must be "and", "or" or the end'],
    ["contxt > 1", 1, 'nothing is known of "contxt": did you mean "context"?'],
    ["context 128k", 9, "there must be <, <=, >, >=, = or !="],
    ["context > lots", 11, "there must be a number"],
    ["(tools", 7, 'there must be ")"'],
    ["input < 1 %", 11, "there is a stray %"],
    ['provider = "x', 12, "is not closed by a quote"],
    ["provider > x", 10, "there must be =, != or in"],
    ["provider in x", 13, 'there must be "("'],
    ["provider in (x y)", 16, 'there must be "," or ")"'],
    ["not", 4, "there must be a capability"],
    ["", 1, "there must be a capability"],
  ];
  for (const [query, at, said] of cases) {
    const error = assertThrows(() => parseQuery(query), SyntaxError, said);
    assertEquals((error as SyntaxError & { at: number }).at, at, query);
  }
});

/** A query as a tree, with its text. */
type Tree = { readonly text: string; readonly value: boolean | null };

const leaf: fc.Arbitrary<Tree> = fc.constantFrom<Tree>(
  { text: "tools", value: true },
  { text: "json", value: null },
  { text: "context > 1m", value: false },
);

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie("tree").map(({ text, value }): Tree => ({ text: `not (${text})`, value: value === null ? null : !value })),
    fc.tuple(tie("tree"), tie("tree")).map(([a, b]): Tree => ({
      text: `(${a.text}) and (${b.text})`,
      value: a.value === false || b.value === false ? false : a.value === null || b.value === null ? null : true,
    })),
    fc.tuple(tie("tree"), tie("tree")).map(([a, b]): Tree => ({
      text: `(${a.text}) or (${b.text})`,
      value: a.value === true || b.value === true ? true : a.value === null || b.value === null ? null : false,
    })),
  ),
}));

Deno.test("any query follows the logic of three values", () => {
  fc.assert(fc.property(tree, ({ text, value }) => assertEquals(parseQuery(text)(record), value, text)));
});
