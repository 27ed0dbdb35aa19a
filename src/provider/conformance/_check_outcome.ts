import type { CallFailure, Completion, Usage, WireOutcome } from "../../spec/mod.ts";
import { demand, shown } from "./_law.ts";

const FINISH_REASONS = ["stop", "length", "tool_calls", "content_filter", "error", "other", null];
const ERROR_KINDS =
  "rate_limited,overloaded,server_error,timeout,connection,aborted,auth,permission,payment,not_found,invalid_request,context_length,content_filter,malformed_response,cassette_miss,recording_expired,unrecordable,unknown"
    .split(",");

/** Breaks the law that is held where an outcome is none of its type, or its tokens do not add up. */
export function checkOutcome(outcome: WireOutcome, body: string): void {
  const of = () => `, read from ${shown(body)}`;
  demand(typeof outcome === "object" && outcome !== null, () => `The outcome is ${shown(outcome)}${of()}`);
  if (outcome.ok === true) checkCompletion(outcome.completion, of);
  else checkFailure(outcome.failure, of);
}

function checkCompletion(completion: Completion, of: () => string): void {
  const { text, reasoning, toolCalls, finishReason, usage, reportedCostUsd, warnings, timing } = completion;
  demand(typeof text === "string" && typeof reasoning === "string", () => `The text is ${shown(text)}${of()}`);
  demand(FINISH_REASONS.includes(finishReason), () => `The finish reason is ${shown(finishReason)}${of()}`);
  demand(Array.isArray(toolCalls) && Array.isArray(warnings), () => `There is no list of calls or of warnings${of()}`);
  for (const call of toolCalls) {
    const isCall = [call.id, call.name, call.arguments].every((one) => typeof one === "string") && call.id !== "";
    demand(isCall, () => `A tool call is ${shown(call)}${of()}`);
  }
  const ids = toolCalls.map(({ id }) => id);
  demand(new Set(ids).size === ids.length, () => `Tool calls share an id: ${ids.join(", ")}${of()}`);
  demand(
    reportedCostUsd === null || /^\d+(\.\d+)?$/.test(reportedCostUsd),
    () => `The cost is ${shown(reportedCostUsd)}${of()}`,
  );
  demand(typeof timing === "object" && timing !== null, () => `There is no timing${of()}`);
  checkUsage(usage, of);
}

/** The sums that hold for everybody. */
export function checkUsage(usage: Usage, of: () => string): void {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage;
  for (const count of [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens]) {
    demand(count === null || (Number.isSafeInteger(count) && count >= 0), () => `A count is ${shown(count)}${of()}`);
  }
  const cached = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  demand(inputTokens === null || cached <= inputTokens, () => `More is cached than came in: ${shown(usage)}${of()}`);
  demand(
    outputTokens === null || (reasoningTokens ?? 0) <= outputTokens,
    () => `There is more reasoning than output: ${shown(usage)}${of()}`,
  );
}

function checkFailure(failure: CallFailure, of: () => string): void {
  demand(typeof failure === "object" && failure !== null, () => `There is no failure${of()}`);
  const { kind, message, decision, midStream, billed } = failure;
  demand(ERROR_KINDS.includes(kind), () => `The kind is ${shown(kind)}${of()}`);
  demand(typeof message === "string" && message !== "", () => `The message is ${shown(message)}${of()}`);
  demand(typeof midStream === "boolean", () => `midStream is ${shown(midStream)}${of()}`);
  const isDecision = decision?.retry === "no" || decision?.retry === "transient" ||
    (decision?.retry === "rateLimited" &&
      (decision.afterMs === null || (Number.isFinite(decision.afterMs) && decision.afterMs >= 0)));
  demand(isDecision, () => `The decision is ${shown(decision)}${of()}`);
  if (billed !== undefined) checkUsage(billed.usage, of);
}
