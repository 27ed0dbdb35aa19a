import type { AnswerPart, FinishReason, JsonObject, JsonValue, ToolCall } from "../../spec/mod.ts";
import { AnswerBuilder } from "../_answer_builder.ts";
import { extraOf } from "../_extra.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";
import { BlockJoiner } from "./_block_joiner.ts";
import { finishReason } from "./_finish_reason.ts";
import { readUsage } from "./usage.ts";

/** An answer of Anthropic's, from a whole message or from the events of a stream. */
export class Answer extends AnswerBuilder {
  #usage: JsonObject | null = null;
  #stopped = false;
  readonly #blocks = new BlockJoiner();
  /** The indexes of the blocks of the stream that are calls of our tools, not of the server's. */
  readonly #ourCalls = new Set<JsonValue | undefined>();

  override get isClosed(): boolean {
    return this.#stopped;
  }

  add(document: JsonObject): void {
    switch (document.type) {
      case "message_start":
        return this.#addMessage(objectOrNull(document.message) ?? {});
      case "content_block_start":
        this.hasAnswer = true;
        return this.#addBlock(objectOrNull(document.content_block) ?? {}, document.index);
      case "content_block_delta":
        this.hasAnswer = true;
        return this.#addDelta(objectOrNull(document.delta) ?? {}, document.index);
      case "message_delta":
        this.#addEnd(objectOrNull(document.delta) ?? {});
        return this.#addUsage(document.usage);
      case "message_stop":
        this.#stopped = true;
        return;
      case undefined:
      case "message":
        return this.#addMessage(document);
    }
  }

  protected readUsage(): UsageReading {
    return readUsage(this.#usage);
  }

  protected finishReason(): FinishReason | null {
    return finishReason(this.rawFinishReason);
  }

  protected override get calls(): ToolCall[] {
    // A call without arguments has no fragments of them in a stream.
    return super.calls.map((call) => call.arguments === "" ? { ...call, arguments: "{}" } : call);
  }

  protected override get parts(): readonly AnswerPart[] | undefined {
    return this.#blocks.parts();
  }

  #addMessage(message: JsonObject): void {
    this.id ??= textOrNull(message.id);
    this.model ??= textOrNull(message.model);
    if (Array.isArray(message.content)) this.hasAnswer = true;
    for (const [index, block] of listOf(message.content).entries()) {
      if (isObject(block)) this.#addBlock(block, index);
    }
    this.#addEnd(message);
    this.#addUsage(message.usage);
  }

  #addBlock(block: JsonObject, index: JsonValue | undefined): void {
    this.#blocks.begin(block, index);
    switch (block.type) {
      case "text":
        return this.addText(block.text);
      case "thinking":
        return this.addReasoning(block.thinking);
      case "tool_use": {
        this.#ourCalls.add(index);
        const { type: _type, id, name, input, ...extra } = block;
        // In a stream the input begins as an empty object and comes in fragments.
        const given = isObject(input) && Object.keys(input).length === 0 ? {} : { arguments: input };
        return this.addToolCall({ index, id, function: { name, ...given } }, extraOf(extra));
      }
      case "redacted_thinking":
      case "server_tool_use":
      case "mcp_tool_use":
        this.sawToken = true;
    }
  }

  #addDelta(delta: JsonObject, index: JsonValue | undefined): void {
    this.#blocks.add(delta, index);
    this.addText(delta.text);
    this.addReasoning(delta.thinking);
    if (textOrNull(delta.partial_json) === null) return;
    if (this.#ourCalls.has(index)) this.addToolCall({ index, function: { arguments: delta.partial_json } });
    else this.sawToken = true;
  }

  #addEnd(end: JsonObject): void {
    this.rawFinishReason = textOrNull(end.stop_reason) ?? this.rawFinishReason;
    const details = objectOrNull(end.stop_details);
    if (details?.type === "refusal") this.refusal = textOrNull(details.explanation) ?? this.refusal;
  }

  /** What comes last counts: it has the whole output, and the input that the server's own tools added. */
  #addUsage(value: JsonValue | undefined): void {
    if (!isObject(value)) return;
    const told = Object.entries(value).filter(([, count]) => count !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) };
  }
}
