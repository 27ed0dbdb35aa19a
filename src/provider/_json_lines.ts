import type { SseVisitor } from "./_sse.ts";
import { feedText, type PieceReader, type TimedBody } from "./_timed_text.ts";

/**
 * Read the lines of a body of JSON Lines as if each were the data of an event. Empty lines are passed over; what stands
 * behind the last line end is given up as not `whole`.
 */
export function readJsonLines(response: TimedBody, visitor: SseVisitor): void {
  const reader = new JsonLinesReader(visitor);
  reader.end(feedText(response, { wantsTime: () => visitor.wantsTime(), feed: (text, ms) => reader.feed(text, ms) }));
}

/** Takes text apart into lines. */
export class JsonLinesReader implements PieceReader {
  readonly #visitor: SseVisitor;
  #pending = "";

  constructor(visitor: SseVisitor) {
    this.#visitor = visitor;
  }

  feed(text: string, ms: number | null): void {
    const lines = text.split("\n");
    lines[0] = this.#pending + lines[0];
    this.#pending = lines.pop()!;
    for (const line of lines) this.#emit(line, ms, true);
  }

  end(ms: number | null): void {
    this.#emit(this.#pending, ms, false);
  }

  #emit(line: string, ms: number | null, whole: boolean): void {
    const data = line.trim();
    if (data !== "") this.#visitor.onEvent({ type: null, data, ms, whole });
  }
}
