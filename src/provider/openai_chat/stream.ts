import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { failed, transportParts } from "../_failure.ts";
import { isObject, parseJson } from "../_read.ts";
import { readSse, type SseEvent, type SseVisitor } from "../_sse.ts";
import { deriveTiming, lastByteMs } from "../_timing.ts";
import { Answer } from "./_answer.ts";
import { errorOutcome, findError } from "./errors.ts";

const DONE = "[DONE]";

/**
 * The outcome of a streamed answer. It is an answer when a finish reason came (or, for servers that give none, the
 * closing `[DONE]`); an error event, a broken event or an end before that is a failure, never half an answer.
 */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response);
  readSse(response, reader);
  return reader.outcome();
}

class StreamReader implements SseVisitor {
  readonly #response: WireResponse;
  readonly #answer = new Answer();
  #firstTokenMs: number | null = null;
  #firstOutputMs: number | null = null;
  #sawToken = false;
  #sawOutput = false;
  #sawDone = false;
  #failed: (() => WireOutcome) | null = null;

  constructor(response: WireResponse) {
    this.#response = response;
  }

  wantsTime(): boolean {
    return !this.#sawOutput;
  }

  onEvent(event: SseEvent): void {
    const data = event.data.trim();
    if (data === DONE) this.#sawDone = true;
    if (data === DONE || data === "") return;
    const chunk = parseJson(data);
    // Two data lines without a blank line between them are one event of two lines.
    if (chunk === undefined && data.includes("\n")) {
      for (const line of data.split("\n")) this.onEvent({ ...event, data: line });
      return;
    }
    if (event.type === "error" || findError(chunk) !== null) {
      this.#fail(() => this.#errorIn(event.type === "error" && chunk === undefined ? data : chunk));
    }
    if (isObject(chunk)) this.#take(chunk, event.ms);
    else if (event.type !== "error") this.#broken(event, data);
  }

  outcome(): WireOutcome {
    if (this.#failed !== null) return this.#failed();
    const { failure } = this.#response;
    const finish = this.#answer.rawFinishReason;
    if (finish === null && !this.#sawDone) return this.#cutOff();
    if (!this.#answer.hasChoice) return this.#malformed("The stream ended without an answer in it");
    const completion = this.#answer;
    if (finish === null) completion.warn("inconsistent", "The stream was closed without a finish reason");
    if (failure !== undefined && !this.#sawDone) {
      completion.warn("inconsistent", `The connection failed after the answer was complete: ${failure.message}`);
    }
    const finished = completion.finish((outputTokens) =>
      deriveTiming({
        firstTokenMs: this.#firstTokenMs,
        firstOutputMs: this.#firstOutputMs,
        lastByteMs: lastByteMs(this.#response),
        outputTokens,
      })
    );
    if (finished.finishReason !== "error") return { ok: true, completion: finished };
    return failed(this.#response, {
      kind: "server_error",
      message: `The provider broke the answer off with finish reason "${finish}"`,
      decision: { retry: "transient" },
      code: finish,
      midStream: true,
      billed: completion.billed(),
    });
  }

  #take(chunk: Parameters<Answer["add"]>[0], ms: number | null): void {
    const news = this.#answer.add(chunk);
    if (news.token && !this.#sawToken) {
      this.#sawToken = true;
      this.#firstTokenMs = ms;
    }
    if (news.output && !this.#sawOutput) {
      this.#sawOutput = true;
      this.#firstOutputMs = ms;
    }
  }

  #broken(event: SseEvent, data: string): void {
    // What stands at the end of a broken connection is the broken connection's doing.
    if (!event.whole) return;
    this.#fail(() => this.#malformed(`The stream holds an event that is no JSON object: ${data.slice(0, 200)}`));
  }

  #fail(outcome: () => WireOutcome): void {
    this.#failed ??= outcome;
  }

  #errorIn(body: Parameters<typeof errorOutcome>[1]): WireOutcome {
    return errorOutcome(this.#response, body, { midStream: true, billed: this.#answer.billed() });
  }

  #cutOff(): WireOutcome {
    const parts = this.#response.failure === undefined
      ? {
        kind: "connection" as const,
        message: "The stream ended before the answer was complete: it has neither a finish reason nor [DONE]",
        decision: { retry: "transient" as const },
      }
      : transportParts(this.#response.failure);
    return failed(this.#response, { ...parts, midStream: true, billed: this.#answer.billed() });
  }

  #malformed(message: string): WireOutcome {
    return failed(this.#response, {
      kind: "malformed_response",
      message,
      decision: { retry: "transient" },
      midStream: true,
      billed: this.#answer.billed(),
    });
  }
}
