import type { ChatRequest, JsonObject, JsonValue, ToolDefinition } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { isObject, objectOrNull, textOrNull } from "../_read.ts";
import { extraOf } from "./_rest.ts";

/** A tool as it goes out. */
export function toolToWire(tool: ToolDefinition): JsonObject {
  const fn: JsonObject = { name: tool.name, parameters: tool.parameters };
  if (tool.description !== undefined) fn.description = tool.description;
  if (tool.strict !== undefined) fn.strict = tool.strict;
  return mergeExtra({ type: "function", function: fn }, tool.extra);
}

/** The tools of a body; `undefined` where any of them is none of the caller's own functions. */
export function readTools(value: JsonValue): ToolDefinition[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const tools = value.map(readTool);
  return tools.every((tool) => tool !== null) ? tools : undefined;
}

function readTool(tool: JsonValue): ToolDefinition | null {
  const fn = isObject(tool) && (tool.type ?? "function") === "function" ? objectOrNull(tool.function) : null;
  if (!isObject(tool) || fn === null || typeof fn.name !== "string") return null;
  const { name, description, parameters, strict } = fn;
  const known: ToolDefinition = {
    name,
    parameters: objectOrNull(parameters) ?? {},
    ...(typeof description === "string" ? { description } : {}),
    ...(typeof strict === "boolean" ? { strict } : {}),
  };
  return { ...known, ...extraOf(tool, toolToWire(known)) };
}

/** The choice of a tool as it goes out. */
export function choiceToWire(choice: NonNullable<ChatRequest["toolChoice"]>): JsonValue {
  return typeof choice === "string" ? choice : { type: "function", function: { name: choice.name } };
}

/** The choice in a body; `undefined` where it is another one. */
export function readToolChoice(value: JsonValue): ChatRequest["toolChoice"] | undefined {
  if (value === "auto" || value === "none" || value === "required") return value;
  if (!isObject(value)) return undefined;
  const name = textOrNull(objectOrNull(value.function)?.name);
  if (name === null || "extra" in extraOf(value, choiceToWire({ name }) as JsonObject)) return undefined;
  return { name };
}
