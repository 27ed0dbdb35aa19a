import { promptTokens, type TokenCounter, type TokenizerKind } from "../../catalog/tokens/mod.ts";
import type { ChatMessage, SampleScript } from "../../spec/mod.ts";
import { scriptCalls } from "../_script_calls.ts";
import type { ForecastRange } from "./sweep_forecast.ts";

/** What the input of a conversation's calls is counted with. */
export interface ConversationInputsOptions {
  readonly end: keyof ForecastRange<number>;
  /** Of the first call. */
  readonly first: number;
  /** Of one answer; unknown counts as none. */
  readonly output: number | null;
  readonly count: TokenCounter;
  readonly kind: TokenizerKind;
}

/** The input tokens of each call of a conversation: what was said and answered before comes with each. */
export function conversationInputs(
  script: SampleScript | undefined,
  { end, first, output, count, kind }: ConversationInputsOptions,
): number[] {
  if (script === undefined) return [first];
  const calls = scriptCalls(script)[end];
  const tokensOf = (messages: readonly ChatMessage[]) => promptTokens(messages, { count, kind })[end];
  const results = script.toolResults.map(({ result }) => tokensOf([{ role: "user", content: result }]));
  const meanResult = results.length === 0 ? 0 : results.reduce((sum, tokens) => sum + tokens, 0) / results.length;
  // Calls of tools come first: what they give back is then in all calls that follow.
  const rounds = calls - 1 - script.turns.length;
  const inputs = [first];
  for (let call = 1; call < calls; call++) {
    const added = call <= rounds ? meanResult : tokensOf(script.turns[call - 1 - rounds]);
    inputs.push(Math.round(inputs[call - 1] + (output ?? 0) + added));
  }
  return inputs;
}
