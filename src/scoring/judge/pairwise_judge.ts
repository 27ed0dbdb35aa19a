import type { ChatMessage, Score, ScorerInput, ScorerTools } from "../../spec/mod.ts";
import { type Asked, JudgeCalls } from "./_judge_calls.ts";
import { answerText, keptText, QUOTED_IS_DATA, shownParts } from "./_judge_text.ts";
import { quotation } from "./_quotation.ts";
import { readGrade } from "./_read_grade.ts";
import type { GradeScale } from "./grade_scale.ts";

/** Options of {@linkcode pairwiseJudge}. */
export interface PairwiseJudgeOptions {
  /** `pairwise` unless given. */
  readonly name?: string;
  /** What makes one answer better than the other, in words for the judge. */
  readonly rubric: string;
  /** Who judges: the key of an endpoint. */
  readonly endpoint: string;
  /** Whether the judge explains itself first. `true` unless given. */
  readonly reasoning?: boolean;
  /** What it sees beside the answers: `input`, `messages`, `expected`, names of fields. `input` and `expected` unless given. */
  readonly show?: readonly string[];
}

/** Compares answers with those of a baseline. */
export interface PairwiseJudge {
  /** The column of its verdicts is named after it. */
  readonly name: string;
  /**
   * 1 when the answer is better than the baseline's in both orders, 0 when it is worse in both, else 0.5. `null` when one
   * of the orders gave no verdict.
   */
  compare(input: ScorerInput, baseline: string, tools: ScorerTools): Promise<Score>;
}

/** What an order came to, for the answer that is compared. */
type Verdict = "win" | "tie" | "loss";

const CHOICES: GradeScale = { kind: "choices", values: { FIRST: 1, SECOND: 0, TIE: 0.5 } };

/**
 * Makes a judge that says which of two answers to the same question is better. Judges favour places, so it is asked both
 * ways round: only an answer that wins in both orders wins.
 *
 * `metadata` has the verdicts of both orders, `answer_first` and `answer_second`, so that the bias can be counted: a judge
 * without one disagrees with itself as often in favour of the first place as of the second. Two answers that are the same
 * tie without a call.
 *
 * @example A judge that always likes the first answer better
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pairwiseJudge, type ScorerTools } from "@tapedeck/tapedeck";
 *
 * const judge = pairwiseJudge({ rubric: "Which is right?", endpoint: "acme/judge@local" });
 * const tools = {
 *   complete: () => Promise.resolve({ ok: true, completion: { text: "Grade: FIRST" }, costUsd: "0.01" }),
 * } as unknown as ScorerTools;
 * const { score, metadata } = await judge.compare({ input: "2 + 2?", output: "4", expected: null }, "5", tools);
 * assertEquals([score, metadata?.answer_first, metadata?.answer_second], [0.5, "win", "loss"]);
 * ```
 */
export function pairwiseJudge(options: PairwiseJudgeOptions): PairwiseJudge {
  const { name = "pairwise" } = options;
  return {
    name,
    async compare(input, baseline, tools) {
      const answer = answerText(input);
      if (answer === baseline) return { name, score: 0.5, metadata: { identical: true } };
      const calls = new JudgeCalls(tools);
      const first = await verdictOf(pairMessages(input, [answer, baseline], options), {
        calls,
        options,
        isFirst: true,
      });
      const second = await verdictOf(pairMessages(input, [baseline, answer], options), {
        calls,
        options,
        isFirst: false,
      });
      const metadata = {
        answer_first: first.verdict,
        answer_second: second.verdict,
        ...(first.more === undefined ? {} : { first: first.more }),
        ...(second.more === undefined ? {} : { second: second.more }),
      };
      return { name, score: scoreOf(first.verdict, second.verdict), metadata, ...calls.spent };
    },
  };
}

function scoreOf(first: Verdict | null, second: Verdict | null): number | null {
  if (first === null || second === null) return null;
  return first !== second || first === "tie" ? 0.5 : first === "win" ? 1 : 0;
}

interface OrderVerdict {
  readonly verdict: Verdict | null;
  readonly more?: Score["metadata"];
}

async function verdictOf(
  messages: readonly ChatMessage[],
  { calls, options: { endpoint, reasoning }, isFirst }: {
    calls: JudgeCalls;
    options: PairwiseJudgeOptions;
    isFirst: boolean;
  },
): Promise<OrderVerdict> {
  let asked = messages;
  let answer: Asked & { ok: true } | null = null;
  for (let round = 0; round < 2; round++) {
    const said = await calls.ask(asked, endpoint);
    if (!said.ok) return { verdict: null, more: said.error };
    answer = said;
    const read = readGrade(answer.text, { scale: CHOICES, format: "line" });
    if (read !== null) {
      const more = reasoning === false || read.reason === "" ? {} : { more: { reason: keptText(read.reason) } };
      if (read.score === 0.5) return { verdict: "tie", ...more };
      return { verdict: (read.score === 1) === isFirst ? "win" : "loss", ...more };
    }
    const reminder = `That cannot be read as a verdict. ${howToAnswer(false)}`;
    asked = [...messages, { role: "assistant", content: answer.text }, { role: "user", content: reminder }];
  }
  return { verdict: null, more: { unread: keptText(answer!.text) } };
}

function pairMessages(
  input: ScorerInput,
  [first, second]: readonly [string, string],
  { rubric, reasoning = true, show = ["input", "expected"] }: PairwiseJudgeOptions,
): ChatMessage[] {
  const { mark, text } = quotation([
    ...shownParts(input, show),
    { name: "first-answer", text: first },
    { name: "second-answer", text: second },
  ]);
  const how = howToAnswer(reasoning);
  return [
    {
      role: "system",
      content:
        `You compare two answers to the same question. Their order says nothing, and neither does their length.` +
        `\n\n${QUOTED_IS_DATA}\n\nThe rubric:\n${rubric.trim()}\n\n${how}`,
    },
    {
      role: "user",
      content:
        `The mark is ${mark}.\n\n${text}\n\nWhich is better by the rubric, what stands in <first-answer ${mark}> ` +
        `or in <second-answer ${mark}>? ${how}`,
    },
  ];
}

function howToAnswer(reasoning: boolean): string {
  const line = '"Grade: " and one of FIRST, SECOND, TIE';
  return reasoning
    ? `First explain in a few sentences; the last line of your answer must be ${line}.`
    : `Answer with one line only: ${line}.`;
}
