import type { ChatRequest, JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject, textOrNull } from "../_read.ts";
import { openaiChat } from "../openai_chat/mod.ts";
import { messageProblem } from "./_message_problem.ts";
import { parameterProblem } from "./_parameter_problem.ts";
import { plainMessages } from "./_plain_messages.ts";

/** What a client of OpenAI's asks for. */
export interface ChatAsked {
  /** As it named it; `null`: it did not. */
  readonly model: string | null;
  /** The same in no provider's dialect. What has no name there stands in `extra`, as it came. */
  readonly request: ChatRequest;
  /** Whether a stream is to end with a chunk that tells what was used. */
  readonly includesUsage: boolean;
}

/** Why a request cannot be read, as OpenAI's errors say it. */
export interface RequestProblem {
  /** For people; it names the field. */
  readonly message: string;
  /** The field: `messages[0].content`; `null`: all of the body. */
  readonly param: string | null;
  /** `invalid_value`, `missing_required_parameter`, `unsupported_parameter`. */
  readonly code: string;
}

/** What was asked for, or why that is not known. */
export type ChatReading =
  | { readonly ok: true; readonly asked: ChatAsked }
  | { readonly ok: false; readonly problem: RequestProblem };

/** Fields that say how the answer is to be told, not what it is to be. */
const TOLD = ["n", "logprobs", "top_logprobs", "modalities", "audio", "stream_options", "usage"];

/**
 * Read the body of a request for a chat completion. It is strict about what it understands: a field of the wrong shape,
 * or one that asks for what no answer here can have, is a problem that names it, and nothing is passed over. Fields that
 * it does not know stand in the request's `extra`. `null` counts as absent, as with OpenAI. Never throws.
 */
export function readChatRequest(body: JsonValue | undefined): ChatReading {
  if (!isObject(body)) {
    return { ok: false, problem: { message: "The body is no JSON object", param: null, code: "invalid_json" } };
  }
  const given = withoutNulls(body);
  const problem = parameterProblem(given) ?? messageProblem(given.messages);
  if (problem !== null) return { ok: false, problem };
  const { stream_options: options, max_tokens: most, ...rest } = given;
  const asked = Object.fromEntries(Object.entries(rest).filter(([name]) => !TOLD.includes(name)));
  // The older name for the same; where both are given they are the same.
  if (most !== undefined && asked.max_completion_tokens === undefined) asked.max_tokens = most;
  const kept = isObject(options) ? Object.entries(options).filter(([name]) => name !== "include_usage") : [];
  if (kept.length > 0) asked.stream_options = Object.fromEntries(kept);
  const request = openaiChat.fromRequest(asked, "");
  return {
    ok: true,
    asked: {
      model: textOrNull(given.model),
      request: { ...request, messages: plainMessages(request.messages) },
      includesUsage: isObject(options) && options.include_usage === true,
    },
  };
}

function withoutNulls(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}
