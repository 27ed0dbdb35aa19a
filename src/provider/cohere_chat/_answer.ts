import type { AnswerPart, FinishReason, JsonObject, JsonValue } from "../../spec/mod.ts";
import { AnswerBuilder } from "../_answer_builder.ts";
import type { FailureParts } from "../_failure.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";
import { finishReason } from "./_finish_reason.ts";
import { PartJoiner } from "./_part_joiner.ts";
import { readUsage } from "./usage.ts";

/** An answer of Cohere's, from a whole body or from the events of a stream, whose deltas have the same shape. */
export class Answer extends AnswerBuilder {
  #usage: JsonObject | null = null;
  #error: string | null = null;
  readonly #parts = new PartJoiner();

  add(document: JsonObject): void {
    this.id ??= textOrNull(document.id);
    const delta = objectOrNull(document.delta) ?? document;
    const message = objectOrNull(delta.message);
    if (message !== null) this.#addMessage(message, document.index);
    this.rawFinishReason = textOrNull(delta.finish_reason) ?? this.rawFinishReason;
    this.#usage = objectOrNull(delta.usage) ?? this.#usage;
    this.#error = textOrNull(delta.error) ?? this.#error;
  }

  override failure(): FailureParts | null {
    const word = this.rawFinishReason;
    if (finishReason(word) !== "error" && this.#error === null) return null;
    return {
      kind: word === "TIMEOUT" ? "timeout" : "server_error",
      message: this.#error ?? `The provider broke the answer off with finish reason "${word}"`,
      decision: { retry: "transient" },
      code: word,
    };
  }

  protected readUsage(): UsageReading {
    return readUsage(this.#usage);
  }

  protected finishReason(): FinishReason | null {
    return finishReason(this.rawFinishReason);
  }

  protected override get parts(): readonly AnswerPart[] | undefined {
    return this.#parts.parts(this.calls.length > 0);
  }

  #addMessage(message: JsonObject, index: JsonValue | undefined): void {
    this.hasAnswer = true;
    this.#parts.add(message);
    const { content } = message;
    for (const part of isObject(content) ? [content] : listOf(content)) {
      if (!isObject(part)) continue;
      this.addReasoning(part.thinking);
      this.addText(part.text);
    }
    // What the model means to do with its tools, in its own words.
    this.addReasoning(message.tool_plan);
    const calls = message.tool_calls;
    if (isObject(calls)) this.addToolCall({ ...calls, index });
    for (const [place, call] of listOf(calls).entries()) {
      if (isObject(call)) this.addToolCall({ ...call, index: place });
    }
  }
}
