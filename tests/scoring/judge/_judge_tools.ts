import type { CallFailure, ChatMessage, Completion, ScorerTools } from "../../../src/spec/mod.ts";

/** A question to a judge. */
export interface JudgeQuestion {
  readonly messages: readonly ChatMessage[];
  readonly endpoint: string;
}

/** Tools whose judge answers what a test says, and that keep what was asked. */
export function judgeTools(
  answer: (question: JudgeQuestion, number: number) => string | Partial<CallFailure>,
  { costUsd = "0.001" }: { readonly costUsd?: string | null } = {},
): ScorerTools & { readonly asked: JudgeQuestion[] } {
  const asked: JudgeQuestion[] = [];
  return {
    scope: "cell_1/judge",
    asked,
    complete({ messages }, { endpoint }) {
      asked.push({ messages, endpoint });
      const said = answer({ messages, endpoint }, asked.length);
      return Promise.resolve(
        typeof said === "string"
          ? { ok: true, completion: { text: said } as Completion, costUsd }
          : { ok: false, failure: said as CallFailure, costUsd },
      );
    },
    embed: () => Promise.reject(new Error("a judge embeds nothing")),
  };
}

/** The text of a message, by its place. */
export function textAt({ messages }: JudgeQuestion, index: number): string {
  return String(messages.at(index)?.content);
}
