import { z } from "zod";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import type { RequestProblem } from "./read_chat_request.ts";
import { invalid, shapeProblem, unsupported } from "./_shape_problem.ts";

const NAME = z.string().min(1);
const NUMBER = z.number();
const COUNT = z.int().min(1);
const FLAG = z.boolean();
const TOOL = z.looseObject({
  type: z.literal("function"),
  function: z.looseObject({
    name: NAME,
    description: z.string().nullish(),
    parameters: z.looseObject({}).nullish(),
    strict: FLAG.nullish(),
  }),
});
const SCHEMA_FORMAT = z.looseObject({
  json_schema: z.looseObject({ name: NAME, schema: z.looseObject({}), strict: FLAG.nullish() }),
});

/** What is understood, and how it must look. All of it may be absent but the messages. */
const FIELDS: { readonly [name: string]: z.ZodType } = {
  model: NAME,
  messages: z.array(z.looseObject({})).min(1),
  stream: FLAG,
  stream_options: z.looseObject({ include_usage: FLAG.nullish() }),
  max_tokens: COUNT,
  max_completion_tokens: COUNT,
  temperature: NUMBER,
  top_p: NUMBER,
  top_k: z.int(),
  min_p: NUMBER,
  seed: z.int(),
  stop: z.union([NAME, z.array(NAME)], "expected a string or an array of strings, none of them empty"),
  frequency_penalty: NUMBER,
  presence_penalty: NUMBER,
  repetition_penalty: NUMBER,
  reasoning_effort: NAME,
  tools: z.array(z.looseObject({ type: z.string() })),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })], "expected a string or an object"),
  parallel_tool_calls: FLAG,
  response_format: z.looseObject({ type: z.string() }),
  n: COUNT,
  logprobs: FLAG,
  top_logprobs: z.int(),
  modalities: z.array(z.string()),
  user: z.string(),
};

/** What is wrong with a body beside its messages; `null`: nothing. */
export function parameterProblem(body: JsonObject): RequestProblem | null {
  for (const [name, schema] of Object.entries(FIELDS)) {
    if (body[name] === undefined && name !== "messages") continue;
    const problem = shapeProblem(body[name], schema, name);
    if (problem !== null) return problem;
  }
  return unsupportedIn(body) ?? toolProblem(body.tools) ?? choiceProblem(body.tool_choice) ??
    formatProblem(body.response_format) ?? contradiction(body);
}

/** Fields that ask for more than one message of text and calls. */
function unsupportedIn(body: JsonObject): RequestProblem | null {
  const { n = 1, logprobs, top_logprobs: likely = 0, modalities, audio, functions, function_call: call } = body;
  if (n !== 1) return unsupported("n", "there is one answer to each request");
  if (logprobs === true) return unsupported("logprobs", "an answer does not tell the probabilities of its tokens");
  if (likely !== 0) return unsupported("top_logprobs", "an answer does not tell the probabilities of its tokens");
  if (Array.isArray(modalities) && modalities.some((kind) => kind !== "text")) {
    return unsupported("modalities", "an answer is text");
  }
  if (audio !== undefined) return unsupported("audio", "an answer is text");
  if (functions !== undefined) return unsupported("functions", "'tools' has taken its place");
  if (call !== undefined) return unsupported("function_call", "'tool_choice' has taken its place");
  return null;
}

function toolProblem(tools: JsonValue | undefined): RequestProblem | null {
  if (!Array.isArray(tools)) return null;
  for (const [place, tool] of tools.entries()) {
    const { type } = tool as JsonObject;
    if (type !== "function") return unsupported(`tools[${place}].type`, `a tool is a function, not "${type}"`);
    const problem = shapeProblem(tool, TOOL, `tools[${place}]`);
    if (problem !== null) return problem;
  }
  return null;
}

function choiceProblem(choice: JsonValue | undefined): RequestProblem | null {
  if (choice === undefined) return null;
  if (typeof choice === "string") {
    return ["auto", "none", "required"].includes(choice)
      ? null
      : invalid("tool_choice", 'expected "auto", "none", "required" or a function');
  }
  const { type } = choice as JsonObject;
  if (type !== "function") return unsupported("tool_choice.type", `a function is chosen, not "${type}"`);
  return shapeProblem(choice, z.looseObject({ function: z.looseObject({ name: NAME }) }), "tool_choice");
}

function formatProblem(format: JsonValue | undefined): RequestProblem | null {
  if (format === undefined) return null;
  const { type } = format as JsonObject;
  if (type === "json_schema") return shapeProblem(format, SCHEMA_FORMAT, "response_format");
  if (type === "text" || type === "json_object") return null;
  return unsupported("response_format.type", `an answer is text, json_object or json_schema, not "${type}"`);
}

function contradiction(body: JsonObject): RequestProblem | null {
  const { max_tokens: older, max_completion_tokens: newer, stream, stream_options: options } = body;
  if (older !== undefined && newer !== undefined && older !== newer) {
    return invalid("max_tokens", "it is given together with another 'max_completion_tokens', which is the same");
  }
  if (options !== undefined && stream !== true) {
    return invalid("stream_options", "it is for streams: set 'stream' to true");
  }
  return null;
}
