/** Makes the conversations of the runner's tests: a server whose answers follow from what it was told, and a plan. */
import { parsePlan, type SweepPlan } from "../../src/sweep/mod.ts";
import { type ParrotRequest, startParrot, streamedAnswer } from "./_parrot.ts";

/** What a model calls. */
export interface TalkerCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** An answer of calls alone. */
export function callAnswer(calls: readonly TalkerCall[]): Response {
  return Response.json({
    id: "chatcmpl-2",
    object: "chat.completion",
    created: 1,
    model: "parrot",
    choices: [{
      index: 0,
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: null,
        tool_calls: calls.map(({ id, name, arguments: args }) => ({
          id,
          type: "function",
          function: { name, arguments: args },
        })),
      },
    }],
    usage: { prompt_tokens: 20, completion_tokens: 7, total_tokens: 27 },
  });
}

/**
 * A server that answers `call NAME ARGUMENTS` with that call, once for each time it is told, and repeats everything else
 * with the number of messages before it.
 */
export function startTalker(intercept?: (number: number, body: ParrotRequest) => Response | undefined) {
  return startParrot({
    intercept: (number, body) => {
      const given = intercept?.(number, body);
      if (given !== undefined) return given;
      const last = body.messages.at(-1)!;
      const calls = /^call (.*)$/s.exec(last.content)?.[1].split(";").map((text, i): TalkerCall => {
        const [, name, args] = /^\s*(\S+)\s*(.*)$/s.exec(text)!;
        return { id: `call_${body.messages.length}_${i}`, name, arguments: args };
      });
      return calls === undefined ? streamedAnswer(`${last.content}/${body.messages.length}`) : callAnswer(calls);
    },
  });
}

/** A plan with these samples, and two repeats. */
export function talkerPlan(
  baseUrl: string,
  { items, prompts = "", rest = "" }: {
    readonly items: readonly object[];
    readonly prompts?: string;
    readonly rest?: string;
  },
): Promise<SweepPlan> {
  return parsePlan(
    `name = "talker"
repeats = 2
[[endpoints]]
key = "acme/parrot@local/q4"
base_url = "${baseUrl}"
api_key_env = "PARROT_KEY"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }
[prompts]
file = "items.jsonl"
${prompts}
[score]
contains = true
${rest}
`,
    {
      path: "talker.toml",
      readText: () => Promise.resolve(items.map((item) => JSON.stringify(item)).join("\n")),
    },
  );
}

/** Ten conversations of three turns, one of which is about a tool. */
export function longTalks(): object[] {
  return Array.from({ length: 10 }, (_, i) => ({
    id: `talk${i}`,
    prompt: `hello ${i}`,
    turns: ["call time {}", "bye"],
    tool_results: { time: "noon" },
  }));
}
