import type { AlertSink } from "./alert.ts";

/** Alerts as a line each, without its end: `alert (critical): openai is down: its breaker is open`. */
export function lineSink(write: (line: string) => void): AlertSink {
  return {
    send: ({ severity, message }) => write(`alert (${severity}): ${message}`),
    close: () => Promise.resolve(),
  };
}
