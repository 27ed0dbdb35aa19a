import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTables } from "../../src/cli/_run_tables.ts";
import type { Attempt, JsonValue } from "../../src/spec/mod.ts";
import { makeAttempt } from "../support/attempts.ts";
import { iterate } from "../support/iterate.ts";
import { planOf } from "../sweep/_plans.ts";

const ENDPOINT = "acme/parrot@local/q4";

/** What a run of two prompts, asked three times each, prints with a `[score]` table. */
async function tables(score: string, verdicts: readonly (0 | 1 | null)[]): Promise<string> {
  const plan = await planOf({ head: 'name = "test"\nrepeats = 3\n', rest: `[score]\n${score}\n` });
  const attempts = verdicts.map((verdict, cellIndex): Attempt => {
    const own = { cellIndex, endpoint: ENDPOINT, model: "acme/parrot", axes: {} as { [axis: string]: JsonValue } };
    const place = { promptId: cellIndex < 3 ? "sum" : "capital", repeat: cellIndex % 3 + 1 };
    return verdict === null
      ? makeAttempt({ ...own, ...place, status: "failed", scores: {}, score: null, output: null })
      : makeAttempt({ ...own, ...place, scores: { exact: verdict }, score: verdict });
  });
  const ledger = { attempts: () => iterate(attempts) };
  return await runTables(ledger, "run_1", { plan, output: { isTerminal: false, columns: 200 } });
}

const lastRow = (text: string) => text.split("\n").find((line) => line.includes("local/q4"))!.trim().split(/\s{2,}/);

Deno.test("where nothing is said of repeats, the score is the mean over cells, as ever", async () => {
  const text = await tables("exact = true", [1, 0, 0, 1, 1, null]);
  assertEquals(text.split("\n")[0].trim().split(/\s{2,}/).at(-1), "score");
  assertEquals(lastRow(text).at(-1), "0.600");
  assertEquals(text.includes("repeats of a prompt"), false);
});

Deno.test("reduced repeats are shown with their reduction and how many there are", async () => {
  const text = await tables('exact = true\nreduce = "pass@2"', [1, 0, 0, 1, 1, null]);
  assertStringIncludes(text, "score (pass@2)");
  assertEquals(lastRow(text).slice(-2), [((2 / 3 + 1) / 2).toFixed(3), "2"]);
  assertStringIncludes(
    text,
    "score: repeats of a prompt by pass@2, then the mean over prompts; cells without an answer are left out\n",
  );
});

Deno.test("failed cells count 0 where the plan says so, and too few answers are told", async () => {
  const few = await tables('exact = true\nreduce = "pass@3"', [1, 0, 0, 1, 1, null]);
  assertEquals(lastRow(few).slice(-2), ["1.000", "1"]);
  assertStringIncludes(few, "; 1 prompt had too few answers for that\n");
  const zero = await tables('exact = true\nreduce = "min"\nfailed = "zero"', [1, 1, 1, 1, 1, null]);
  assertEquals(lastRow(zero).slice(-2), ["0.500", "2"]);
  assertStringIncludes(zero, "a cell without an answer counts 0\n");
});

Deno.test("scorers with reductions of their own are named", async () => {
  const text = await tables('[score.exact]\nreduce = "max"', [1, 0, 0, 0, 0, 0]);
  assertStringIncludes(text, "score (reduced)");
  assertStringIncludes(text, "repeats of a prompt by mean, exact by max, then");
  assertEquals(lastRow(text).slice(-2), ["0.500", "2"]);
});
