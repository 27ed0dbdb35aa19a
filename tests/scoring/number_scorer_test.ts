import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Decimal, UserError } from "../../src/base/mod.ts";
import { numberScorer, type NumberScorerOptions } from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

const scoreOf = (output: string, expected: JsonValue, options?: NumberScorerOptions) =>
  numberScorer(options).score({ input: "", output, expected }).score;

/** Spellings, and the number that each is. */
const SPELLINGS: readonly (readonly [spelling: string, value: string | number])[] = [
  ["42", 42],
  ["42.", 42],
  ["**42**", 42],
  ["__42__", 42],
  ["\\boxed{42}", 42],
  ["042", 42],
  ["+7", 7],
  ["-3", -3],
  ["\u22123", -3],
  ["\u20133", -3],
  ["(-3)", -3],
  ["x=-3", -3],
  ["0.5", "0.5"],
  [".5", "0.5"],
  ["-.5", "-0.5"],
  ["3,14", "3.14"],
  ["0,123", "0.123"],
  ["1,234", 1234],
  ["1.234", "1.234"],
  ["1,234,567.89", "1234567.89"],
  ["1.234.567,89", "1234567.89"],
  ["1.234,5", "1234.5"],
  ["1 234 567,5", "1234567.5"],
  ["1\u00a0234", 1234],
  ["1\u202f234", 1234],
  ["1'234", 1234],
  ["1’234", 1234],
  ["1_000_000", 1_000_000],
  ["$1,234.50", "1234.5"],
  ["-$5", -5],
  ["$-5", -5],
  ["US$5", 5],
  ["€ 5", 5],
  ["5 €", 5],
  ["£3.20", "3.2"],
  ["6.02e23", "602000000000000000000000"],
  ["1.5E-3", "0.0015"],
  ["1.5 × 10^3", 1500],
  ["1.5x10^{-3}", "0.0015"],
  ["1.5 · 10⁻³", "0.0015"],
  ["2 * 10^6", 2_000_000],
  ["10^6", 1_000_000],
  ["10⁶", 1_000_000],
  ["3 million", 3_000_000],
  ["1.2 billion dollars", 1_200_000_000],
  ["3rd", 3],
  ["10kg", 10],
  ["5 m²", 5],
  ["zero", 0],
  ["Twelve", 12],
  ["twenty", 20],
  ["forty-two", 42],
  ["forty two", 42],
  ["one hundred and five", 105],
  ["two thousand and twenty-six", 2026],
  ["three million two hundred thousand", 3_200_000],
  ["minus three", -3],
  ["negative two", -2],
  ["one", 1],
];

for (const [spelling, value] of SPELLINGS) {
  Deno.test(`number: ${spelling} is ${value}`, () => {
    for (const output of [spelling, `The answer is ${spelling}`, `It is ${spelling} .`, `${spelling}\n`]) {
      assertEquals(scoreOf(output, value), 1, output);
      assertEquals(scoreOf(output, spelling), 1, output);
    }
  });
}

Deno.test("number: twenty-one words from zero to twenty are read", () => {
  const words =
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
    "seventeen eighteen nineteen twenty";
  for (const [value, word] of words.split(" ").entries()) assertEquals(scoreOf(`It has ${word}.`, value), 1, word);
});

/** Answers and their numbers, in order. */
const SEVERAL: readonly (readonly [output: string, numbers: readonly string[]])[] = [
  ["7 + 5 = 12", ["7", "5", "12"]],
  ["10-5", ["10", "5"]],
  ["1,2,3", ["1", "2", "3"]],
  ["between 3 and 5", ["3", "5"]],
  ["2024-01-15", ["2024", "01", "15"]],
  ["10:30", ["10", "30"]],
  ["five of six", ["five", "six"]],
  ["two three four", ["two", "three", "four"]],
  ["twenty and five", ["twenty", "five"]],
  ["12 boxes of five", ["12", "five"]],
  ["42 is the one", ["42"]],
  ["GPT-4 and llama2 and x_3", []],
  ["someone, often, a hundred", []],
  ["2^10", []],
  ["no number", []],
  ["", []],
];

for (const [output, numbers] of SEVERAL) {
  Deno.test(`number: ${JSON.stringify(output)} has ${numbers.length} numbers`, () => {
    const { metadata } = numberScorer({ pick: "any" }).score({ input: "", output, expected: 0 });
    assertEquals(metadata?.found, [...numbers]);
  });
}

Deno.test("number: the last one counts unless told otherwise", () => {
  const output = "Of 12 boxes, 3 are open and 5 are not.";
  const right = (pick?: NumberScorerOptions["pick"]) =>
    [12, 3, 5].map((expected) => scoreOf(output, expected, { pick }));
  assertEquals(right(), [0, 0, 1]);
  assertEquals(right("last"), [0, 0, 1]);
  assertEquals(right("first"), [1, 0, 0]);
  assertEquals(right("any"), [1, 1, 1]);
});

Deno.test("number: blanks may group thousands or part numbers, and either reading is right", () => {
  const output = "100 200 300";
  assertEquals([100200300, 300, 100, 200].map((expected) => scoreOf(output, expected)), [1, 1, 0, 0]);
  assertEquals([100200300, 300, 100, 200].map((expected) => scoreOf(output, expected, { pick: "first" })), [
    1,
    0,
    1,
    0,
  ]);
  assertEquals([100200300, 300, 100, 200].map((expected) => scoreOf(output, expected, { pick: "any" })), [1, 1, 1, 1]);
});

const PERCENT: readonly (readonly [output: string, expected: JsonValue, score: number])[] = [
  ["45%", 45, 1],
  ["45%", 0.45, 1],
  ["45 %", "45%", 1],
  ["45 percent", "45%", 1],
  ["45 per cent", 45, 1],
  ["0.45", "45%", 1],
  ["45", "45%", 1],
  ["45%", "0.45%", 0],
  ["0.45%", "45%", 0],
  ["45%", 4500, 0],
  ["45", 0.45, 0],
];

for (const [output, expected, score] of PERCENT) {
  Deno.test(`number: ${output} is ${score === 1 ? "right" : "wrong"} for ${JSON.stringify(expected)}`, () => {
    assertEquals(scoreOf(output, expected), score);
  });
}

Deno.test("number: tolerances hold at their edges, exactly", () => {
  assertEquals(scoreOf("0.31", 0.3, { tolerance: "0.01" }), 1);
  assertEquals(scoreOf("0.3100001", 0.3, { tolerance: "0.01" }), 0);
  assertEquals(scoreOf("0.29", 0.3, { tolerance: 0.01 }), 1);
  assertEquals(scoreOf("101", 100, { relativeTolerance: "0.01" }), 1);
  assertEquals(scoreOf("-99", -100, { relativeTolerance: "0.01" }), 1);
  assertEquals(scoreOf("101.1", 100, { relativeTolerance: "0.01" }), 0);
  assertEquals(scoreOf("101.1", 100, { relativeTolerance: "0.01", tolerance: "2" }), 1);
  assertEquals(scoreOf("0.1", 0, { relativeTolerance: "1" }), 0);
});

Deno.test("number: without a tolerance, numbers beyond what doubles can tell apart differ", () => {
  assertEquals(scoreOf("9007199254740993", "9007199254740993"), 1);
  assertEquals(scoreOf("9007199254740993", "9007199254740992"), 0);
});

Deno.test("number: a tolerance that is none is refused", () => {
  for (const tolerance of ["-1", "x", "", "1/2", NaN, Infinity, -0.5]) {
    assertThrows(
      () => numberScorer({ tolerance }),
      UserError,
      "'tolerance' must be a decimal number that is not negative",
    );
    assertThrows(() => numberScorer({ relativeTolerance: tolerance }), UserError, "'relativeTolerance'");
  }
});

Deno.test("number: where no number is expected, it does not apply", () => {
  for (const expected of [null, "Paris", "", true, {}, [], "3 to 5", [1, "Paris"], [null]] as JsonValue[]) {
    assertEquals(numberScorer().score({ input: "", output: "42", expected }), { name: "number", score: null });
  }
});

Deno.test("number: any item of a list may be met", () => {
  assertEquals([scoreOf("8", [7, "eight"]), scoreOf("7", [7, "eight"]), scoreOf("9", [7, "eight"])], [1, 1, 0]);
});

Deno.test("number: no answer takes long", () => {
  const parts = ["1", "_", "1 ", "1,", "a1", "1.", "one ", "1 000 ", "-", "$ ", "10^", "one hundred and ", "%"];
  for (const part of parts) {
    numberScorer({ pick: "any" }).score({ input: "", output: part.repeat(50_000), expected: 0 });
  }
});

const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.nat({ max: 6 })).map(([units, scale]) =>
  Decimal.parse(`${units}e-${scale}`)
);

/** The usual ways to write a decimal number. */
const WAYS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => grouped(text, ",", "."),
  (text) => grouped(text, "'", "."),
  (text) => grouped(text, "\u202f", ","),
  (text) => text.replace(/^(-?)/, "$1$"),
  (text) => `**${text}**.`,
  (text) => `${text}e0`,
];

function grouped(text: string, separator: string, point: string): string {
  const [whole, fraction] = text.split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, separator);
  return fraction === undefined ? groups : groups + point + fraction;
}

Deno.test("number: a number is itself in every usual spelling, and no other number", () => {
  const way = fc.constantFrom(...WAYS);
  // Behind a comma, three digits look like a group and not like a fraction.
  const clear = decimal.filter((value) => !/^-?\d{1,3}\.\d{3}$/.test(value.toString()));
  fc.assert(fc.property(clear, clear, way, (value, other, write) => {
    const output = `So the answer is ${write(value.toString())}`;
    assertEquals(scoreOf(output, value.toString()), 1, output);
    assertEquals(scoreOf(output, other.toString()), value.compare(other) === 0 ? 1 : 0, output);
  }));
});

Deno.test("number: a wider tolerance never makes a right answer wrong", () => {
  fc.assert(fc.property(decimal, decimal, decimal, decimal, (value, expected, a, b) => {
    const [narrow, wide] = [a, b].map((one) => one.toString().replace("-", ""))
      .toSorted((one, two) => Decimal.parse(one).compare(Decimal.parse(two)));
    const score = (tolerance: string) => scoreOf(value.toString(), expected.toString(), { tolerance })!;
    assertEquals(score(narrow) <= score(wide), true);
  }));
});

Deno.test("number: no text makes it fail", () => {
  const text = fc.string({
    unit: fc.constantFrom(..."0123456789.,-+eE%$ ^×⁶_'\n{}", "one", "ten", "hundred", "million"),
  });
  fc.assert(fc.property(text, text, (output, expected) => {
    const score = scoreOf(output, expected, { pick: "any" });
    assertEquals(score === null || score === 0 || score === 1, true);
  }));
});
