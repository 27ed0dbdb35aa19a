import type { AnswerPart, FinishReason, JsonObject, JsonValue } from "../../spec/mod.ts";
import { AnswerBuilder } from "../_answer_builder.ts";
import type { FailureParts } from "../_failure.ts";
import { countOrNull, isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";
import { finishReason } from "./_finish_reason.ts";
import { PartialArguments } from "./_partial_arguments.ts";
import { answerPartOf, placeOf } from "./_parts.ts";
import { readUsage } from "./usage.ts";

/** An answer of Gemini's, from a whole body or from the pieces of a stream, which look the same. */
export class Answer extends AnswerBuilder {
  #usage: JsonObject | null = null;
  #feedback: JsonObject | null = null;
  #calls = 0;
  #open: PartialArguments | null = null;
  #searches = 0;
  #parts: AnswerPart[] = [];
  #called: JsonObject[] = [];

  /** Nothing in the format says that a stream ends. */
  override get isClosed(): boolean {
    return false;
  }

  add(document: JsonObject): void {
    this.id ??= textOrNull(document.responseId);
    this.model ??= textOrNull(document.modelVersion);
    this.#feedback = objectOrNull(document.promptFeedback) ?? this.#feedback;
    this.#addUsage(document.usageMetadata);
    for (const candidate of listOf(document.candidates)) {
      if (isObject(candidate)) this.#addCandidate(candidate);
    }
  }

  /** A prompt that is blocked has no candidate at all. */
  override failure(): FailureParts | null {
    const reason = textOrNull(this.#feedback?.blockReason);
    if (reason === null || this.hasAnswer) return null;
    const message = textOrNull(this.#feedback?.blockReasonMessage) ?? `The provider blocked the prompt: ${reason}`;
    return { kind: "content_filter", message, decision: { retry: "no" }, code: reason };
  }

  protected readUsage(): UsageReading {
    return readUsage(this.#usage, { webSearches: this.#searches });
  }

  /** Signatures stand beside texts, and what is neither a text nor a call is the answer too. */
  protected override get parts(): readonly AnswerPart[] | undefined {
    const isPlain = (part: AnswerPart) => isText(part) && part.extra === undefined && !("signature" in part);
    return this.#parts.every(isPlain) ? undefined : this.#parts;
  }

  protected finishReason(calls: number): FinishReason | null {
    return finishReason(this.rawFinishReason, calls);
  }

  /** Of several candidates the first is the answer. */
  #addCandidate(candidate: JsonObject): void {
    if (candidate.index !== undefined && candidate.index !== 0) {
      this.warn("inconsistent", "The answer has more than one candidate: only the first is read");
      return;
    }
    this.hasAnswer = true;
    this.rawFinishReason = textOrNull(candidate.finishReason) ?? this.rawFinishReason;
    // Its message tells in words what the reason is; only of an answer that was blocked is that a refusal.
    const isBlocked = finishReason(textOrNull(candidate.finishReason), 0) === "content_filter";
    if (isBlocked) this.refusal = textOrNull(candidate.finishMessage);
    const searches = listOf(objectOrNull(candidate.groundingMetadata)?.webSearchQueries).length;
    if (searches > 0) this.#searches = searches;
    for (const part of listOf(objectOrNull(candidate.content)?.parts)) {
      if (isObject(part)) this.#addPart(part);
    }
    if (candidate.finishReason !== undefined) this.#endCall();
  }

  #addPart(part: JsonObject): void {
    if (part.thought === true) this.addReasoning(part.text);
    else this.addText(part.text);
    const call = objectOrNull(part.functionCall);
    if (call === null) this.#keepPart(answerPartOf(part));
    else {
      this.#addCall(call, textOrNull(part.thoughtSignature));
      if (textOrNull(call.name) !== null) this.#called.push(part);
    }
    // An image that the model made is the answer itself; code that the server runs for it is on the way there.
    if (isObject(part.inlineData)) this.sawToken = this.sawOutput = true;
    if (isObject(part.executableCode) || isObject(part.toolCall)) this.sawToken = true;
  }

  /** Calls are whole unless pieces were asked for, and have an id only with some of Google's servers. */
  #addCall({ id, name, args, partialArgs, willContinue }: JsonObject, signature: string | null): void {
    // The pieces behind the first have no name.
    if (textOrNull(name) !== null) {
      this.#endCall();
      const isWhole = partialArgs === undefined && willContinue !== true;
      const facts = signature === null ? undefined : { signature };
      this.addToolCall({ index: this.#calls++, id, function: { name, arguments: isWhole ? args ?? {} : "" } }, facts);
      if (!isWhole) this.#open = new PartialArguments();
    }
    for (const part of listOf(partialArgs)) {
      if (this.#open?.add(part) !== true) this.warn("unparsed", "A piece of a tool call's arguments has no place");
    }
    if (willContinue !== true) this.#endCall();
  }

  #endCall(): void {
    const text = this.#open?.text;
    if (text !== undefined) this.addToolCall({ index: this.#calls - 1, function: { arguments: text } });
    this.#open = null;
  }

  /** Pieces of one text are one part; a signature is of the very part that it stands beside. */
  #keepPart(part: AnswerPart): void {
    const isPiece = isText(part) && Object.keys(part).length === 2;
    if (isPiece && part.text === "") return;
    this.#parts.push(...this.#called.map(placeOf));
    this.#called = [];
    const last = this.#parts.at(-1);
    if (isPiece && last?.type === part.type && Object.keys(last).length === 2) {
      this.#parts[this.#parts.length - 1] = { ...part, text: last.text + part.text };
    } else this.#parts.push(part);
  }

  /** The last counts are the ones that hold; the pieces of Vertex AI may tell the kind of traffic only. */
  #addUsage(value: JsonValue | undefined): void {
    if (isObject(value) && (this.#usage === null || countOrNull(value.totalTokenCount) !== null)) this.#usage = value;
  }
}

function isText(part: AnswerPart): part is Extract<AnswerPart, { readonly text: string }> {
  return part.type === "text" || part.type === "reasoning";
}
