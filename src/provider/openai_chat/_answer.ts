import type { Completion, JsonObject, JsonValue, Timing, Usage, Warning } from "../../spec/mod.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import { ToolCallJoiner } from "../_tool_calls.ts";
import type { UsageReading } from "../_usage_reading.ts";
import { finishReason } from "./_finish_reason.ts";
import { readUsage } from "./usage.ts";

/** What a chunk brought. */
export interface ChunkNews {
  /** A token of any kind. */
  readonly token: boolean;
  /** A token of the answer itself: text, refusal or tool call. */
  readonly output: boolean;
}

/** An answer while it is put together: from the one body of a plain answer, or from the chunks of a stream. */
export class Answer {
  #id: string | null = null;
  #model: string | null = null;
  readonly #text: string[] = [];
  readonly #reasoning: string[] = [];
  readonly #refusal: string[] = [];
  readonly #toolCalls = new ToolCallJoiner();
  #usage: JsonObject | null = null;
  #timings: JsonObject | null = null;
  #choice: JsonValue | undefined = undefined;
  readonly #warnings: Warning[] = [];

  /** The provider's own word; `null` until it has come. */
  rawFinishReason: string | null = null;
  /** Whether there was any choice at all. */
  hasChoice = false;

  /** Take in a whole body, or the data of one event. */
  add(chunk: JsonObject): ChunkNews {
    this.#id ??= textOrNull(chunk.id);
    this.#model ??= textOrNull(chunk.model);
    this.#usage = objectOrNull(chunk.usage) ?? objectOrNull(objectOrNull(chunk.x_groq)?.usage) ?? this.#usage;
    this.#timings = objectOrNull(chunk.timings) ?? this.#timings;
    let token = false;
    let output = false;
    for (const choice of listOf(chunk.choices)) {
      if (!isObject(choice) || !this.#isOurs(choice)) continue;
      this.hasChoice = true;
      this.rawFinishReason = textOrNull(choice.finish_reason) ?? this.rawFinishReason;
      const message = objectOrNull(choice.delta) ?? objectOrNull(choice.message);
      if (message === null) continue;
      const said = this.#addMessage(message);
      const thought = this.#addReasoning(message);
      output ||= said;
      token ||= said || thought;
    }
    return { token, output };
  }

  warn(code: Warning["code"], message: string): void {
    if (!this.#warnings.some((warning) => warning.message === message)) this.#warnings.push({ code, message });
  }

  readUsage(): UsageReading {
    return readUsage({ usage: this.#usage, timings: this.#timings, model: this.#model });
  }

  /** What the answer used and cost; `undefined` when the provider has said nothing of it. */
  billed(): { usage: Usage; reportedCostUsd: string | null } | undefined {
    if (this.#usage === null && this.#timings === null) return undefined;
    const { usage, reportedCostUsd } = this.readUsage();
    return { usage, reportedCostUsd };
  }

  finish(time: (outputTokens: number | null) => Timing): Completion {
    const { usage, rawUsage, reportedCostUsd, warnings } = this.readUsage();
    return {
      id: this.#id,
      model: this.#model,
      text: this.#text.join(""),
      reasoning: this.#reasoning.join(""),
      refusal: this.#refusal.length === 0 ? null : this.#refusal.join(""),
      toolCalls: this.#toolCalls.finish(),
      finishReason: finishReason(this.rawFinishReason),
      rawFinishReason: this.rawFinishReason,
      usage,
      rawUsage,
      reportedCostUsd,
      timing: time(usage.outputTokens),
      warnings: [...this.#warnings, ...warnings],
    };
  }

  /** Of several choices (`n` > 1) the first is the answer. */
  #isOurs(choice: JsonObject): boolean {
    const index = choice.index ?? null;
    if (this.#choice === undefined) this.#choice = index;
    if (index === this.#choice || index === null) return true;
    this.warn("inconsistent", "The answer has more than one choice: only the first is read");
    return false;
  }

  #addMessage(message: JsonObject): boolean {
    const before = this.#text.length + this.#refusal.length;
    push(this.#text, textOf(message.content));
    push(this.#refusal, textOrNull(message.refusal));
    let called = this.#toolCalls.addLegacy(message.function_call);
    const calls = message.tool_calls;
    // Hugging Face's server gives a call that is alone without the list around it.
    for (const call of isObject(calls) ? [calls] : listOf(calls)) called = this.#toolCalls.add(call) || called;
    return called || this.#text.length + this.#refusal.length > before;
  }

  /** Under one of its names only: some servers give the same words under two. */
  #addReasoning(message: JsonObject): boolean {
    const words = textOrNull(message.reasoning_content) ?? textOrNull(message.reasoning) ??
      thinkingOf(message.content) ?? detailsOf(message.reasoning_details);
    push(this.#reasoning, words);
    return words !== null;
  }
}

function push(parts: string[], text: string | null): void {
  if (text !== null) parts.push(text);
}

/** Content is text, or a list of parts (Mistral) of which some are text. */
function textOf(content: unknown): string | null {
  if (!Array.isArray(content)) return textOrNull(content);
  return textOrNull(
    content.map((part) => isObject(part) && part.type === "text" ? textOrNull(part.text) ?? "" : "").join(""),
  );
}

function thinkingOf(content: unknown): string | null {
  if (!Array.isArray(content)) return null;
  const thoughts = content.map((part) => {
    if (!isObject(part) || part.type !== "thinking") return "";
    return textOrNull(part.thinking) ?? textOf(part.thinking) ?? "";
  });
  return textOrNull(thoughts.join(""));
}

function detailsOf(details: unknown): string | null {
  const words = listOf(details).map((detail) =>
    isObject(detail) ? textOrNull(detail.text) ?? textOrNull(detail.summary) ?? "" : ""
  );
  return textOrNull(words.join(""));
}
