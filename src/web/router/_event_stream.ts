import { setAlarm } from "../../base/mod.ts";
import type { Clock, JsonObject } from "../../spec/mod.ts";

/** What a stream is written by. */
export interface EventStreamOptions {
  /** The reader has gone. */
  readonly onLeave: () => void;
  /** Tells when nothing was said for long. */
  readonly clock: Clock;
}

/** Servers in between, and clients, give up on a stream that says nothing for half a minute or more. */
const SILENCE_MS = 15_000;
const COMMENT = ": waiting for the model\n\n";

/**
 * A body of events that is written while it is read. Nothing is written any more once the reader has left. Other than a
 * stream of what happens, it is one answer: its parts have no names, and none may be lost on a reader that is slow. Where
 * nothing is to be told for long a comment is, which readers of events pass over.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #utf8 = new TextEncoder();
  readonly #clock: Clock;
  readonly #silent = Promise.withResolvers<void>();
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #takeBack = () => {};

  constructor({ onLeave, clock }: EventStreamOptions) {
    this.#clock = clock;
    this.body = new ReadableStream({
      start: (controller) => void (this.#controller = controller),
      cancel: () => {
        this.#end();
        onLeave();
      },
    });
    this.#listen();
  }

  /** Resolves when nothing was told for long, for the first time. */
  get silent(): Promise<void> {
    return this.#silent.promise;
  }

  send(data: JsonObject): void {
    this.#tell(JSON.stringify(data));
  }

  /** The answer is whole. */
  done(): void {
    this.#tell("[DONE]");
    this.close();
  }

  /** May be called again. */
  close(): void {
    this.#controller?.close();
    this.#end();
  }

  #tell(data: string): void {
    this.#write(`data: ${data}\n\n`);
    this.#listen();
  }

  #write(text: string): void {
    this.#controller?.enqueue(this.#utf8.encode(text));
  }

  /** Says something in the next silence. */
  #listen(): void {
    this.#takeBack();
    if (this.#controller === null) return;
    this.#takeBack = setAlarm(this.#clock, SILENCE_MS, () => {
      // Whoever has not read what was written last is not waiting.
      if ((this.#controller?.desiredSize ?? 0) > 0) this.#write(COMMENT);
      this.#silent.resolve();
      this.#listen();
    });
  }

  #end(): void {
    this.#controller = null;
    this.#takeBack();
    this.#takeBack = () => {};
  }
}
