import type { ChatRequest, JsonObject, JsonValue, ToolDefinition } from "../../spec/mod.ts";
import { extraOf, mergeExtra } from "../_extra.ts";
import { isObject } from "../_read.ts";

type Choice = Pick<ChatRequest, "toolChoice" | "parallelToolCalls">;

/** What others call a tool that the caller runs. */
const FUNCTION = "function";

/** A tool of the provider's own has a type, and neither a description nor a schema: `web_search_20250305`. */
function isOwnTool(extra: JsonObject | undefined): boolean {
  return typeof extra?.type === "string" && extra.type !== "custom" && extra.type !== FUNCTION;
}

/** A tool as the body writes it. */
export function toolToWire({ name, description, parameters, strict, extra }: ToolDefinition): JsonObject {
  if (isOwnTool(extra)) return mergeExtra(name === "" ? {} : { name }, extra);
  const tool: JsonObject = { name, input_schema: parameters };
  if (description !== undefined) tool.description = description;
  if (strict !== undefined) tool.strict = strict;
  return mergeExtra(tool, extra?.type === FUNCTION ? withoutType(extra) : extra);
}

function withoutType({ type: _, ...extra }: JsonObject): JsonObject {
  return extra;
}

/** The tools of a body, or `undefined` where one of them is none. */
export function toolsFromWire(value: JsonValue): ToolDefinition[] | undefined {
  const tools = Array.isArray(value) ? value.map(toolFromWire) : [null];
  return tools.some((tool) => tool === null) ? undefined : tools.filter((tool) => tool !== null);
}

function toolFromWire(value: JsonValue): ToolDefinition | null {
  if (!isObject(value)) return null;
  if (isOwnTool(value)) {
    const { name, ...extra } = value;
    if (name === undefined) return { name: "", parameters: {}, extra };
    return typeof name === "string" && name !== "" ? { name, parameters: {}, extra } : null;
  }
  const { name, input_schema: parameters, description, strict, ...extra } = value;
  if (typeof name !== "string" || !isObject(parameters)) return null;
  if (description !== undefined && typeof description !== "string") return null;
  if (strict !== undefined && typeof strict !== "boolean") return null;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    parameters,
    ...(strict === undefined ? {} : { strict }),
    ...extraOf(extra),
  };
}

/** Whether calls may be parallel is said within the choice, so that one is made where there are tools to choose from. */
export function choiceToWire({ toolChoice, parallelToolCalls, tools = [] }: ChatRequest): JsonObject | null {
  if (toolChoice === undefined && (parallelToolCalls === undefined || tools.length === 0)) return null;
  const choice: JsonObject = typeof toolChoice === "object"
    ? { type: "tool", name: toolChoice.name }
    : { type: toolChoice === "required" ? "any" : toolChoice ?? "auto" };
  if (parallelToolCalls !== undefined && choice.type !== "none") choice.disable_parallel_tool_use = !parallelToolCalls;
  return choice;
}

/** The way back; `undefined` where the choice is not understood. */
export function choiceFromWire(value: JsonValue): Choice | undefined {
  if (!isObject(value)) return undefined;
  const { type, name, disable_parallel_tool_use: disabled, ...rest } = value;
  if (Object.keys(rest).length > 0 || (disabled !== undefined && typeof disabled !== "boolean")) return undefined;
  if (disabled !== undefined && type === "none") return undefined;
  const parallel = disabled === undefined ? {} : { parallelToolCalls: !disabled };
  if (type === "tool") return typeof name === "string" ? { toolChoice: { name }, ...parallel } : undefined;
  if (name !== undefined) return undefined;
  if (type === "any") return { toolChoice: "required", ...parallel };
  return type === "auto" || type === "none" ? { toolChoice: type, ...parallel } : undefined;
}
