import { feedText, type PieceReader, type TimedBody } from "./_timed_text.ts";

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
  const reader = new SseReader(visitor);
  reader.end(feedText(response, { wantsTime: () => visitor.wantsTime(), feed: (text, ms) => reader.feed(text, ms) }));
}

const SPACE = 0x20;
const COLON = 0x3a;
const BRACE = 0x7b;

/**
 * Takes text apart into lines, and lines into events, by looking for line ends only: of a stream of answers nearly every
 * byte stands in the data of an event, and is touched once here.
 */
export class SseReader implements PieceReader {
  readonly #visitor: SseVisitor;
  #pending = "";
  #started = false;
  #skipsLineFeed = false;
  #type: string | null = null;
  #data: string | null = null;
  #ms: number | null = null;
  #whole = true;

  constructor(visitor: SseVisitor) {
    this.#visitor = visitor;
  }

  feed(text: string, ms: number | null): void {
    this.#ms = ms;
    if (!this.#started) {
      text = text.trimStart();
      this.#started = text !== "";
    }
    // The second half of a line end whose first half stood at the end of the last piece.
    if (this.#skipsLineFeed && text !== "") {
      if (text.startsWith("\n")) text = text.slice(1);
      this.#skipsLineFeed = false;
    }
    // A long line that comes in many small pieces is searched for its end once.
    if (!text.includes("\n") && !text.includes("\r")) this.#pending += text;
    else this.#lines(this.#pending + text);
  }

  end(ms: number | null): void {
    this.#ms = ms;
    this.#whole = false;
    this.#lines(`${this.#pending}\n\n`);
  }

  #lines(text: string): void {
    let start = 0;
    let lineFeed = text.indexOf("\n");
    let carriageReturn = text.indexOf("\r");
    while (lineFeed >= 0 || carriageReturn >= 0) {
      const isFeed = carriageReturn < 0 || (lineFeed >= 0 && lineFeed < carriageReturn);
      const end = isFeed ? lineFeed : carriageReturn;
      this.#line(text, start, end);
      start = !isFeed && lineFeed === end + 1 ? end + 2 : end + 1;
      if (!isFeed && start === text.length && lineFeed !== end + 1) this.#skipsLineFeed = true;
      if (lineFeed >= 0 && lineFeed < start) lineFeed = text.indexOf("\n", start);
      if (carriageReturn >= 0 && carriageReturn < start) carriageReturn = text.indexOf("\r", start);
    }
    this.#pending = text.slice(start);
  }

  #line(text: string, start: number, end: number): void {
    if (start === end) return this.#dispatch();
    if (text.startsWith("data:", start)) return this.#addData(text.slice(valueStart(text, start + 5), end));
    const first = text.charCodeAt(start);
    if (first === COLON) return;
    // A bare error body, as some servers write it into a stream.
    if (first === BRACE) return this.#emit(null, text.slice(start, end));
    const colon = text.indexOf(":", start);
    const nameEnd = colon < 0 || colon > end ? end : colon;
    const value = nameEnd === end ? "" : text.slice(Math.min(end, valueStart(text, nameEnd + 1)), end);
    switch (text.slice(start, nameEnd)) {
      case "data":
        return this.#addData(value);
      case "event":
        this.#type = value === "" ? null : value;
        return;
      case "error":
        return this.#emit("error", value);
    }
  }

  #addData(value: string): void {
    this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
  }

  #dispatch(): void {
    const data = this.#data;
    const type = this.#type;
    this.#data = this.#type = null;
    if (data !== null) this.#emit(type, data);
  }

  #emit(type: string | null, data: string): void {
    this.#visitor.onEvent({ type, data, ms: this.#ms, whole: this.#whole });
  }
}

/** One space behind the colon belongs to it. */
function valueStart(text: string, behindColon: number): number {
  return text.charCodeAt(behindColon) === SPACE ? behindColon + 1 : behindColon;
}
