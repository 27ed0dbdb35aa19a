import type { AnswerPart, FinishReason, JsonObject } from "../../spec/mod.ts";
import { AnswerBuilder } from "../_answer_builder.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";
import { finishReason } from "./_finish_reason.ts";
import { readUsage } from "./usage.ts";

/** An answer of Ollama's, from a whole body or from the lines of a stream, which look the same. */
export class Answer extends AnswerBuilder {
  #last: JsonObject | null = null;
  #thinking = "";
  #content = "";

  override get isComplete(): boolean {
    return this.#last !== null;
  }

  add(document: JsonObject): void {
    this.model ??= textOrNull(document.model);
    const message = objectOrNull(document.message);
    if (message !== null) this.#addMessage(message);
    // Its older door, `/api/generate`, has the same lines without a message in them.
    else if (typeof document.response === "string") {
      this.#addMessage({ content: document.response, thinking: document.thinking ?? null });
    }
    if (document.done !== true) return;
    this.#last = document;
    this.rawFinishReason = textOrNull(document.done_reason);
  }

  protected readUsage(): UsageReading {
    return readUsage(this.#last);
  }

  protected finishReason(calls: number): FinishReason | null {
    return finishReason(this.rawFinishReason, calls);
  }

  /** A model that calls tools goes on from its thoughts when it has their results. */
  protected override get parts(): readonly AnswerPart[] | undefined {
    if (this.#thinking === "" || this.calls.length === 0) return undefined;
    const thought: AnswerPart = { type: "reasoning", text: this.#thinking };
    return this.#content === "" ? [thought] : [thought, { type: "text", text: this.#content }];
  }

  #addMessage(message: JsonObject): void {
    this.hasAnswer = true;
    this.addReasoning(message.thinking);
    this.addText(message.content);
    this.#thinking += textOrNull(message.thinking) ?? "";
    this.#content += textOrNull(message.content) ?? "";
    for (const call of listOf(message.tool_calls)) {
      // Each is whole; the index in some of them only repeats the place.
      if (isObject(call)) this.addToolCall({ id: call.id ?? null, function: call.function ?? null });
    }
  }
}
