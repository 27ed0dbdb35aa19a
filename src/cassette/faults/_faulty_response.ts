import { FetchedResponse, joinBytes } from "../../base/mod.ts";
import type { CallNote, Clock, Cut } from "../../spec/mod.ts";
import { transportError } from "../_transport_error.ts";
import { type BodyEdit, editedBody } from "./_body_edit.ts";
import { streamFormat } from "./_event_scanner.ts";
import { type AnswerFault, faultEdit, faultFailure } from "./_fault_edits.ts";
import { FAULT_HEADER } from "./_refused_call.ts";

/** What an answer is changed with. */
export interface FaultyAnswer {
  readonly fault: AnswerFault;
  /** The caller's, filled by what is below. */
  readonly note: CallNote;
  readonly clock: Clock;
  /** How many times as fast as told the overlay's own waits are; 0 waits for nothing. */
  readonly speed: number;
  readonly signal: AbortSignal | null;
  readonly streamError: () => string;
  /** Called when the fault has come. */
  readonly onInjected: () => void;
}

/**
 * The same answer with a fault in it. What is below is read to its end also where the reader sees less, so that the
 * recording is whole; the note then tells of the body as the reader saw it.
 */
export function faultyResponse(response: Response, answer: FaultyAnswer): Response {
  if (response.body === null) return response;
  const body = new ReadableStream<Uint8Array>(new FaultySource(response, answer), { highWaterMark: 0 });
  const headers = new Headers(response.headers);
  headers.set(FAULT_HEADER, answer.fault.fault);
  // It is no longer that long.
  headers.delete("content-length");
  const { status, statusText, url, redirected } = response;
  return new FetchedResponse(body, { status, statusText, headers, url, redirected });
}

class FaultySource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #contentType: string | null;
  readonly #answer: FaultyAnswer;
  readonly #came: Uint8Array[] = [];
  readonly #waiting: Uint8Array[] = [];
  #edit: BodyEdit | null = null;
  #ended = false;

  constructor(response: Response, answer: FaultyAnswer) {
    this.#reader = response.body!.getReader();
    this.#contentType = response.headers.get("content-type");
    this.#answer = answer;
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    try {
      while (this.#waiting.length === 0 && !this.#ended) await this.#read();
      const piece = this.#waiting.shift();
      if (piece !== undefined) {
        await this.#drip();
        return controller.enqueue(piece);
      }
      await this.#drain();
      const failure = this.#tell();
      if (failure !== null) controller.error(failure);
      else controller.close();
    } catch (error) {
      this.#tell(true);
      controller.error(error);
      await this.#reader.cancel(error).catch(() => {});
    }
  }

  async cancel(reason: unknown): Promise<void> {
    await this.#reader.cancel(reason);
  }

  async #read(): Promise<void> {
    const { done, value } = await this.#reader.read();
    if (!done) this.#came.push(value.slice());
    this.#edit ??= this.#newEdit();
    this.#waiting.push(...(done ? this.#edit.end() : this.#edit.feed(value)));
    this.#ended = done || this.#edit.stopped;
  }

  /** The rest is not the reader's any more; how it ends is not, either. */
  async #drain(): Promise<void> {
    try {
      for (let part = await this.#reader.read(); !part.done; part = await this.#reader.read()) {
        this.#came.push(part.value.slice());
      }
    } catch {
      // The reader sees the fault and nothing behind it.
    }
  }

  /** Times are waited for where they are real: of a live answer, and of a replay that keeps time. */
  async #drip(): Promise<void> {
    const { fault, note, clock, speed, signal } = this.#answer;
    if (fault.fault !== "slow_drip") return;
    const factor = note.source === "live" ? 1 : speed;
    if (factor > 0) await clock.sleep(fault.msPerEvent / factor, signal ?? undefined);
  }

  /** Tell the note, and return the error that the reader gets; `null` where the body just ends. */
  #tell(isBroken: boolean = false): Error | null {
    const { fault, note, onInjected } = this.#answer;
    if (this.#edit === null || !this.#edit.injected) return null;
    const { recordedBody, cuts = [] } = note;
    const edited = editedBody(
      { bytes: recordedBody ?? joinBytes(this.#came), cuts },
      this.#newEdit(),
      timesOf(fault, note.headersMs ?? 0),
    );
    note.cuts = edited.cuts;
    if (recordedBody !== undefined) note.recordedBody = edited.bytes;
    note.fault = fault.fault;
    onInjected();
    if (isBroken) return null;
    const failure = faultFailure(fault, lastMs(edited.cuts, note));
    note.failure = failure ?? undefined;
    return failure === null ? null : transportError(failure, failure.message);
  }

  #newEdit(): BodyEdit {
    const { fault, streamError } = this.#answer;
    const format = streamFormat(this.#contentType, this.#came[0] ?? new Uint8Array());
    return faultEdit(fault, format, streamError);
  }
}

function lastMs(cuts: readonly Cut[], note: CallNote): number {
  return cuts.at(-1)?.[1] ?? note.headersMs ?? 0;
}

/** When pieces come: a slow drip's not before its time. */
function timesOf(fault: AnswerFault, headersMs: number): (chunkMs: number) => number {
  if (fault.fault !== "slow_drip") return (ms) => ms;
  let last = headersMs;
  return (ms) => last = Math.max(ms, last + fault.msPerEvent);
}
