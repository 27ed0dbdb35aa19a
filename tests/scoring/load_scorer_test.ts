import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { pathToFileURL } from "node:url";
import { UserError } from "../../src/base/mod.ts";
import { loadScorer, type LoadScorerOptions, scoreAnswer } from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const FILE = "tests/scoring/outside/word_count.ts";

async function scored(specifier: string, output: string, expected: JsonValue, options?: Partial<LoadScorerOptions>) {
  const { scorer } = await loadScorer(specifier, { name: "mine", ...options });
  return (await scoreAnswer([scorer], { input: "", output, expected })).scores[0];
}

Deno.test("a file's default export, with arguments", async () => {
  assertEquals(await scored(`./${FILE}`, "one two three", null, { args: { words: 6 } }), {
    name: "mine",
    score: 0.5,
    metadata: { count: 3 },
  });
});

Deno.test("an export by its name, which may be a scorer already", async () => {
  assertEquals((await scored(`${FILE}#isShort`, "short", null)).score, 1);
  assertEquals((await scored(`${pathToFileURL(FILE)}#isShort`, "not so very short as that", null)).score, 0);
  assertEquals(await scored(`${FILE}#scorer`, "", null), { name: "mine", score: 0.25 });
});

Deno.test("scorers of autoevals work unchanged", async () => {
  const levenshtein = await scored("npm:autoevals@0.3.0#Levenshtein", "kitten", "sitting");
  assertAlmostEquals(levenshtein.score!, 4 / 7);
  const numeric = await scored("npm:autoevals@0.3.0#NumericDiff", "12", 10, { output: "json" });
  assertAlmostEquals(numeric.score!, 10 / 11);
  const json = await scored("npm:autoevals@0.3.0#JSONDiff", '{ "a": 1, "b": "x" }', { a: 1, b: "x" });
  assertEquals(json.score, 1);
});

Deno.test("a function of autoevals that throws is told by its error", async () => {
  const { score, metadata } = await scored("npm:autoevals@0.3.0#LLMClassifierFromTemplate", "x", "y");
  assertEquals(score, null);
  assert(typeof metadata?.error === "string");
});

Deno.test("a file that has changed is another scorer, with another hash", async () => {
  using folder = tempDir();
  const path = `${folder.path}/mine.ts`;
  await Deno.writeTextFile(path, "export default () => 0.25;");
  const first = await loadScorer(path, { name: "mine" });
  await Deno.writeTextFile(path, "export default () => 0.75;");
  const second = await loadScorer(path, { name: "mine" });
  assertNotEquals(first.code, second.code);
  const score = async ({ scorer }: typeof first) =>
    (await scorer.score({ input: "", output: "", expected: null })).score;
  assertEquals([await score(first), await score(second)], [0.25, 0.75]);
  assertEquals((await loadScorer("npm:autoevals@0.3.0#Levenshtein", { name: "x" })).code, null);
});

Deno.test("what is no scorer is refused with what there is", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/broken.ts`, "export default (;");
  await Deno.writeTextFile(`${folder.path}/empty.ts`, "");
  const cases: readonly (readonly [specifier: string, message: string])[] = [
    ["./nowhere.ts", "there is no such file"],
    [`${FILE}#notOne`, 'no export named "notOne" that is a function or a scorer; it exports '],
    [`${FILE}#missing`, "it exports default, isShort, notOne, scorer"],
    [`${folder.path}/broken.ts`, "its module fails: "],
    [`${folder.path}/empty.ts`, 'no default export and none named "scorer"'],
    ["npm:autoevals#Levenshtein", 'an exact version, such as "npm:autoevals@1.2.3"'],
    ["npm:autoevals@^0.3.0#Levenshtein", 'an exact version, such as "npm:autoevals@1.2.3"'],
    ["npm:@scope/name#x", 'such as "npm:@scope/name@1.2.3"'],
  ];
  for (const [specifier, message] of cases) {
    const error = await assertRejects(() => loadScorer(specifier, { name: "mine" }), UserError, message);
    assertEquals(error.exitCode, 2);
  }
});
