import type { AssistantMessage, ChatMessage, ContentPart, JsonObject, ToolCall, ToolMessage } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { isMintedId } from "../_minted_id.ts";
import { isObject, parseJson } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { callAt, isPlaceOfResult, partsToWire, partToWire } from "./_parts.ts";
import { responseOf, splitResult } from "./_tool_result.ts";

const NAMELESS = "the provider's turns have none";

/** A conversation as Google has it: what is said first, to the model, apart from the turns. */
export interface Contents {
  /** `null` where the request has no system prompt. */
  readonly systemInstruction: JsonObject | null;
  readonly contents: JsonObject[];
}

/** A conversation in its turns. The results of tools that follow each other are one turn, as Google counts them. */
export function contentsToWire(messages: readonly ChatMessage[], unsupported: UnsupportedFields): Contents {
  const system: JsonObject[] = [];
  const contents: JsonObject[] = [];
  const names = new Map<string, string>();
  let results: JsonObject[] | null = null;
  for (const message of messages) {
    if (message.role !== "tool" && message.extra !== undefined) {
      unsupported.add("extra", "the provider's turns have nothing beside their parts");
    }
    switch (message.role) {
      case "system":
      case "developer":
        if (contents.length > 0) unsupported.add("system", "the provider takes it ahead of the turns: it was moved");
        system.push(...partsToWire(message.content, unsupported));
        break;
      case "tool":
        if (results === null) contents.push({ role: "user", parts: results = [] });
        results.push(resultToWire(message, { names, unsupported }));
        break;
      case "user":
        if (message.name !== undefined) unsupported.add("name", NAMELESS);
        if (results !== null && hasPlaces(message.content)) contents.pop();
        else results = null;
        contents.push({ role: "user", parts: saidToWire(message.content, { results: results ?? [], unsupported }) });
        results = null;
        break;
      case "assistant":
        results = null;
        if (message.name !== undefined) unsupported.add("name", NAMELESS);
        for (const { id, name } of message.toolCalls ?? []) names.set(id, name);
        contents.push({ role: "model", parts: answerToWire(message, unsupported) });
    }
  }
  return { systemInstruction: system.length === 0 ? null : { parts: system }, contents };
}

function hasPlaces(content: string | readonly ContentPart[]): boolean {
  return typeof content !== "string" && content.some(isPlaceOfResult);
}

/** What the user says, with the results before it that have their places in it. */
function saidToWire(
  content: string | readonly ContentPart[],
  { results, unsupported }: { results: readonly JsonObject[]; unsupported: UnsupportedFields },
): JsonObject[] {
  if (typeof content === "string" || results.length === 0) return partsToWire(content, unsupported);
  const places = content.filter(isPlaceOfResult).length;
  const ahead = results.slice(0, Math.max(0, results.length - places));
  const left = results.slice(ahead.length);
  const parts = content.map((part) => isPlaceOfResult(part) ? left.shift() ?? null : partToWire(part, unsupported));
  return [...ahead, ...parts.filter((part) => part !== null)];
}

/** Calls stand behind the content, but for those whose places are kept in it. */
function answerToWire({ content, toolCalls = [] }: AssistantMessage, unsupported: UnsupportedFields): JsonObject[] {
  const parts: (JsonObject | null)[] = [];
  let left = toolCalls;
  for (const part of typeof content === "string" ? [{ type: "text" as const, text: content }] : content ?? []) {
    const call = callAt(part, left);
    left = left.filter((one) => one !== call);
    parts.push(call === null ? partToWire(part, unsupported) : callToWire(call, unsupported));
  }
  return [...parts.filter((part) => part !== null), ...left.map((call) => callToWire(call, unsupported))];
}

function callToWire({ id, name, arguments: text, signature, extra }: ToolCall, unsupported: UnsupportedFields) {
  const value = text.trim() === "" ? {} : parseJson(text);
  if (!isObject(value)) unsupported.add("arguments", `those of the call of ${name} are no JSON object`);
  const part: JsonObject = { functionCall: { ...idOf(id), name, args: isObject(value) ? value : {} } };
  if (signature !== undefined) part.thoughtSignature = signature;
  return mergeExtra(part, extra);
}

function resultToWire(
  message: ToolMessage,
  { names, unsupported }: { names: ReadonlyMap<string, string>; unsupported: UnsupportedFields },
): JsonObject {
  const { toolCallId: id, isError = false, extra } = message;
  const name = message.name ?? names.get(id);
  if (name === undefined) unsupported.add("name", `no call before the result "${id}" has its id`);
  const { text, others, hasExtra } = splitResult(message);
  if (hasExtra) unsupported.add("extra", "the text of a result is not a part of its own");
  const response = text === null && !isError ? {} : responseOf(text ?? "", isError);
  const parts = partsToWire(others, unsupported);
  const result: JsonObject = { ...idOf(id), name: name ?? id, response };
  if (parts.length > 0) result.parts = parts;
  return mergeExtra({ functionResponse: result }, extra);
}

/** Calls that Google gave no id are told apart by their names and order. */
function idOf(id: string): { id?: string } {
  return id === "" || isMintedId(id) ? {} : { id };
}
