import type { Cut } from "../spec/mod.ts";
import { decodeBody } from "./body.ts";
import type { RecordedResponse } from "./interaction.ts";
import type { Pace } from "./_pace.ts";

/** How a body is to be played. */
export interface BodyPlaying {
  /** What breaks the body off behind its last chunk, and when; `null` where it came whole. */
  readonly failure: { readonly atMs: number; readonly error: () => Error } | null;
  /** `null` plays everything at once. */
  readonly pace: Pace | null;
  readonly signal: AbortSignal | null;
  /** Called at most once: when the reader cancels the body or the signal aborts, before the body's recorded end. */
  readonly onCancel: (afterChunks: number) => void;
}

/** A recorded body as a stream: a chunk comes when the reader asks for it, so a slow reader holds the rest back. */
export function playedBody(response: RecordedResponse, playing: BodyPlaying): ReadableStream<Uint8Array> {
  return new ReadableStream(new PlayedSource(response, playing), { highWaterMark: 0 });
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

class PlayedSource implements UnderlyingDefaultSource<Uint8Array> {
  readonly #bytes: Uint8Array;
  readonly #cuts: readonly Cut[];
  readonly #playing: BodyPlaying;
  /** Breaks off a wait between two chunks. */
  readonly #stop: AbortController | null;
  #onAbort: (() => void) | null = null;
  #isOver = false;
  #next = 0;

  constructor(response: RecordedResponse, playing: BodyPlaying) {
    const { cuts, body, headersMs } = response;
    this.#bytes = decodeBody(body);
    // A tape that was written by hand may have a body and no table of cuts.
    this.#cuts = cuts.length === 0 && body !== null ? [[0, headersMs]] : cuts;
    this.#playing = playing;
    this.#stop = playing.pace === null ? null : new AbortController();
  }

  start(controller: Controller): void {
    const { signal } = this.#playing;
    if (signal === null) return;
    this.#onAbort = () => {
      this.#breakOff();
      controller.error(signal.reason);
    };
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  pull(controller: Controller): Promise<void> | void {
    const { pace } = this.#playing;
    return pace === null ? this.#step(controller) : this.#stepInTime(controller, pace);
  }

  cancel(): void {
    this.#breakOff();
  }

  async #stepInTime(controller: Controller, pace: Pace): Promise<void> {
    const atMs = this.#cuts[this.#next]?.[1] ?? this.#playing.failure?.atMs ?? 0;
    try {
      await pace.until(atMs, this.#stop!.signal);
    } catch {
      // Whoever broke the wait off has settled the stream.
    }
    if (!this.#isOver) this.#step(controller);
  }

  #step(controller: Controller): void {
    const { failure } = this.#playing;
    const cuts = this.#cuts;
    const i = this.#next;
    if (i < cuts.length) {
      this.#next++;
      controller.enqueue(this.#bytes.subarray(i === 0 ? 0 : cuts[i][0], cuts[i + 1]?.[0] ?? this.#bytes.length));
      if (this.#next < cuts.length || failure !== null) return;
    }
    this.#settle();
    if (failure === null) controller.close();
    else controller.error(failure.error());
  }

  #breakOff(): void {
    this.#settle();
    this.#stop?.abort();
    this.#playing.onCancel(this.#next);
  }

  #settle(): void {
    this.#isOver = true;
    if (this.#onAbort !== null) this.#playing.signal?.removeEventListener("abort", this.#onAbort);
  }
}
