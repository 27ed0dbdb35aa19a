import type { ChatRequest, JsonObject, JsonValue, ToolDefinition } from "../../spec/mod.ts";
import { callableTools } from "../_callable_tools.ts";
import { extraOf, mergeExtra } from "../_extra.ts";
import { isObject } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

/** The fields of the body that say what can be called, and what must be. */
export function toolsToWire(request: ChatRequest, unsupported: UnsupportedFields): JsonObject {
  const { toolChoice, parallelToolCalls } = request;
  const tools = callableTools(request.tools, unsupported);
  if (parallelToolCalls === false) unsupported.add("parallelToolCalls", "the provider cannot be held to one call");
  const body: JsonObject = {};
  if (tools !== undefined) {
    Object.assign(body, { tools: asked(tools, toolChoice).map(toolToWire) }, strictness(tools, unsupported));
  }
  if (toolChoice === "none") body.tool_choice = "NONE";
  if (toolChoice === "required" || typeof toolChoice === "object") body.tool_choice = "REQUIRED";
  if (typeof toolChoice === "object" && !tools?.some(({ name }) => name === toolChoice.name)) {
    unsupported.add("toolChoice", `no tool has the name "${toolChoice.name}": one of them must be called`);
  }
  return body;
}

/** No single tool can be demanded, but some tool can where there is this one alone. */
function asked(tools: readonly ToolDefinition[], toolChoice: ChatRequest["toolChoice"]): readonly ToolDefinition[] {
  const named = typeof toolChoice === "object" ? tools.filter(({ name }) => name === toolChoice.name) : [];
  return named.length === 0 ? tools : named;
}

/** The provider is held to all schemas or to none. */
function strictness(tools: readonly ToolDefinition[], unsupported: UnsupportedFields): JsonObject {
  const [first, ...others] = new Set(tools.map(({ strict }) => strict));
  if (others.length === 0) return first === undefined ? {} : { strict_tools: first };
  if (tools.some(({ strict }) => strict === true)) {
    unsupported.add("strict", "the provider takes it for all tools alone");
  }
  return {};
}

function toolToWire({ name, description, parameters, extra }: ToolDefinition): JsonObject {
  const fn: JsonObject = description === undefined ? { name, parameters } : { name, description, parameters };
  return { ...mergeExtra({ function: fn }, extra), type: "function" };
}

/** The tools of a body, or `undefined` where one of them is none. */
export function toolsFromWire(
  value: JsonValue | undefined,
  strict: JsonValue | undefined,
): ToolDefinition[] | undefined {
  const tools = Array.isArray(value) ? value.map(toolFromWire) : [null];
  if (tools.some((tool) => tool === null)) return undefined;
  const held = typeof strict === "boolean" ? { strict } : {};
  return tools.filter((tool) => tool !== null).map((tool) => ({ ...tool, ...held }));
}

function toolFromWire(value: JsonValue): ToolDefinition | null {
  if (!isObject(value) || value.type !== "function" || !isObject(value.function)) return null;
  const { type: _type, function: fn, ...rest } = value;
  const { name, description, parameters, ...others } = fn as JsonObject;
  if (typeof name !== "string" || !isObject(parameters)) return null;
  if (description !== undefined && typeof description !== "string") return null;
  const beside: JsonObject = Object.keys(others).length === 0 ? rest : { ...rest, function: others };
  return { name, ...(description === undefined ? {} : { description }), parameters, ...extraOf(beside) };
}

/** The way back of a choice; `undefined` where it is not understood. */
export function choiceFromWire(value: JsonValue | undefined): ChatRequest["toolChoice"] {
  return value === "REQUIRED" ? "required" : value === "NONE" ? "none" : undefined;
}
