import type { ChunkBuffers, ChunkReader } from "./_chunk_reader.ts";
import { FetchedResponse } from "./fetched_response.ts";

/** What is told of a body while it passes. Exactly one of the last three is called, once. */
export interface BodyObserver {
  /** Comes first: how to break the body off, which then fails with this error and is cancelled. */
  begin?(breakOff: (error: unknown) => void): void;
  chunk(bytes: Uint8Array): void;
  end(): void;
  error(error: unknown): void;
  cancel(): void;
}

/** How a body passes. */
export interface PassThroughOptions {
  readonly signal?: AbortSignal | null | undefined;
  /** Where the chunks are read into, if that is the caller's business. */
  readonly buffers?: ChunkBuffers | undefined;
}

/**
 * The same response, whose body is observed while it is read. It reads ahead of nobody: a chunk is asked for when the
 * reader asks for it, so that back-pressure is kept and a failure never overtakes the bytes that came before it. Who
 * observes a body that is observed already is told after the others; the body stays one stream.
 *
 * When the signal aborts, the body fails with its reason. That is not left to the `fetch` that made the response, which
 * may lose sight of its signal once the headers have come and the garbage collector has run (Deno 2.9.6).
 */
export function passThrough(
  response: Response,
  observer: BodyObserver,
  { signal = null, buffers }: PassThroughOptions = {},
): Response {
  if (response.body === null) {
    observer.end();
    return response;
  }
  if (response instanceof ObservedResponse && signal === null && response.join(observer)) return response;
  const reader = buffers === undefined ? response.body.getReader() : buffers.reader(response.body);
  const source = new ObservedSource(reader, observer, signal);
  return ObservedResponse.observe(response, source);
}

/** A response whose body is observed. */
class ObservedResponse extends FetchedResponse {
  #source: ObservedSource | null = null;
  #stream: ReadableStream | null = null;

  static observe(response: Response, source: ObservedSource): ObservedResponse {
    const { status, statusText, headers, url, redirected } = response;
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(source, { highWaterMark: 0 });
    const observed = new ObservedResponse(stream, { status, statusText, headers, url, redirected });
    observed.#source = source;
    observed.#stream = stream;
    return observed;
  }

  /** Whether the observer is one more of the body as it is. A copy's body is another, and one that is over tells nothing. */
  join(observer: BodyObserver): boolean {
    return this.body === this.#stream && !this.#stream!.locked && this.#source!.join(observer);
  }
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
type Part = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;

class ObservedSource {
  readonly #reader: ChunkReader;
  readonly #observers: BodyObserver[] = [];
  readonly #signal: AbortSignal | null;
  #controller: Controller | null = null;
  #onAbort: (() => void) | null = null;
  #isOver = false;

  constructor(
    reader: ChunkReader,
    observer: BodyObserver,
    signal: AbortSignal | null,
  ) {
    this.#reader = reader;
    this.#signal = signal;
    this.join(observer);
  }

  /** Whether the body is still under way. */
  join(observer: BodyObserver): boolean {
    if (this.#isOver) return false;
    this.#observers.push(observer);
    observer.begin?.((error) => this.#breakOff(error));
    return true;
  }

  start(controller: Controller): void {
    this.#controller = controller;
    const signal = this.#signal;
    if (signal === null) return;
    this.#onAbort = () => {
      if (!this.#settle()) return;
      for (const observer of this.#observers) observer.error(signal.reason);
      controller.error(signal.reason);
      this.#reader.cancel(signal.reason).catch(() => {});
    };
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  pull(): Promise<void> {
    return this.#reader.read().then(this.#onPart, this.#onError);
  }

  async cancel(reason: unknown): Promise<void> {
    if (this.#settle()) { for (const observer of this.#observers) observer.cancel(); }
    await this.#reader.cancel(reason);
  }

  readonly #onPart = ({ done, value }: Part): void => {
    if (this.#isOver) return;
    try {
      if (!done) {
        for (const observer of this.#observers) observer.chunk(value);
        return this.#controller!.enqueue(value);
      }
    } catch (error) {
      return this.#onError(error);
    }
    this.#settle();
    for (const observer of this.#observers) observer.end();
    this.#controller!.close();
  };

  readonly #onError = (error: unknown): void => {
    if (!this.#settle()) return;
    for (const observer of this.#observers) observer.error(error);
    this.#controller!.error(error);
  };

  #breakOff(error: unknown): void {
    if (!this.#settle()) return;
    for (const observer of this.#observers) observer.cancel();
    this.#controller!.error(error);
    this.#reader.cancel(error).catch(() => {});
  }

  /** Whether the body was still under way; from now on it is not, and nobody listens to the signal. */
  #settle(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    if (this.#onAbort !== null) this.#signal?.removeEventListener("abort", this.#onAbort);
    return true;
  }
}
