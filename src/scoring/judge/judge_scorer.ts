import type { ChatMessage, JsonValue, Score, Scorer, ScorerInput, ScorerTools } from "../../spec/mod.ts";
import { JudgeCalls, toolsMissing } from "./_judge_calls.ts";
import { answerText, keptText, QUOTED_IS_DATA, shownParts } from "./_judge_text.ts";
import { quotation } from "./_quotation.ts";
import { type GradeFormat, readGrade } from "./_read_grade.ts";
import { DEFAULT_GRADES, type GradeScale } from "./grade_scale.ts";
import { type PanelReduction, panelVerdict } from "./_panel_verdict.ts";

/** Options of {@linkcode judgeScorer}. */
export interface JudgeScorerOptions {
  /** `judge` unless given. */
  readonly name?: string;
  /** What a good answer is, in words for the judge. */
  readonly rubric: string;
  /** Who judges: keys of endpoints, at least one. Several are a panel. */
  readonly endpoints: readonly string[];
  /** The grades to choose from; `correct`, `partly` and `wrong` unless given. */
  readonly grades?: GradeScale;
  /** Whether the judge explains itself before it grades. `true` unless given. */
  readonly reasoning?: boolean;
  /** Whether the grade is the last line of the answer, `Grade: correct`, or in an object of JSON. `line` unless given. */
  readonly format?: GradeFormat;
  /** What it sees beside the answer: `input`, `messages`, `expected`, names of fields. `input` and `expected` unless given. */
  readonly show?: readonly string[];
  /** How the grades of a panel become one. `mean` unless given; of `majority`, a tie is the mean of those that lead. */
  readonly panel?: PanelReduction;
}

/** What one judge came to. */
export interface JudgeOpinion {
  /** `null`: it could not be asked, or said nothing that can be read. */
  readonly score: number | null;
  /** What led to it. */
  readonly metadata: { readonly [key: string]: JsonValue };
}

/**
 * Makes a scorer that asks a model for a grade by a rubric. The answer under judgement is quoted between tags that it
 * cannot close, and the judge's grade is read from the last line, or the one object, of what it says.
 *
 * A judge whose answer cannot be read is asked once more with a reminder; then the verdict is `null` with the text under
 * `metadata.unread`. A call that fails is a verdict of `null` too, with the kind under `metadata.error`.
 *
 * @throws {TypeError} when it is asked to score without tools.
 *
 * @example A judge that says yes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { judgeScorer, type ScorerTools } from "@tapedeck/tapedeck";
 *
 * const scorer = judgeScorer({ rubric: "The sum must be right.", endpoints: ["acme/judge@local"] });
 * const tools = {
 *   complete: () => Promise.resolve({ ok: true, completion: { text: "2 and 2 are 4.\nGrade: correct" }, costUsd: "0.01" }),
 * } as unknown as ScorerTools;
 * const score = await scorer.score({ input: "2 + 2?", output: "4", expected: "4" }, tools);
 * assertEquals([score.score, score.costUsd, score.metadata?.reason], [1, "0.01", "2 and 2 are 4."]);
 * ```
 */
export function judgeScorer(options: JudgeScorerOptions): Scorer {
  const { name = "judge", endpoints, panel = "mean" } = options;
  return {
    name,
    makesCalls: true,
    async score(input: ScorerInput, tools?: ScorerTools): Promise<Score> {
      if (tools === undefined) throw toolsMissing(name);
      const calls = new JudgeCalls(tools);
      const messages = judgeMessages(input, options);
      const opinions: JudgeOpinion[] = [];
      // One after the other, so that each call is the how-many-th of its cell in every replay.
      for (const endpoint of endpoints) opinions.push(await opinionOf(messages, { endpoint, calls, options }));
      const verdict = endpoints.length === 1 ? opinions[0] : panelVerdict(endpoints, opinions, panel);
      return { name, ...verdict, ...calls.spent };
    },
  };
}

async function opinionOf(
  messages: readonly ChatMessage[],
  { endpoint, calls, options }: { endpoint: string; calls: JudgeCalls; options: JudgeScorerOptions },
): Promise<JudgeOpinion> {
  const { grades: scale = DEFAULT_GRADES, format = "line" } = options;
  let asked = messages;
  let text = "";
  for (const isReminded of [false, true]) {
    const answer = await calls.ask(asked, endpoint);
    if (!answer.ok) return { score: null, metadata: answer.error };
    text = answer.text;
    const read = readGrade(text, { scale, format });
    if (read !== null) {
      const { grade, reason, score } = read;
      const metadata = { grade, ...(reason === "" ? {} : { reason: keptText(reason) }) };
      return { score, metadata: isReminded ? { ...metadata, reminded: true } : metadata };
    }
    const reminder = `That cannot be read as a grade. ${howToAnswer({ ...options, reasoning: false })}`;
    asked = [...messages, { role: "assistant", content: text }, { role: "user", content: reminder }];
  }
  return { score: null, metadata: { unread: keptText(text) } };
}

function judgeMessages(input: ScorerInput, options: JudgeScorerOptions): ChatMessage[] {
  const { rubric, show = ["input", "expected"] } = options;
  const { mark, text } = quotation([...shownParts(input, show), { name: "answer", text: answerText(input) }]);
  return [
    {
      role: "system",
      content: `You grade answers by a rubric.\n\n${QUOTED_IS_DATA}\n\nThe rubric:\n${rubric.trim()}\n\n${
        howToAnswer(options)
      }`,
    },
    {
      role: "user",
      content: `The mark is ${mark}.\n\n${text}\n\nGrade what stands in <answer ${mark}> by the rubric. ${
        howToAnswer(options)
      }`,
    },
  ];
}

function howToAnswer(options: JudgeScorerOptions): string {
  const { grades = DEFAULT_GRADES, reasoning = true, format = "line" } = options;
  const allowed = grades.kind === "choices"
    ? `one of ${Object.keys(grades.values).join(", ")}`
    : `a number from ${grades.low} (the worst) to ${grades.high} (the best)`;
  if (format === "json") {
    const fields = reasoning ? '{"reason": "…", "grade": …}' : '{"grade": …}';
    return `Answer with one JSON object and nothing else, ${fields}, where the grade is ${allowed}.`;
  }
  const line = `"Grade: " and ${allowed}`;
  return reasoning
    ? `First explain in a few sentences; the last line of your answer must be ${line}.`
    : `Answer with one line only: ${line}.`;
}
