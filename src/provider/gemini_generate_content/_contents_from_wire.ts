import type {
  AnswerPart,
  AssistantMessage,
  ChatMessage,
  ContentPart,
  JsonObject,
  JsonValue,
  ToolCall,
  ToolMessage,
} from "../../spec/mod.ts";
import { extraOf } from "../_extra.ts";
import { isMintedId, mintedId } from "../_minted_id.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import { answerPartOf, contentPartOf, placeOf, plainOr } from "./_parts.ts";
import { camelCased } from "./_names.ts";
import { resultOf } from "./_tool_result.ts";

/** Calls that no result has come for yet. */
type OpenCall = Pick<ToolCall, "id" | "name"> & { readonly hasOwnId: boolean };

/** Google takes one object in the place of a list of one. */
export function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return isObject(value) ? [value] : listOf(value).filter(isObject);
}

/** Reads the turns of a conversation; ids are made for the calls that have none. */
export class ContentsReader {
  readonly #taken = new Set<string>();
  #open: OpenCall[] = [];
  #calls = 0;

  constructor(contents: readonly JsonObject[]) {
    for (const part of contents.flatMap(({ parts }) => objectsIn(parts))) {
      const id = textOrNull(callIn(part)?.id);
      if (id !== null) this.#taken.add(id);
    }
  }

  read(content: JsonObject): ChatMessage[] {
    const parts = objectsIn(content.parts);
    if (content.role === "model") return [this.#readAnswer(parts)];
    const results: ToolMessage[] = [];
    const said: ContentPart[] = [];
    for (const part of parts) {
      const result = this.#readResult(part);
      if (result !== null) results.push(result);
      said.push(result === null ? contentPartOf(part) : placeOf(part));
    }
    const isResultsOnly = results.length > 0 && results.length === said.length;
    return isResultsOnly ? results : [...results, { role: "user", content: plainOr(said) }];
  }

  #readAnswer(parts: readonly JsonObject[]): AssistantMessage {
    const said: AnswerPart[] = [];
    const toolCalls: ToolCall[] = [];
    let called: JsonObject[] = [];
    this.#open = [];
    for (const part of parts) {
      const call = this.#readCall(part);
      if (call === null) {
        said.push(...called.map(placeOf), answerPartOf(part));
        called = [];
      } else {
        toolCalls.push(call);
        called.push(part);
      }
    }
    const content = said.length === 0 ? null : plainOr(said);
    return { role: "assistant", content, ...(toolCalls.length > 0 ? { toolCalls } : {}) };
  }

  #readCall(part: JsonObject): ToolCall | null {
    const { functionCall, thoughtSignature, ...rest } = camelCased(part, ["functionCall", "thoughtSignature"]);
    if (!isObject(functionCall) || typeof functionCall.name !== "string") return null;
    const { id: given, name, args = {}, ...more } = functionCall;
    if (args !== null && !isObject(args)) return null;
    const id = this.#idFor(given);
    this.#open.push({ id, name: name as string, hasOwnId: textOrNull(given) !== null });
    const signature = textOrNull(thoughtSignature);
    const kept = { ...more, ...keptId(given) };
    if (Object.keys(kept).length > 0) rest.functionCall = kept;
    if (signature === null && thoughtSignature !== undefined) rest.thoughtSignature = thoughtSignature;
    return {
      id,
      name: name as string,
      arguments: JSON.stringify(args ?? {}),
      ...(signature === null ? {} : { signature }),
      ...extraOf(rest),
    };
  }

  #readResult(part: JsonObject): ToolMessage | null {
    const { functionResponse, ...rest } = camelCased(part, ["functionResponse"]);
    if (!isObject(functionResponse) || typeof functionResponse.name !== "string") return null;
    const { id: given, name, response = {}, parts, ...more } = functionResponse;
    if (!isObject(response)) return null;
    const { content: text, isError } = resultOf(response);
    const others = objectsIn(parts).map(contentPartOf);
    const texts: ContentPart[] = Object.keys(response).length === 0 ? [] : [{ type: "text", text }];
    const content = others.length === 0 ? text : [...texts, ...others];
    const call = this.#callFor(name as string, textOrNull(given));
    const id = call?.id ?? textOrNull(given) ?? this.#mint();
    const kept = { ...more, ...(given === undefined || (id === given && !isMintedId(id)) ? {} : { id: given }) };
    if (Object.keys(kept).length > 0) rest.functionResponse = kept;
    return {
      role: "tool",
      toolCallId: id,
      content,
      ...(isError === undefined ? {} : { isError }),
      ...(call?.name === name ? {} : { name: name as string }),
      ...extraOf(rest),
    };
  }

  /** By id; without one by the name, in the order of the calls. */
  #callFor(name: string, id: string | null): OpenCall | undefined {
    const byName = this.#open.filter((call) => call.name === name);
    const found = id === null ? byName[0] : this.#open.find((call) => call.id === id && call.hasOwnId) ??
      byName.find((call) => !call.hasOwnId);
    this.#open = this.#open.filter((call) => call !== found);
    return found;
  }

  #idFor(given: JsonValue | undefined): string {
    this.#calls++;
    return textOrNull(given) ?? this.#mint();
  }

  #mint(): string {
    let place = Math.max(0, this.#calls - 1);
    while (this.#taken.has(mintedId(place))) place++;
    this.#taken.add(mintedId(place));
    return mintedId(place);
  }
}

/** An id that is none, or that would be taken for one that was made here, is kept beside. */
function keptId(given: JsonValue | undefined): JsonObject {
  if (given === undefined) return {};
  const id = textOrNull(given);
  return id === null || isMintedId(id) ? { id: given } : {};
}

function callIn(part: JsonObject): JsonObject | null {
  return objectOrNull(part.functionCall ?? part.function_call) ??
    objectOrNull(part.functionResponse ?? part.function_response);
}
