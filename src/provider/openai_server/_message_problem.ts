import { z } from "zod";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import type { RequestProblem } from "./read_chat_request.ts";
import { invalid, shapeProblem, unsupported } from "./_shape_problem.ts";

const ROLES = ["system", "developer", "user", "assistant", "tool"];
const CONTENT = z.union(
  [z.string(), z.array(z.looseObject({ type: z.string() }))],
  "expected a string or an array of parts, each with its type",
);
const MESSAGE = z.looseObject({ content: CONTENT, name: z.string().nullish() });
const TURN = z.looseObject({
  content: CONTENT.nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(z.looseObject({ type: z.string().optional() })).nullish(),
});
const RESULT = z.looseObject({ content: CONTENT, tool_call_id: z.string().min(1) });
const CALL = z.looseObject({
  id: z.string().min(1),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

/** The parts that are known; others go as they are to endpoints of OpenAI's format. */
const PARTS: { readonly [type: string]: z.ZodType } = {
  text: z.looseObject({ text: z.string() }),
  image_url: z.looseObject({ image_url: z.looseObject({ url: z.string().min(1) }) }),
  input_audio: z.looseObject({ input_audio: z.looseObject({ data: z.string(), format: z.string() }) }),
  file: z.looseObject({ file: z.looseObject({}) }),
  refusal: z.looseObject({ refusal: z.string() }),
};

/** What is wrong with the messages of a body, of which it is known that they are objects; `null`: nothing. */
export function messageProblem(messages: JsonValue | undefined): RequestProblem | null {
  for (const [place, message] of (messages as JsonObject[]).entries()) {
    const param = `messages[${place}]`;
    const problem = roleProblem(message, param) ?? contentProblem(message.content, `${param}.content`);
    if (problem !== null) return problem;
  }
  return null;
}

function roleProblem(message: JsonObject, param: string): RequestProblem | null {
  const { role } = message;
  if (role === "function") return unsupported(`${param}.role`, '"tool" has taken the place of "function"');
  const isKnown = typeof role === "string" && ROLES.includes(role);
  if (!isKnown) return shapeProblem(message, z.looseObject({ role: z.enum(ROLES) }), param);
  if (role === "tool") return shapeProblem(message, RESULT, param);
  return role === "assistant" ? turnProblem(message, param) : shapeProblem(message, MESSAGE, param);
}

function turnProblem(message: JsonObject, param: string): RequestProblem | null {
  const { content = null, tool_calls: calls = null, refusal = null } = message;
  if ((message.audio ?? null) !== null) return unsupported(`${param}.audio`, "what was said is sent back as text");
  const problem = shapeProblem(message, TURN, param);
  if (problem !== null) return problem;
  for (const [place, call] of Array.isArray(calls) ? calls.entries() : []) {
    const at = `${param}.tool_calls[${place}]`;
    const { type = "function" } = call as JsonObject;
    if (type !== "function") return unsupported(`${at}.type`, `a tool is a function, not "${type}"`);
    const wrong = shapeProblem(call, CALL, at);
    if (wrong !== null) return wrong;
  }
  const isEmpty = content === null && refusal === null && (!Array.isArray(calls) || calls.length === 0);
  return isEmpty ? invalid(`${param}.content`, "it may be absent only where there are 'tool_calls'") : null;
}

function contentProblem(content: JsonValue | undefined, param: string): RequestProblem | null {
  if (!Array.isArray(content)) return null;
  for (const [place, part] of content.entries()) {
    const type = String((part as JsonObject).type);
    if (!Object.hasOwn(PARTS, type)) continue;
    const problem = shapeProblem(part, PARTS[type], `${param}[${place}]`);
    if (problem !== null) return problem;
  }
  return null;
}
