import type { ChatMessage, ChatRequest, JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject } from "../_read.ts";
import { ContentsReader, objectsIn } from "./_contents_from_wire.ts";
import { readGenerationConfig } from "./_generation_config.ts";
import { camelCased, restOf } from "./_names.ts";
import { contentPartOf, plainOr } from "./_parts.ts";
import { readToolConfig, readTools } from "./_tools.ts";

const FIELDS = ["systemInstruction", "toolConfig", "generationConfig", "safetySettings", "cachedContent"];

/**
 * The chat request that a body of Google's means: the way back from `toWire`. The path says whether it streams. Field
 * names in snake case count as those in camel case; what has no name here stands in `extra`. It never throws.
 */
export function fromRequest(body: JsonObject, path: string): ChatRequest {
  const extra = camelCased(body, FIELDS);
  const { contents, systemInstruction, generationConfig, toolConfig } = extra;
  const messages: ChatMessage[] = [];
  const parameters: { -readonly [Name in keyof ChatRequest]?: ChatRequest[Name] } = {};
  const take = (name: string, value: JsonObject, rest: JsonObject) => {
    delete extra[name];
    Object.assign(extra, restOf(name, rest, value));
  };
  // The path names the model.
  if (typeof extra.model === "string") delete extra.model;
  if (isObject(systemInstruction)) {
    const { parts, ...rest } = systemInstruction;
    const said = objectsIn(parts).map(contentPartOf);
    if (said.length > 0) {
      messages.push({ role: "system", content: plainOr(said) });
      take("systemInstruction", systemInstruction, rest);
    }
  }
  if (isList(contents)) {
    const turns = objectsIn(contents);
    const reader = new ContentsReader(turns);
    for (const turn of turns) messages.push(...reader.read(turn));
    delete extra.contents;
  }
  const tools = readTools(extra.tools);
  if (tools !== null) {
    parameters.tools = tools;
    delete extra.tools;
  }
  if (isObject(toolConfig)) {
    const { choice, rest } = readToolConfig(toolConfig);
    if (choice !== undefined) parameters.toolChoice = choice;
    take("toolConfig", toolConfig, rest);
  }
  if (isObject(generationConfig)) {
    const { parameters: read, rest } = readGenerationConfig(generationConfig);
    Object.assign(parameters, read);
    take("generationConfig", generationConfig, rest);
  }
  const stream = /:streamGenerateContent\b/.test(path);
  return { messages, stream, ...parameters, ...(Object.keys(extra).length > 0 ? { extra } : {}) };
}

function isList(value: JsonValue | undefined): boolean {
  return isObject(value) || Array.isArray(value);
}
