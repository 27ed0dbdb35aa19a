import type { AnswerDelta, Completion } from "../../spec/mod.ts";
import type { CallOptions } from "./call_options.ts";
import type { DeltaOrigin } from "./delta_origin.ts";

type OnDelta = NonNullable<CallOptions["onDelta"]>;

/** Tells the pieces of an answer, and at its end what of it was not told while it came. */
export class DeltaTeller {
  readonly #onDelta: OnDelta;
  readonly #words = { text: "", reasoning: "", refusal: "" };
  readonly #arguments: string[] = [];
  #hasTold = false;

  constructor(onDelta: OnDelta) {
    this.#onDelta = onDelta;
  }

  /** What was told cannot be taken back: nobody else may answer from then on. */
  get hasTold(): boolean {
    return this.#hasTold;
  }

  /** Tell a piece. */
  tell(delta: AnswerDelta, origin: DeltaOrigin): void {
    this.#hasTold = true;
    if (delta.type === "call") this.#arguments[delta.call] = "";
    else if (delta.type === "arguments") this.#arguments[delta.call] += delta.text;
    else this.#words[delta.type] += delta.text;
    try {
      this.#onDelta(delta, origin);
    } catch {
      // Whoever only listens must not break a call.
    }
  }

  /**
   * Tell what is left of an answer: all of one that was not streamed. Where a tape has replaced a secret in what was told,
   * the rest does not follow from it, and is not told.
   */
  settle({ text, reasoning, refusal, toolCalls }: Completion, origin: DeltaOrigin): void {
    const whole = { reasoning, text, refusal: refusal ?? "" };
    for (const type of ["reasoning", "text", "refusal"] as const) {
      const left = behind(this.#words[type], whole[type]);
      if (left !== "") this.tell({ type, text: left }, origin);
    }
    for (const [call, { id, name, arguments: given }] of toolCalls.entries()) {
      if (this.#arguments[call] === undefined) this.tell({ type: "call", call, id, name }, origin);
      const left = behind(this.#arguments[call], given);
      if (left !== "") this.tell({ type: "arguments", call, text: left }, origin);
    }
  }
}

function behind(told: string, whole: string): string {
  return whole.startsWith(told) ? whole.slice(told.length) : "";
}
