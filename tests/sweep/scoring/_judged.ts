/** A parrot whose answers are judged: by one server for both, which tells the questions apart by what they say. */
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { Attempt, ScoreRow, ScoringRecord } from "../../../src/spec/mod.ts";
import { collect } from "../../support/iterate.ts";
import { type ParrotRequest, startParrot } from "../_parrot.ts";

/** How the judge answers a question, by its number from 1; a text, or a response. */
export type JudgeAnswers = (question: ParrotRequest, number: number) => string | Response | Promise<string | Response>;

/** An answer of a chat that is not streamed. */
export function plainAnswer(text: string): Response {
  return Response.json({
    id: "judge-1",
    object: "chat.completion",
    created: 1,
    model: "judge",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  });
}

/** What a question quotes under a name. */
export function quoted(question: ParrotRequest, name: string): string {
  const text = question.messages[1].content;
  const mark = /^The mark is (\w+)\./.exec(text)![1];
  return text.split(`<${name} ${mark}>\n`)[1].split(`\n</${name} ${mark}>`)[0];
}

/** Right is what has a zero in it. */
export const byZero: JudgeAnswers = (question) =>
  quoted(question, "answer").includes("0") ? "It has a zero.\nGrade: correct" : "Grade: wrong";

/** A server that repeats what it is told, and judges what is asked of it. */
export function startJudged(
  judge: JudgeAnswers = byZero,
  answer: (body: ParrotRequest) => Response | undefined = () => undefined,
) {
  const asked: ParrotRequest[] = [];
  const parrot = startParrot({
    async intercept(_, body) {
      const isAsked = "messages" in body && /^You (grade|compare)/.test(body.messages[0].content);
      if (!isAsked) return answer(body);
      asked.push(body);
      const said = await judge(body, asked.length);
      return typeof said === "string" ? plainAnswer(said) : said;
    },
  });
  return {
    ...parrot,
    /** The questions to the judge. */
    asked,
    /** The questions to the parrot. */
    get told() {
      return parrot.requests.filter((one) => !asked.includes(one));
    },
  };
}

/** The table of a judge at a server. */
export function judgeTable(baseUrl: string, { name = "judge", more = "" } = {}): string {
  return `[score.${name}]
rubric = "It must have a zero."
endpoint = { key = "acme/judge@bench", base_url = "${baseUrl}", price = { input_per_1m_usd = "1", output_per_1m_usd = "10" } }
${more}
`;
}

/** All that the ledger has of a run. */
export async function ledgerOf(ledgerPath: string, runId: string): Promise<{
  readonly rows: Attempt[];
  readonly scorings: ScoringRecord[];
  readonly scores: ScoreRow[];
}> {
  await using ledger = await openSqliteLedger(ledgerPath);
  const scorings = await ledger.scorings(runId);
  const scores: ScoreRow[] = [];
  for (const { number } of scorings) scores.push(...await collect(ledger.scores(runId, number)));
  return { rows: await collect(ledger.attempts(runId)), scorings, scores };
}
