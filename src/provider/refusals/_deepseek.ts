import type { ChatRequest } from "../../spec/mod.ts";
import type { ModelProblems } from "./_model_problems.ts";
import { reasoningAsked } from "./_reasoning_asked.ts";

/**
 * DeepSeek's own API: while a model thinks, its samplers go by without effect, and probabilities are an error. Others
 * that serve its weights do as they like. From https://api-docs.deepseek.com/guides/thinking_mode and
 * https://api-docs.deepseek.com/zh-cn/guides/reasoning_model. As of 2026-11-21.
 */
export function refusedByDeepseek(wireModel: string, request: ChatRequest, problems: ModelProblems): void {
  const thinking = request.extra?.thinking;
  const isOff = typeof thinking === "object" && thinking !== null && !Array.isArray(thinking) &&
    thinking.type === "disabled";
  const thinks = wireModel === "deepseek-reasoner" || (reasoningAsked(request) === true && !isOff);
  if (!thinks) return;
  const { temperature, topP, frequencyPenalty, presencePenalty } = request;
  const samplers = { temperature, top_p: topP, frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty };
  for (const [name, value] of Object.entries(samplers)) {
    if (value !== undefined) problems.add(name, "leaves it out of account when it thinks", value, "ignored");
  }
  for (const name of ["logprobs", "top_logprobs"]) {
    const value = request.extra?.[name];
    if (value) problems.add(`extra.${name}`, "takes none when it thinks", value);
  }
}
