import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { choiceScorer, type ChoiceScorerOptions } from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

const found = (output: string, fields?: { readonly [name: string]: JsonValue }, options?: ChoiceScorerOptions) => {
  const { metadata } = choiceScorer(options).score({ input: "", output, expected: "A", fields });
  return metadata?.found === null ? null : `${metadata?.found} ${metadata?.rule}`;
};

/** What models write where one of several choices is asked for, and the letter that a person reads in it. */
const PHRASES: readonly (readonly [answer: string, letter: string | null])[] = [
  ["C", "C alone"],
  ["c", "C alone"],
  ["C.", "C alone"],
  ["(C)", "C alone"],
  ["[C]", "C alone"],
  ["C)", "C alone"],
  ["**C**", "C alone"],
  ["**(C)**", "C alone"],
  ["`C`", "C alone"],
  ['"C"', "C alone"],
  ["$C$", "C alone"],
  ["\n\n  C\n", "C alone"],
  ["Ｃ", "C alone"],
  ["I", "I alone"],
  ["A", "A alone"],
  ["Let me think.\n\nParis it is.\n\nC", "C alone"],
  ["C\n\nParis has been the capital since 987.", "C alone"],
  ["The answer is C", "C stated"],
  ["The answer is C.", "C stated"],
  ["The answer is (C)", "C stated"],
  ["The answer is (C).", "C stated"],
  ["The answer is **C**.", "C stated"],
  ["The answer is: C", "C stated"],
  ["The answer is: **(C)** Paris", "C stated"],
  ["The correct answer is C) Paris.", "C stated"],
  ["The correct answer is option C.", "C stated"],
  ["The correct option is C.", "C stated"],
  ["The correct choice is therefore C.", "C stated"],
  ["The best answer is probably C, though B is close.", "C stated"],
  ["So the answer is C because Paris is the capital.", "C stated"],
  ["The answer must be A, since nothing else fits.", "A stated"],
  ["The answer is A because nothing else fits.", "A stated"],
  ["The answer would be D", "D stated"],
  ["the answer is c", "C stated"],
  ["the answer is (c) paris", "C stated"],
  ["Answer: C", "C stated"],
  ["Answer: (C)", "C stated"],
  ["ANSWER: C", "C stated"],
  ["Answer = C", "C stated"],
  ["Answer - C", "C lone"],
  ["**Answer:** C", "C stated"],
  ["**Answer: C**", "C stated"],
  ["**Final Answer**: C", "C stated"],
  ["Final answer: **C. Paris**", "C stated"],
  ["Answer:\nC\nbecause", "C stated"],
  ["Answer: $\\boxed{C}$", "C boxed"],
  ["The final answer is $\\boxed{\\text{C}}$.", "C boxed"],
  ["\\boxed{(C)}", "C boxed"],
  ["I first thought \\boxed{A}, but it is \\boxed{B}.", "B boxed"],
  ["I would pick C.", "C stated"],
  ["I'd go with (C).", "C stated"],
  ["I choose option C", "C stated"],
  ["My choice is C!", "C stated"],
  ["Option C is correct.", "C stated"],
  ["C is correct.", "C stated"],
  ["C is the correct answer.", "C stated"],
  ["(C) is the best choice, I think.", "C stated"],
  ["**C** is the most likely.", "C stated"],
  ["La réponse est C.", "C stated"],
  ["Die Antwort ist C.", "C stated"],
  ["La respuesta es (C).", "C stated"],
  ["答案是C", "C stated"],
  ["答案：C", "C stated"],
  ["The answer is B. Wait, no: the answer is C.", "C stated"],
  ["A is wrong. B is wrong. The answer is C", "C stated"],
  ["C. Paris", "C leading"],
  ["C) Paris", "C leading"],
  ["(C) Paris", "C leading"],
  ["C: Paris", "C leading"],
  ["**C. Paris**", "C leading"],
  ["**C)** Paris is the capital.", "C leading"],
  ["- C. Paris", "C leading"],
  ["Thinking it over:\n(C) Paris\nfits best", "C leading"],
  ["A. London\nB. Berlin\nC. Paris", null],
  ["It has to be (C), as Paris is the capital.", "C marked"],
  ["Paris, **C**, without a doubt", "C marked"],
  ["It has to be C, as Paris is the capital.", "C lone"],
  ["A capital is a city; here C fits.", "C lone"],
  ["I think it might be B", "B lone"],
  ["It could be B or C.", null],
  ["The answer is A or B.", null],
  ["The answer is A and C", null],
  ["The answer is (A), (B)", null],
  ["The answer is a bit more complicated.", null],
  ["The answer is A city in France.", null],
  ["The answer is Charlemagne", null],
  ["The answer isn't C", null],
  ["It cannot be C", null],
  ["It is not C but D", "D lone"],
  ["C is wrong, so D it is", "D lone"],
  ["(C) isn't it. (D) fits.", "D marked"],
  ["I'd say that's a good question.", null],
  ["I cannot answer that.", null],
  ["Vitamin C's role", null],
  ["A", "A alone"],
  ["The answer is K", null],
  ["", null],
  ["42", null],
];

Deno.test("choice: the letter that a person reads, and by which rule", () => {
  assertEquals(PHRASES.map(([answer]) => [answer, found(answer)]), PHRASES.map((phrase) => [...phrase]));
});

const CAPITALS = { choices: ["London", "Berlin", "Paris", "New York", "York"] };

Deno.test("choice: an answer that names a choice and no letter", () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ["Paris", "C text"],
    ["paris.", "C text"],
    ["It is Paris, of course.", "C text"],
    ["New York", "D text"],
    ["That is New York!", "D text"],
    ["Not York", "E text"],
    ["Paris or London", null],
    ["Yorkshire", null],
    ["Paris is wrong; the answer is B", "B stated"],
    ["The answer is I", null],
  ];
  assertEquals(cases.map(([answer]) => [answer, found(answer, CAPITALS)]), cases.map((one) => [...one]));
});

Deno.test("choice: texts of numbers and signs are told apart", () => {
  const fields = { choices: ["-1", "1", "1.5", "x + 1", "15 %"] };
  for (const [i, answer] of ["-1", "1", "1.5", "x + 1", "15 %"].entries()) {
    assertEquals(found(answer, fields), `${"ABCDE"[i]} text`, answer);
  }
});

const verdict = (expected: JsonValue, fields?: { readonly [name: string]: JsonValue }, options?: ChoiceScorerOptions) =>
  choiceScorer(options).score({ input: "", output: "The answer is C.", expected, fields }).score;

Deno.test("choice: the letter is expected in any usual spelling", () => {
  for (const expected of ["C", "c", "(C)", "C.", " C ", '"C"']) assertEquals(verdict(expected), 1, expected);
  for (const expected of ["B", "(b)"]) assertEquals(verdict(expected), 0, expected);
});

Deno.test("choice: an index or the text of a choice is expected as well, the text first", () => {
  assertEquals(verdict(2), 1);
  assertEquals(verdict("2"), 1);
  assertEquals(verdict(3, {}, { indexFrom: 1 }), 1);
  assertEquals(verdict("Paris", CAPITALS), 1);
  assertEquals(verdict("LONDON", CAPITALS), 0);
  const years = { choices: ["2", "1", "0"] };
  assertEquals(verdict("0", years), 1);
  assertEquals(verdict(0, years), 0);
});

Deno.test("choice: choices can stand in another field, and in a table by letters", () => {
  assertEquals(verdict("Paris", { options: ["London", "Berlin", "Paris"] }, { choicesField: "options" }), 1);
  assertEquals(verdict("Paris", { choices: { A: "London", B: "Berlin", C: "Paris" } }), 1);
  assertEquals(verdict("Paris", { choices: { a: "London", b: "Berlin", c: "Paris" } }), 1);
});

Deno.test("choice: there is no letter beyond the last choice", () => {
  assertEquals(verdict("A", { choices: ["x", "y"] }), 0);
  assertEquals(found("The answer is C.", { choices: ["x", "y"] }), null);
  assertEquals(found("The answer is C.", undefined, { count: 2 }), null);
  assertEquals(verdict("C", { choices: ["x", "y"] }), null);
});

Deno.test("choice: it does not apply where a sample expects none of the choices", () => {
  const none: JsonValue[] = [null, "", "Rome", 11, -1, 1.5, true, ["C"], { letter: "C" }, "CC"];
  for (const expected of none) assertEquals(verdict(expected, CAPITALS), null, JSON.stringify(expected));
});

Deno.test("choice: choices that are none are passed over", () => {
  for (const choices of [[], "A", 4, [["x"]], [null], Array(11).fill("x")] as JsonValue[]) {
    assertEquals(verdict("C", { choices }), 1);
  }
});

Deno.test("choice: a statement of a letter is found within any words without letters of their own", () => {
  const letter = fc.constantFrom(..."ABCDEFGHIJ");
  const words = fc.array(fc.constantFrom("so", "then", "well,", "42", "paris."), { maxLength: 6 }).map((w) =>
    w.join(" ")
  );
  const form = fc.constantFrom("The answer is #.", "Answer: (#)", "\\boxed{#}", "**Answer:** #", "I choose #.");
  fc.assert(fc.property(letter, words, form, words, (letter, before, form, after) => {
    const text = `${before}\n${form.replace("#", letter)}\n${after}`;
    assertEquals(choiceScorer().score({ input: "", output: text, expected: letter }).score, 1);
  }));
});

Deno.test("choice: any answer has a verdict, soon", () => {
  const piece = fc.constantFrom(
    "answer is ",
    "   ",
    "\n",
    "*",
    "(",
    "A",
    "b",
    " or ",
    "Option C",
    "\\boxed{",
    "}",
    "é",
    "I ",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
    const { score } = choiceScorer().score({ input: "", output: pieces.join(""), expected: "A" });
    assert(score === 0 || score === 1);
  }));
  for (const long of [" ", "*", "\n", "answer is ", "*_", "A ", "(", "> "]) {
    choiceScorer().score({ input: "", output: `The answer is${long.repeat(50_000)}`, expected: "A", fields: CAPITALS });
  }
});
