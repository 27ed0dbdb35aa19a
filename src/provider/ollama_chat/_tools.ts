import type { JsonObject, JsonValue, ToolDefinition } from "../../spec/mod.ts";
import { extraOf, mergeExtra } from "../_extra.ts";
import { isObject } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

/** A tool as Ollama declares it. */
export function toolToWire(tool: ToolDefinition, unsupported: UnsupportedFields): JsonObject {
  const { name, description, parameters, strict, extra } = tool;
  if (strict === true) unsupported.add("strict", "the provider holds no tool to its schema");
  const declaration: JsonObject = { name };
  if (description !== undefined) declaration.description = description;
  if (Object.keys(parameters).length > 0) declaration.parameters = parameters;
  return mergeExtra({ type: "function", function: declaration }, extra);
}

/** The tools of a body; `null` where one of them is not understood. */
export function readTools(value: JsonValue | undefined): ToolDefinition[] | null {
  if (!Array.isArray(value)) return null;
  const tools = value.map((tool) => isObject(tool) ? readTool(tool) : null);
  return tools.includes(null) ? null : tools.filter((tool) => tool !== null);
}

function readTool({ type, function: declaration, ...rest }: JsonObject): ToolDefinition | null {
  if (type !== "function" || !isObject(declaration)) return null;
  const { name, description, parameters, ...more } = declaration;
  if (typeof name !== "string") return null;
  const hasDescription = typeof description === "string";
  const hasParameters = isObject(parameters) && Object.keys(parameters).length > 0;
  if (description !== undefined && !hasDescription) more.description = description;
  if (parameters !== undefined && !hasParameters) more.parameters = parameters;
  if (Object.keys(more).length > 0) rest.function = more;
  return {
    name,
    ...(hasDescription ? { description } : {}),
    parameters: hasParameters ? parameters : {},
    ...extraOf(rest),
  };
}
