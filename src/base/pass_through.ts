import { FetchedResponse } from "./fetched_response.ts";

/** What is told of a body while it passes. Exactly one of the last three is called, once. */
export interface BodyObserver {
  chunk(bytes: Uint8Array): void;
  end(): void;
  error(error: unknown): void;
  cancel(): void;
}

/**
 * The same response, whose body is observed while it is read. It reads ahead of nobody: a chunk is asked for when the
 * reader asks for it, so that back-pressure is kept and a failure never overtakes the bytes that came before it.
 *
 * When the signal aborts, the body fails with its reason. That is not left to the `fetch` that made the response, which
 * may lose sight of its signal once the headers have come and the garbage collector has run (Deno 2.9.6).
 */
export function passThrough(response: Response, observer: BodyObserver, signal?: AbortSignal | null): Response {
  if (response.body === null) {
    observer.end();
    return response;
  }
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    new ObservedSource(response.body.getReader(), observer, signal ?? null),
    { highWaterMark: 0 },
  );
  return FetchedResponse.of(response, body);
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

class ObservedSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #observer: BodyObserver;
  readonly #signal: AbortSignal | null;
  #onAbort: (() => void) | null = null;

  constructor(
    reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
    observer: BodyObserver,
    signal: AbortSignal | null,
  ) {
    this.#reader = reader;
    this.#observer = observer;
    this.#signal = signal;
  }

  start(controller: Controller): void {
    const signal = this.#signal;
    this.#onAbort = () => {
      if (!this.#settle()) return;
      this.#observer.error(signal!.reason);
      controller.error(signal!.reason);
      this.#reader.cancel(signal!.reason).catch(() => {});
    };
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  async pull(controller: Controller): Promise<void> {
    try {
      const { done, value } = await this.#reader.read();
      if (this.#onAbort === null) return;
      if (!done) {
        this.#observer.chunk(value);
        return controller.enqueue(value);
      }
      this.#settle();
      this.#observer.end();
      controller.close();
    } catch (error) {
      if (!this.#settle()) return;
      this.#observer.error(error);
      controller.error(error);
    }
  }

  async cancel(reason: unknown): Promise<void> {
    if (this.#settle()) this.#observer.cancel();
    await this.#reader.cancel(reason);
  }

  /** Whether the body was still under way; from now on it is not, and nobody listens to the signal. */
  #settle(): boolean {
    const onAbort = this.#onAbort;
    if (onAbort === null) return false;
    this.#onAbort = null;
    this.#signal?.removeEventListener("abort", onAbort);
    return true;
  }
}
