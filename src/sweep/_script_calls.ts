import type { ChatMessage, PromptSample, SampleScript } from "../spec/mod.ts";

/** How many calls the conversation of a cell takes. */
export interface ScriptCalls {
  /** When no tool is called. */
  readonly low: number;
  /** When tools are called once, where there are some. */
  readonly expected: number;
  /** When tools are called as often as may be. */
  readonly high: number;
}

const ONE: ScriptCalls = { low: 1, expected: 1, high: 1 };

/** The calls of a cell of a sample when every one succeeds at once. */
export function scriptCalls(script: SampleScript | undefined): ScriptCalls {
  if (script === undefined) return ONE;
  const { turns, toolResults, maxToolRounds } = script;
  const low = 1 + turns.length;
  if (toolResults.length === 0) return { low, expected: low, high: low };
  // A script that is used up answers no more calls.
  const answers = toolResults.reduce((sum, { times }) => sum + (times ?? Infinity), 0);
  return { low, expected: low + 1, high: low + Math.min(answers, low * maxToolRounds) };
}

/** What is certainly sent in the last call of a conversation that does not fail: the model's own words come in between. */
export function scriptedMessages(
  { messages, script }: Pick<PromptSample, "messages" | "script">,
): readonly ChatMessage[] {
  return script === undefined ? messages : [...messages, ...script.turns.flat()];
}
