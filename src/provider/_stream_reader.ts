import type { AnswerDelta, WireOutcome, WireResponse } from "../spec/mod.ts";
import type { AnswerBuilder } from "./_answer_builder.ts";
import type { AnswerFormat } from "./_answer_format.ts";
import { failed, transportParts } from "./_failure.ts";
import { isObject, parseJson } from "./_read.ts";
import type { SseEvent, SseVisitor } from "./_sse.ts";
import { deriveTiming, lastByteMs } from "./_timing.ts";

const DONE = "[DONE]";

/**
 * Puts a streamed answer together from its pieces. It is an answer when the provider said that it ends here; an error,
 * a broken piece or an end before that is a failure, never half an answer.
 */
export class StreamReader implements SseVisitor {
  readonly #response: WireResponse;
  readonly #format: AnswerFormat;
  readonly #answer: AnswerBuilder;
  #firstTokenMs: number | null = null;
  #firstOutputMs: number | null = null;
  #failed: (() => WireOutcome) | null = null;

  /** `tell` is told of each piece of the answer, up to the first thing that is wrong. */
  constructor(response: WireResponse, format: AnswerFormat, tell: ((delta: AnswerDelta) => void) | null = null) {
    this.#response = response;
    this.#format = format;
    this.#answer = format.begin();
    if (tell === null) return;
    this.#answer.tell = (delta) => {
      if (this.#failed === null) tell(delta);
    };
  }

  wantsTime(): boolean {
    return !this.#answer.sawOutput;
  }

  onEvent(event: SseEvent): void {
    const data = event.data.trim();
    if (data === DONE) this.#answer.done();
    if (data === DONE || data === "") return;
    const piece = parseJson(data);
    // Two data lines without a blank line between them are one event of two lines.
    if (piece === undefined && data.includes("\n")) {
      for (const line of data.split("\n")) this.onEvent({ ...event, data: line });
      return;
    }
    if (event.type === "error" || this.#format.findError(piece) !== null) {
      this.#failed ??= () =>
        this.#format.errorOutcome(this.#response, piece === undefined ? data : piece, {
          midStream: true,
          billed: this.#answer.billed(),
        });
    }
    // An error may bring the usage along.
    if (isObject(piece)) this.#take(piece, event.ms);
    else if (event.whole && event.type !== "error") {
      this.#failed ??= () => this.#malformed(`a piece that is no JSON object: ${data}`);
    }
    // What else stands at the end of a broken connection is the broken connection's doing.
  }

  outcome(): WireOutcome {
    if (this.#failed !== null) return this.#failed();
    const answer = this.#answer;
    const broken = answer.failure();
    if (broken !== null) return failed(this.#response, { ...broken, midStream: true, billed: answer.billed() });
    if (!answer.isComplete) return this.#cutOff();
    if (!answer.hasAnswer) return this.#malformed("an end, but no answer before it");
    const { failure } = this.#response;
    if (failure !== undefined && !answer.isClosed) {
      answer.warn("inconsistent", `The connection failed after the answer was complete: ${failure.message}`);
    }
    const completion = answer.finish(this.#format.wire, (outputTokens) =>
      deriveTiming({
        firstTokenMs: this.#firstTokenMs,
        firstOutputMs: this.#firstOutputMs,
        lastByteMs: lastByteMs(this.#response),
        outputTokens,
      }));
    return { ok: true, completion };
  }

  #take(piece: Parameters<AnswerBuilder["add"]>[0], ms: number | null): void {
    const { sawToken, sawOutput } = this.#answer;
    this.#answer.add(piece);
    if (!sawToken && this.#answer.sawToken) this.#firstTokenMs = ms;
    if (!sawOutput && this.#answer.sawOutput) this.#firstOutputMs = ms;
  }

  #cutOff(): WireOutcome {
    const parts = this.#response.failure === undefined
      ? {
        kind: "connection" as const,
        message: `The stream ended before the answer was complete: it has no ${this.#format.ending}`,
        decision: { retry: "transient" as const },
      }
      : transportParts(this.#response.failure);
    return failed(this.#response, { ...parts, midStream: true, billed: this.#answer.billed() });
  }

  #malformed(what: string): WireOutcome {
    return failed(this.#response, {
      kind: "malformed_response",
      message: `The stream holds ${what.slice(0, 250)}`,
      decision: { retry: "transient" },
      midStream: true,
      billed: this.#answer.billed(),
    });
  }
}
