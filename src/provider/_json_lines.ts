import type { SseVisitor } from "./_sse.ts";
import { feedText, type TimedBody } from "./_timed_text.ts";

/**
 * Read the lines of a body of JSON Lines as if each were the data of an event. Empty lines are passed over; what stands
 * behind the last line end is given up as not `whole`.
 */
export function readJsonLines(response: TimedBody, visitor: SseVisitor): void {
  let pending = "";
  const emit = (line: string, ms: number | null, whole: boolean) => {
    const data = line.trim();
    if (data !== "") visitor.onEvent({ type: null, data, ms, whole });
  };
  const lastMs = feedText(response, {
    wantsTime: () => visitor.wantsTime(),
    feed: (text, ms) => {
      const lines = text.split("\n");
      lines[0] = pending + lines[0];
      pending = lines.pop()!;
      for (const line of lines) emit(line, ms, true);
    },
  });
  emit(pending, lastMs, false);
}
