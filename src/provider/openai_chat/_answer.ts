import type { AnswerPart, FinishReason, JsonObject, JsonValue, Usage } from "../../spec/mod.ts";
import { AnswerBuilder } from "../_answer_builder.ts";
import type { FailureParts } from "../_failure.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";
import { finishReason } from "./_finish_reason.ts";
import { ReasoningDetails } from "./_reasoning_details.ts";
import { callFacts, signatureIn } from "./_signature.ts";
import { readUsage } from "./usage.ts";

/** An answer of this format, from the one body of a plain answer, or from the chunks of a stream. */
export class Answer extends AnswerBuilder {
  #usage: JsonObject | null = null;
  #timings: JsonObject | null = null;
  #serviceTier: string | null = null;
  #metadata: JsonObject | null = null;
  #choice: JsonValue | undefined = undefined;
  /** Some servers count up to here in every chunk: what comes with a choice that goes on is not the last word. */
  #isUsageFinal = false;
  #isDone = false;
  #hasChoices = false;
  #thought = "";
  /** The thoughts stand in the list of the content, and go back there. */
  #isThoughtInContent = false;
  #signature: string | null = null;
  readonly #details = new ReasoningDetails();
  readonly #images: AnswerPart[] = [];

  add(chunk: JsonObject): void {
    this.id ??= textOrNull(chunk.id);
    this.model ??= textOrNull(chunk.model);
    this.servedBy ??= textOrNull(chunk.provider);
    this.#serviceTier = textOrNull(chunk.service_tier) ?? this.#serviceTier;
    this.#timings = objectOrNull(chunk.timings) ?? this.#timings;
    if (Array.isArray(chunk.choices)) this.#hasChoices = true;
    let goesOn = false;
    for (const choice of listOf(chunk.choices)) {
      if (!isObject(choice) || !this.#isOurs(choice)) continue;
      this.hasAnswer = true;
      const finish = textOrNull(choice.finish_reason);
      if (finish === null) goesOn = true;
      else this.rawFinishReason = finish;
      const message = objectOrNull(choice.delta) ?? objectOrNull(choice.message);
      if (message !== null) this.#addMessage(message);
    }
    const usage = objectOrNull(chunk.usage) ?? objectOrNull(objectOrNull(chunk.x_groq)?.usage);
    if (usage === null) return;
    this.#usage = usage;
    this.#isUsageFinal = !goesOn;
  }

  override done(): void {
    this.#isDone = true;
    if (this.rawFinishReason === null) this.warn("inconsistent", "The stream was closed without a finish reason");
  }

  /** A finish reason, or, for servers that give none, the closing `[DONE]`. */
  override get isComplete(): boolean {
    return this.rawFinishReason !== null || this.#isDone;
  }

  override get isClosed(): boolean {
    return this.#isDone;
  }

  override get isOfFormat(): boolean {
    return this.#hasChoices;
  }

  override failure(): FailureParts | null {
    const code = this.rawFinishReason;
    if (code === null || finishReason(code) !== "error") return null;
    const message = `The provider broke the answer off with finish reason "${code}"`;
    return { kind: "server_error", message, decision: { retry: "transient" }, code };
  }

  override billed(): { usage: Usage; reportedCostUsd: string | null } | undefined {
    if (!this.#isUsageFinal) return super.billed();
    const { usage, reportedCostUsd } = this.readUsage();
    return { usage, reportedCostUsd };
  }

  protected readUsage(): UsageReading {
    return readUsage({
      usage: this.#usage,
      timings: this.#timings,
      model: this.model,
      serviceTier: this.#serviceTier,
      metadata: this.#metadata,
    });
  }

  protected finishReason(): FinishReason | null {
    return finishReason(this.rawFinishReason);
  }

  /** Reasoning is wanted back where it is signed, by routers, and by models that think between the calls of tools. */
  protected override get parts(): readonly AnswerPart[] | undefined {
    const parts: AnswerPart[] = [];
    if (!this.#details.isEmpty) parts.push(...this.#details.parts());
    else if (this.#thought !== "" && this.#isThoughtInContent) {
      parts.push({ type: "reasoning", text: this.#thought, extra: { type: "thinking" } });
    } else if (this.#signature !== null) {
      parts.push({ type: "reasoning", text: this.#thought, signature: this.#signature });
    } else if (this.#thought !== "" && this.hasCalls) parts.push({ type: "reasoning", text: this.#thought });
    if (parts.length + this.#images.length === 0) return undefined;
    const text = this.text === "" ? [] : [{ type: "text", text: this.text } as const];
    return [...parts, ...text, ...this.#images];
  }

  /** Of several choices (`n` > 1) the first is the answer. */
  #isOurs(choice: JsonObject): boolean {
    const index = choice.index ?? null;
    if (this.#choice === undefined) this.#choice = index;
    if (index === this.#choice || index === null) return true;
    this.warn("inconsistent", "The answer has more than one choice: only the first is read");
    return false;
  }

  #addMessage(message: JsonObject): void {
    this.#addReasoning(message);
    const { content } = message;
    if (typeof content === "string") this.addText(content);
    else if (Array.isArray(content)) this.addText(textOf(content));
    this.addRefusal(message.refusal);
    this.#addCalls(message);
    if (message.provider_metadata !== undefined) this.#addMetadata(message.provider_metadata);
    if (Array.isArray(message.images)) this.#addImages(message.images);
    if (message.extra_content !== undefined) this.#signature ??= signatureIn(message.extra_content);
    // What was said aloud is the answer in words.
    if (isObject(message.audio)) this.addText(message.audio.transcript);
  }

  #addCalls({ tool_calls: calls, function_call: legacy }: JsonObject): void {
    // The older form knows one call only.
    if (isObject(legacy)) this.addToolCall({ index: 0, function: legacy });
    if (calls === undefined || calls === null) return;
    // Hugging Face's server gives a call that is alone without the list around it.
    for (const call of isObject(calls) ? [calls] : listOf(calls)) this.addToolCall(call, callFacts(call));
  }

  /** Under one of its names only: some servers give the same words under two. */
  #addReasoning(message: JsonObject): void {
    const { content, reasoning_details: details } = message;
    const inContent = Array.isArray(content) ? thinkingOf(content) : null;
    if (inContent !== null) this.#isThoughtInContent = true;
    const words = textOrNull(message.reasoning_content) ?? textOrNull(message.reasoning) ?? inContent ??
      (Array.isArray(details) ? wordsOf(details) : null);
    if (Array.isArray(details)) this.#details.add(details);
    if (words === null) return;
    this.#thought += words;
    this.addReasoning(words);
  }

  #addImages(images: readonly JsonValue[]): void {
    for (const image of images) {
      const url = isObject(image) ? textOrNull(objectOrNull(image.image_url)?.url) : null;
      if (url === null) continue;
      this.#images.push({ type: "image", url });
      this.sawToken = this.sawOutput = true;
    }
  }

  /** Vercel's gateway tells there which way the call went, and what the provider itself counted. */
  #addMetadata(value: JsonValue): void {
    this.#metadata = objectOrNull(value) ?? this.#metadata;
    const routing = objectOrNull(objectOrNull(this.#metadata?.gateway)?.routing);
    this.servedBy = textOrNull(routing?.finalProvider) ?? textOrNull(routing?.resolvedProvider) ?? this.servedBy;
  }
}

/** Of a list of parts (Mistral), some are text. */
function textOf(parts: readonly JsonValue[]): string {
  return parts.map((part) => isObject(part) && part.type === "text" ? textOrNull(part.text) ?? "" : "").join("");
}

function thinkingOf(parts: readonly JsonValue[]): string | null {
  const thoughts = parts.map((part) => {
    if (!isObject(part) || part.type !== "thinking") return "";
    return Array.isArray(part.thinking) ? textOf(part.thinking) : textOrNull(part.thinking) ?? "";
  });
  return textOrNull(thoughts.join(""));
}

function wordsOf(details: readonly JsonValue[]): string | null {
  const words = details.map((detail) =>
    isObject(detail) ? textOrNull(detail.text) ?? textOrNull(detail.summary) ?? "" : ""
  );
  return textOrNull(words.join(""));
}
