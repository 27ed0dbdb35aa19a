import type { ChatRequest, JsonObject, ResponseFormat, ToolDefinition, Warning } from "../../spec/mod.ts";
import { callableTools } from "../_callable_tools.ts";
import { ownMessages } from "../_own_messages.ts";
import { isObject } from "../_read.ts";
import { UnsupportedFields } from "../_unsupported.ts";
import { promptOf } from "./_prompt.ts";
import { WIRE } from "./_wire.ts";

/** The levels of reasoning that the interface has names for; its older versions have none. */
const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/** Fields of a request that the interface has no place for. */
const UNSUPPORTED = [
  "minP",
  "repetitionPenalty",
  "reasoningBudgetTokens",
  "reasoningText",
  "parallelToolCalls",
] as const;

/** A request as the interface takes it, and what of it cannot be carried. */
export interface CallOptions {
  /** Without `undefined` in it. */
  readonly options: { readonly [name: string]: unknown };
  /** What was left out. */
  readonly warnings: readonly Warning[];
}

/** What `doGenerate` and `doStream` are called with. `extra` takes `providerOptions` and `headers`, and nothing else. */
export function callOptions(request: ChatRequest, version: string): CallOptions {
  const unsupported = new UnsupportedFields();
  const warn = (name: string, why: string) => unsupported.add(name, why);
  for (const name of UNSUPPORTED) if (request[name] !== undefined) warn(name, "the AI SDK has no place for it");
  const { providerOptions, headers, ...rest } = request.extra ?? {};
  for (const name of Object.keys(rest)) warn(name, 'of `extra` the AI SDK takes only "providerOptions" and "headers"');
  const options = {
    prompt: promptOf(ownMessages(request.messages, WIRE, unsupported), { version, warn }),
    maxOutputTokens: request.maxTokens,
    temperature: request.temperature,
    topP: request.topP,
    topK: request.topK,
    seed: request.seed,
    stopSequences: request.stop === undefined ? undefined : [...request.stop],
    presencePenalty: request.presencePenalty,
    frequencyPenalty: request.frequencyPenalty,
    responseFormat: request.responseFormat && formatOf(request.responseFormat),
    tools: callableTools(request.tools, unsupported)?.map((tool) => toolOf(tool, warn)),
    toolChoice: request.toolChoice === undefined
      ? undefined
      : typeof request.toolChoice === "string"
      ? { type: request.toolChoice }
      : { type: "tool", toolName: request.toolChoice.name },
    reasoning: effortOf(request.reasoningEffort, version, warn),
    providerOptions: isObject(providerOptions) ? providerOptions : undefined,
    headers: isObject(headers) ? headers : undefined,
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { options: Object.fromEntries(given), warnings: unsupported.warnings };
}

function effortOf(
  effort: string | undefined,
  version: string,
  warn: (name: string, why: string) => void,
): string | undefined {
  if (effort === undefined) return undefined;
  if (version !== "v2" && version !== "v3" && EFFORTS.includes(effort)) return effort;
  warn("reasoningEffort", `the model's interface (${version}) has no place for "${effort}"`);
  return undefined;
}

function formatOf(format: ResponseFormat) {
  if (format.type === "json_schema") return { type: "json", schema: format.schema, name: format.name };
  return { type: format.type };
}

function toolOf(
  { name, description, parameters, strict, extra }: ToolDefinition,
  warn: (name: string, why: string) => void,
) {
  const tool: { [name: string]: unknown } = { type: "function", name, inputSchema: parameters };
  if (description !== undefined) tool.description = description;
  if (strict !== undefined) tool.strict = strict;
  const options: JsonObject | undefined = isObject(extra?.providerOptions) ? extra.providerOptions : undefined;
  if (options !== undefined) tool.providerOptions = options;
  if (Object.keys(extra ?? {}).some((field) => field !== "providerOptions")) {
    warn("extra", 'the AI SDK takes "providerOptions" alone');
  }
  return tool;
}
