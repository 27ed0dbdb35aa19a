import type {
  AssistantMessage,
  ChatMessage,
  ContentPart,
  JsonObject,
  JsonValue,
  ReasoningPart,
  ToolCall,
  ToolMessage,
} from "../../spec/mod.ts";
import { extraOf } from "../_extra.ts";
import { isMintedId, mintedId } from "../_minted_id.ts";
import { isObject, listOf, textOrNull } from "../_read.ts";
import { contentOf, imagesOf } from "./_content.ts";

/** Reads the messages of a conversation; ids are made for the calls that have none. */
export class MessagesReader {
  readonly #taken = new Set<string>();
  /** Calls that no result has come for yet. */
  #open: ToolCall[] = [];
  #calls = 0;

  constructor(messages: readonly JsonObject[]) {
    for (const message of messages) {
      this.#take(message.tool_call_id);
      for (const call of listOf(message.tool_calls)) if (isObject(call)) this.#take(call.id);
    }
  }

  read(message: JsonObject): ChatMessage {
    const { role, content, images, ...rest } = message;
    const after = imagesOf(images) ?? [];
    if (after.length === 0 && images !== undefined) rest.images = images;
    const text = typeof content === "string" ? content : "";
    if (typeof content !== "string" && content !== undefined) rest.content = content;
    switch (role) {
      case "tool":
        return this.#readResult(text, { after, rest });
      case "assistant":
        return this.#readAnswer(text, { after, rest });
      case "system":
        return { role, content: contentOf<ContentPart>(text, { after, rest }) };
      default:
        if (role !== undefined && role !== "user") rest.role = role;
        return { role: "user", content: contentOf<ContentPart>(text, { after, rest }) };
    }
  }

  #readAnswer(text: string, { after, rest }: { after: readonly ContentPart[]; rest: JsonObject }): AssistantMessage {
    const toolCalls = this.#readCalls(rest.tool_calls);
    if (toolCalls.length > 0) delete rest.tool_calls;
    this.#open = toolCalls;
    const before: ReasoningPart[] = [];
    if (typeof rest.thinking === "string") {
      before.push({ type: "reasoning", text: rest.thinking });
      delete rest.thinking;
    }
    const content = contentOf<ContentPart | ReasoningPart>(text, { before, after, rest });
    if (toolCalls.length === 0) return { role: "assistant", content };
    return { role: "assistant", content: content === "" ? null : content, toolCalls };
  }

  /** All of the calls, or none where one of them is none. */
  #readCalls(value: JsonValue | undefined): ToolCall[] {
    const calls: ToolCall[] = [];
    for (const call of listOf(value)) {
      const { id: given, function: named, ...rest } = isObject(call) ? call : {};
      const { name, arguments: args = {}, ...more } = isObject(named) ? named : {};
      if (typeof name !== "string" || !isObject(args)) return [];
      const id = textOrNull(given);
      if (given !== undefined && (id === null || isMintedId(id))) rest.id = given;
      if (Object.keys(more).length > 0) rest.function = more;
      calls.push({ id: id ?? "", name, arguments: JSON.stringify(args), ...extraOf(rest) });
    }
    return calls.map((call) => ({ ...call, id: this.#idFor(call.id) }));
  }

  #readResult(text: string, { after, rest }: { after: readonly ContentPart[]; rest: JsonObject }): ToolMessage {
    const { tool_name: tool, tool_call_id: given, content: odd, ...extra } = rest;
    const name = textOrNull(tool);
    const id = textOrNull(given);
    if (name === null && tool !== undefined) extra.tool_name = tool;
    if (given !== undefined && (id === null || isMintedId(id))) extra.tool_call_id = given;
    if (odd !== undefined) extra.content = odd;
    const call = this.#callFor(name, id);
    return {
      role: "tool",
      toolCallId: call?.id ?? id ?? this.#mint(),
      content: contentOf<ContentPart>(text, { after, rest: {} }),
      ...(name === null || call?.name === name ? {} : { name }),
      ...extraOf(extra),
    };
  }

  /** By id; without one by the name, or by the order of the calls. */
  #callFor(name: string | null, id: string | null): ToolCall | undefined {
    const found = this.#open.find((call) => id === null ? name === null || call.name === name : call.id === id);
    this.#open = this.#open.filter((call) => call !== found);
    return found;
  }

  #idFor(id: string): string {
    this.#calls++;
    return id === "" ? this.#mint() : id;
  }

  #mint(): string {
    let place = Math.max(0, this.#calls - 1);
    while (this.#taken.has(mintedId(place))) place++;
    this.#take(mintedId(place));
    return mintedId(place);
  }

  #take(id: JsonValue | undefined): void {
    if (typeof id === "string") this.#taken.add(id);
  }
}
