import type {
  AnswerDelta,
  AnswerPart,
  Completion,
  FinishReason,
  JsonObject,
  Timing,
  ToolCall,
  Usage,
  Warning,
} from "../spec/mod.ts";
import type { FailureParts } from "./_failure.ts";
import { textOrNull } from "./_read.ts";
import { type CallFacts, ToolCallJoiner } from "./_tool_calls.ts";
import type { UsageReading } from "./_usage_reading.ts";

/** An answer while it is put together: from the one body of a plain answer, or from the pieces of a stream. */
export abstract class AnswerBuilder {
  /** Whether a token of any kind has come. */
  sawToken = false;
  /** Whether a token of the answer itself has come: text, refusal or tool call. */
  sawOutput = false;
  /** Whether there is an answer at all, be it an empty one. */
  hasAnswer = false;
  /** The provider's own word; `null` until it has come. */
  rawFinishReason: string | null = null;

  /** Told of each piece as it is taken in. */
  tell: ((delta: AnswerDelta) => void) | null = null;

  protected id: string | null = null;
  protected model: string | null = null;
  /** Who made the answer, where a router names it. */
  protected servedBy: string | null = null;
  protected refusal: string | null = null;
  readonly #toolCalls = new ToolCallJoiner();
  #text = "";
  #reasoning = "";
  readonly #warnings: Warning[] = [];

  /** Take in a whole body, or one piece of a stream. */
  abstract add(document: JsonObject): void;

  /** What was used, as far as the provider has told. */
  protected abstract readUsage(): UsageReading;

  /** The meaning of `rawFinishReason`. */
  protected abstract finishReason(calls: number): FinishReason | null;

  /** The calls, each with all of its arguments. */
  protected get calls(): ToolCall[] {
    return this.#toolCalls.finish();
  }

  /** The text so far. */
  protected get text(): string {
    return this.#text;
  }

  /** Whether any tool has been called. */
  protected get hasCalls(): boolean {
    return !this.#toolCalls.isEmpty;
  }

  /** The content in its order, where the next turn needs more of it than text and calls. */
  protected get parts(): readonly AnswerPart[] | undefined {
    return undefined;
  }

  /** Whether the answer has come to its end: what makes the difference between an answer and half of one. */
  get isComplete(): boolean {
    return this.rawFinishReason !== null;
  }

  /** Whether nothing at all was to come any more. */
  get isClosed(): boolean {
    return this.isComplete;
  }

  /** What the provider said in the answer's place, or why it broke the answer off; `null` where it did neither. */
  failure(): FailureParts | null {
    return null;
  }

  /** Take note that the server has closed the stream in words: `[DONE]`. */
  done(): void {}

  /** Whether a body that holds no answer is one of this format at all. */
  get isOfFormat(): boolean {
    return this.billed() !== undefined;
  }

  /**
   * What the answer used and cost; `undefined` when the provider has said nothing of it. What came out of an answer that
   * was broken off is not known: the provider had not counted to its end.
   */
  billed(): { usage: Usage; reportedCostUsd: string | null } | undefined {
    const { usage, rawUsage, reportedCostUsd } = this.readUsage();
    if (rawUsage === null) return undefined;
    if (this.isComplete || this.failure() !== null) return { usage, reportedCostUsd };
    return { usage: { ...usage, outputTokens: null, reasoningTokens: null }, reportedCostUsd };
  }

  /** The answer, read in the format `wire`. `time` is given the tokens that were made, from which the time of one follows. */
  finish(wire: string, time: (outputTokens: number | null) => Timing): Completion {
    const { usage, rawUsage, reportedCostUsd, warnings, generatedTokens } = this.readUsage();
    const toolCalls = this.calls;
    const finishReason = this.finishReason(toolCalls.length);
    const { parts } = this;
    return {
      wire,
      id: this.id,
      model: this.model,
      ...(this.servedBy === null ? {} : { servedBy: this.servedBy }),
      text: this.#text,
      reasoning: this.#reasoning,
      refusal: this.refusal,
      toolCalls,
      ...(parts === undefined ? {} : { parts }),
      finishReason,
      rawFinishReason: this.rawFinishReason,
      usage,
      rawUsage,
      reportedCostUsd,
      timing: time(generatedTokens ?? usage.outputTokens),
      warnings: [...this.#warnings, ...warnings],
    };
  }

  /** Say something odd once. */
  warn(code: Warning["code"], message: string): void {
    if (!this.#warnings.some((warning) => warning.message === message)) this.#warnings.push({ code, message });
  }

  protected addText(value: unknown): void {
    const text = textOrNull(value);
    if (text === null) return;
    this.#text += text;
    this.sawToken = this.sawOutput = true;
    this.tell?.({ type: "text", text });
  }

  protected addReasoning(value: unknown): void {
    const text = textOrNull(value);
    if (text === null) return;
    this.#reasoning += text;
    this.sawToken = true;
    this.tell?.({ type: "reasoning", text });
  }

  protected addRefusal(value: unknown): void {
    const words = textOrNull(value);
    if (words === null) return;
    this.refusal = (this.refusal ?? "") + words;
    this.sawToken = this.sawOutput = true;
    this.tell?.({ type: "refusal", text: words });
  }

  /** Take a tool call as OpenAI writes it, whole or a fragment, with what the provider says of it beside. */
  protected addToolCall(value: unknown, facts?: CallFacts): void {
    if (this.#toolCalls.add(value, facts)) this.sawToken = this.sawOutput = true;
    if (this.tell !== null) { for (const piece of this.#toolCalls.news()) this.tell(piece); }
  }
}
