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

  /** Most chunks have few fields, and most of ours are absent from them: the fields that are there are gone through. */
  add(chunk: JsonObject): void {
    let usage: JsonObject | null = null;
    let goesOn = false;
    for (const name in chunk) {
      const value = chunk[name];
      switch (name) {
        case "id":
          this.id ??= textOrNull(value);
          break;
        case "model":
          this.model ??= textOrNull(value);
          break;
        case "provider":
          this.servedBy ??= textOrNull(value);
          break;
        case "service_tier":
          this.#serviceTier = textOrNull(value) ?? this.#serviceTier;
          break;
        case "timings":
          this.#timings = objectOrNull(value) ?? this.#timings;
          break;
        case "choices":
          goesOn = this.#addChoices(value);
          break;
        case "usage":
          usage = objectOrNull(value) ?? usage;
          break;
        case "x_groq":
          usage ??= objectOrNull(objectOrNull(value)?.usage);
          break;
      }
    }
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

  /** Where one function must be called, OpenAI and others end the call with `stop`. */
  protected finishReason(calls: number): FinishReason | null {
    const reason = finishReason(this.rawFinishReason);
    return reason === "stop" && calls > 0 ? "tool_calls" : reason;
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

  /** Says whether a choice goes on. */
  #addChoices(choices: JsonValue): boolean {
    if (!Array.isArray(choices)) return false;
    this.#hasChoices = true;
    let goesOn = false;
    for (const choice of choices) {
      if (!isObject(choice) || !this.#isOurs(choice)) continue;
      this.hasAnswer = true;
      const finish = textOrNull(choice.finish_reason);
      if (finish === null) goesOn = true;
      else this.rawFinishReason = finish;
      const message = objectOrNull(choice.delta) ?? objectOrNull(choice.message);
      if (message !== null) this.#addMessage(message);
    }
    return goesOn;
  }

  #addMessage(message: JsonObject): void {
    let thinks = false;
    for (const name in message) {
      const value = message[name];
      switch (name) {
        case "content":
          if (typeof value === "string") this.addText(value);
          else if (Array.isArray(value)) thinks = this.#addContent(value) || thinks;
          break;
        case "reasoning":
        case "reasoning_content":
        case "reasoning_details":
          thinks = true;
          break;
        case "refusal":
          this.addRefusal(value);
          break;
        case "tool_calls":
          this.#addCalls(value);
          break;
        case "function_call":
          // The older form knows one call only.
          if (isObject(value)) this.addToolCall({ index: 0, function: value });
          break;
        case "provider_metadata":
          this.#addMetadata(value);
          break;
        case "images":
          this.#addImages(listOf(value));
          break;
        case "extra_content":
          this.#signature ??= signatureIn(value);
          break;
        case "audio":
          // What was said aloud is the answer in words.
          if (isObject(value)) this.addText(value.transcript);
          break;
      }
    }
    if (thinks) this.#addThoughts(message);
  }

  /** Of a list of parts (Mistral), some are text. Says whether any is a thought. */
  #addContent(parts: readonly JsonValue[]): boolean {
    this.addText(textOf(parts));
    return parts.some((part) => isObject(part) && part.type === "thinking");
  }

  #addCalls(calls: JsonValue): void {
    // Hugging Face's server gives a call that is alone without the list around it.
    for (const call of isObject(calls) ? [calls] : listOf(calls)) this.addToolCall(call, callFacts(call));
  }

  /** Under one of its names only: some servers give the same words under two. */
  #addThoughts({ content, reasoning, reasoning_content: plain, reasoning_details: details }: JsonObject): void {
    const inContent = Array.isArray(content) ? thinkingOf(content) : null;
    if (inContent !== null) this.#isThoughtInContent = true;
    const words = textOrNull(plain) ?? textOrNull(reasoning) ?? inContent ??
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
