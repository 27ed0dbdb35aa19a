import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import type { PromptfooNote } from "./promptfoo_note.ts";
import type { TestRow } from "./_read_tests.ts";
import { noteOf, type Part } from "./_source.ts";

/** Names of fields that mean something in a plan, and no variable of a prompt. */
const TAKEN = ["messages", "turns", "tool_results", "max_tool_rounds"];

/** The rows of tests with what scores them, and the `[score]` table that reads it. */
export function scoredRows(
  tests: readonly TestRow[],
  { notes, at }: { notes: PromptfooNote[]; at: Part },
): { readonly rows: JsonObject[]; readonly idField: string; readonly score: JsonObject; readonly checks: number } {
  const names = new Set(tests.flatMap(({ vars }) => Object.keys(vars)));
  const free = (name: string): string => names.has(name) ? free(`${name}_of_test`) : name;
  const [test, description, checks, rubric] = ["test", "description", "checks", "rubric"].map(free);
  const taken = TAKEN.filter((name) => names.has(name));
  if (taken.length > 0) {
    notes.push(noteOf(at, "changed", `${taken.join(", ")} among the variables means something of its own in a plan`));
  }
  let count = 0;
  const rows = tests.map(({ vars, description: text, assertions }, i) => {
    count += assertions.checks.length;
    return {
      [test]: String(i + 1),
      ...(text === null ? {} : { [description]: text }),
      ...vars,
      ...(assertions.checks.length === 0 ? {} : { [checks]: assertions.checks }),
      ...(assertions.rubrics.length === 0 ? {} : { [rubric]: assertions.rubrics.map(({ text }) => text).join("\n") }),
      ...similarOf(assertions.similar),
    };
  });
  return { rows, idField: test, checks: count, score: scoreOf(tests, { checks, rubric, notes }) };
}

/** The text that an answer is to be near to is what its sample expects. */
function similarOf(similar: readonly { readonly text: JsonValue }[]): JsonObject {
  return similar.length === 0
    ? {}
    : { expected: similar.length === 1 ? similar[0].text : similar.map(({ text }) => text) };
}

function scoreOf(
  tests: readonly TestRow[],
  { checks, rubric, notes }: { checks: string; rubric: string; notes: PromptfooNote[] },
): JsonObject {
  const has = (part: "checks" | "rubrics" | "similar") => tests.some(({ assertions }) => assertions[part].length > 0);
  const score: JsonObject = {};
  if (has("checks")) score.checks = checks === "checks" ? {} : { field: checks };
  const firstOf = (part: "rubrics" | "similar") =>
    tests.flatMap(({ assertions }): { readonly at: Part }[] => assertions[part])[0].at;
  if (has("rubrics")) {
    const at = firstOf("rubrics");
    score.judge = {
      rubric: `The answer meets what is asked for in "${rubric}".`,
      show: ["input", rubric],
      endpoint: JUDGE,
    };
    notes.push(noteOf(at, "changed", `llm-rubric became [score.judge]: name its endpoint in place of ${JUDGE}`));
    const without = tests.filter(({ assertions }) => assertions.rubrics.length === 0).length;
    if (without > 0) {
      notes.push(noteOf(at, "changed", `[score.judge] also looks at samples that have no "${rubric}": ${without}`));
    }
  }
  if (has("similar")) {
    const thresholds = new Set(tests.flatMap(({ assertions }) => assertions.similar.map(({ threshold }) => threshold)));
    const [threshold] = thresholds;
    const at = firstOf("similar");
    score.similarity = { endpoint: EMBEDDER, ...(thresholds.size === 1 ? { threshold } : {}) };
    const several = thresholds.size === 1 ? "" : "; its thresholds differ, so the score is the similarity itself";
    notes.push(
      noteOf(at, "changed", `similar became [score.similarity]: name its endpoint in place of ${EMBEDDER}${several}`),
    );
  }
  return score;
}

/** What promptfoo takes where nothing else is said, to be looked at by whoever runs the plan. */
const JUDGE = "openai/gpt-4.1@openai";
const EMBEDDER = "openai/text-embedding-3-large@openai";
