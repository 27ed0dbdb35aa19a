import { createParser } from "eventsource-parser";
import { feedText, type TimedBody } from "./_timed_text.ts";

/** One server-sent event. */
export interface SseEvent {
  /** The `event:` field; `error` for llama.cpp's bare `error: {…}` line. */
  readonly type: string | null;
  readonly data: string;
  /** When the chunk came in which the event was completed; `null` where that is unknown or no longer asked for. */
  readonly ms: number | null;
  /** `false` for what stood at the end of the body without the blank line that ends an event. */
  readonly whole: boolean;
}

/** What is done with the events of a stream. */
export interface SseVisitor {
  onEvent(event: SseEvent): void;
  /** Whether the time of the next event matters. Chunks need not be told apart from where it is `false`. */
  wantsTime(): boolean;
}

/**
 * Read the server-sent events of a whole body, with the time of each. White space before the first line, comments and
 * any line ends are passed over, and a body that stops within an event gives that event up as not `whole`.
 */
export function readSse(response: TimedBody, visitor: SseVisitor): void {
  const reader = new LineFeeder(visitor);
  reader.end(feedText(response, { wantsTime: () => visitor.wantsTime(), feed: (text, ms) => reader.feed(text, ms) }));
}

/** Hands the parser whole lines only: of a line that is split over chunks it would drop what it does not know. */
class LineFeeder {
  readonly #parser: ReturnType<typeof createParser>;
  #pending = "";
  #started = false;
  #ms: number | null = null;
  #whole = true;

  constructor(visitor: SseVisitor) {
    const emit = (type: string | null, data: string) =>
      visitor.onEvent({ type, data, ms: this.#ms, whole: this.#whole });
    this.#parser = createParser({
      onEvent: (event) => emit(event.event ?? null, event.data),
      onError: (error) => {
        if (error.type !== "unknown-field") return;
        const line = error.line ?? "";
        if (error.field === "error") emit("error", error.value ?? "");
        else if (line.startsWith("{")) emit(null, line);
      },
    });
  }

  feed(text: string, ms: number | null): void {
    this.#ms = ms;
    if (!this.#started) {
      text = text.trimStart();
      this.#started = text !== "";
    }
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    if (end === 0) {
      this.#pending += text;
      return;
    }
    this.#parser.feed(this.#pending + text.slice(0, end));
    this.#pending = text.slice(end);
  }

  end(ms: number | null): void {
    this.#ms = ms;
    this.#whole = false;
    this.#parser.feed(`${this.#pending}\n\n`);
  }
}
