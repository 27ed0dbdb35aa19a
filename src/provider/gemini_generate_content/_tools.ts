import type { ChatRequest, JsonObject, JsonValue, ToolDefinition } from "../../spec/mod.ts";
import { extraOf, mergeExtra } from "../_extra.ts";
import { isObject, textOrNull } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { objectsIn } from "./_contents_from_wire.ts";
import { jsonSchemaOf } from "./_json_schema.ts";
import { camelCased, restOf } from "./_names.ts";

/**
 * Tools as Google declares them. `parameters` are JSON Schema, for which it has a field of its own; the older one wants
 * Google's own dialect, and goes out where the `extra` of a tool has it.
 */
export function toolsToWire(tools: readonly ToolDefinition[], unsupported: UnsupportedFields): JsonObject[] {
  if (tools.length === 0) return [];
  return [{ functionDeclarations: tools.map((tool) => declarationOf(tool, unsupported)) }];
}

function declarationOf(tool: ToolDefinition, unsupported: UnsupportedFields): JsonObject {
  const { name, description, parameters, strict, extra = {} } = tool;
  if (strict === true) unsupported.add("strict", "the provider holds no single tool to its schema");
  const declaration: JsonObject = { name };
  if (description !== undefined) declaration.description = description;
  const hasOwnSchema = Object.hasOwn(extra, "parameters");
  if (!hasOwnSchema && Object.keys(parameters).length > 0) declaration.parametersJsonSchema = parameters;
  return mergeExtra(declaration, extra);
}

/** The tools of a body; `null` where one of them is none that the caller runs, such as a search of Google's. */
export function readTools(value: JsonValue | undefined): ToolDefinition[] | null {
  if (!isObject(value) && !Array.isArray(value)) return null;
  const tools = objectsIn(value).map((tool) => camelCased(tool, ["functionDeclarations"]));
  if (Array.isArray(value) && tools.length < value.length) return null;
  const definitions: ToolDefinition[] = [];
  for (const { functionDeclarations, ...others } of tools) {
    const declarations = objectsIn(functionDeclarations);
    if (Object.keys(others).length > 0 || declarations.length === 0) return null;
    for (const declaration of declarations) {
      const definition = definitionOf(declaration);
      if (definition === null) return null;
      definitions.push(definition);
    }
  }
  return definitions;
}

function definitionOf(declaration: JsonObject): ToolDefinition | null {
  const { name, description, parametersJsonSchema: json, ...rest } = camelCased(declaration, ["parametersJsonSchema"]);
  if (typeof name !== "string") return null;
  const { parameters: own } = rest;
  if ((json !== undefined && own !== undefined) || !isObject(json ?? own ?? {})) return null;
  if (description !== undefined && typeof description !== "string") rest.description = description;
  return {
    name,
    ...(typeof description === "string" ? { description } : {}),
    parameters: isObject(own) ? jsonSchemaOf(own) : json as JsonObject ?? {},
    ...extraOf(rest),
  };
}

/** Whether and which tools the model must call. */
export function toolConfigToWire(choice: NonNullable<ChatRequest["toolChoice"]>): JsonObject {
  if (typeof choice !== "string") {
    return { functionCallingConfig: { mode: "ANY", allowedFunctionNames: [choice.name] } };
  }
  const mode = { auto: "AUTO", none: "NONE", required: "ANY" }[choice];
  return { functionCallingConfig: { mode } };
}

/** The choice in a body, and what of its `toolConfig` says more than that. */
export function readToolConfig(value: JsonObject): { choice?: ChatRequest["toolChoice"]; rest: JsonObject } {
  const { functionCallingConfig: calling, ...others } = camelCased(value, ["functionCallingConfig"]);
  if (!isObject(calling)) return { rest: value };
  const { mode, ...rest } = camelCased(calling, ["allowedFunctionNames"]);
  const names = rest.allowedFunctionNames;
  if (mode === "ANY" && Array.isArray(names) && names.length === 1 && textOrNull(names[0]) !== null) {
    const { allowedFunctionNames: _, ...more } = rest;
    return {
      choice: { name: String(names[0]) },
      rest: { ...others, ...restOf("functionCallingConfig", more, calling) },
    };
  }
  const choice = mode === "AUTO" ? "auto" : mode === "NONE" ? "none" : mode === "ANY" ? "required" : undefined;
  if (choice === undefined) return { rest: { ...others, functionCallingConfig: { ...rest, ...modeOf(mode) } } };
  return { choice, rest: { ...others, ...restOf("functionCallingConfig", rest, calling) } };
}

function modeOf(mode: JsonValue | undefined): JsonObject {
  return mode === undefined ? {} : { mode };
}
