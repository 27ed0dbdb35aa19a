import type { SseVisitor } from "./_sse.ts";
import { feedText, type PieceReader, type TimedBody } from "./_timed_text.ts";

/**
 * Read the objects of a JSON array that came piece by piece as if each were the data of an event, as soon as it is
 * closed. An object that the body stops within is given up as not `whole`.
 */
export function readJsonArray(response: TimedBody, visitor: SseVisitor): void {
  const reader = new JsonArrayReader(visitor);
  reader.end(feedText(response, { wantsTime: () => visitor.wantsTime(), feed: (text, ms) => reader.feed(text, ms) }));
}

/** Follows brackets and strings just enough to see where an object of the array ends. */
export class JsonArrayReader implements PieceReader {
  readonly #visitor: SseVisitor;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #element = "";

  constructor(visitor: SseVisitor) {
    this.#visitor = visitor;
  }

  feed(text: string, ms: number | null): void {
    let start = 0;
    for (let place = 0; place < text.length; place++) {
      const change = this.#step(text[place]);
      if (change > 0 && this.#depth === 2) start = place;
      if (change >= 0 || this.#depth !== 1) continue;
      const data = this.#element + text.slice(start, place + 1);
      this.#element = "";
      this.#visitor.onEvent({ type: null, data, ms, whole: true });
    }
    if (this.#depth >= 2) this.#element += text.slice(start);
  }

  end(ms: number | null): void {
    const data = this.#element;
    if (data !== "") this.#visitor.onEvent({ type: null, data, ms, whole: false });
  }

  /** By how much a character changes the depth. */
  #step(character: string): number {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === "\\") this.#escaped = true;
      else if (character === '"') this.#inString = false;
      return 0;
    }
    if (character === '"') this.#inString = true;
    const change = character === "{" || character === "[" ? 1 : character === "}" || character === "]" ? -1 : 0;
    this.#depth += change;
    return change;
  }
}
