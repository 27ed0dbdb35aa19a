import type { TransportFailure } from "../../spec/mod.ts";
import { type BlockEdit, type BodyEdit, ByteEdit, EventEdit } from "./_body_edit.ts";
import type { StreamFormat } from "./_event_scanner.ts";
import type { Fault } from "./fault_rule.ts";

const DEFAULT_IDLE_MS = 30_000;
const CLOSING_TYPES = new Set(["message_stop", "message-end", "response.completed"]);
const utf8 = new TextDecoder();
const LAST_BRACKETS = new Set(["}", "]"].map((bracket) => bracket.charCodeAt(0)));

/** A fault that comes with an answer, or within it. */
export type AnswerFault = Extract<
  Fault,
  {
    fault:
      | "idle_timeout"
      | "reset"
      | "truncate"
      | "malformed_json"
      | "missing_done"
      | "doubled_done"
      | "stream_error"
      | "slow_drip";
  }
>;

/** The edit that puts a fault into a body. `streamError` is the event that the provider breaks a stream off with. */
export function faultEdit(fault: AnswerFault, format: StreamFormat, streamError: () => string): BodyEdit {
  switch (fault.fault) {
    case "idle_timeout":
      return stopEdit(format, { afterEvent: fault.afterEvent ?? 1 });
    case "reset":
    case "truncate":
      if (fault.atByte !== undefined) return new ByteEdit(fault.atByte);
      return stopEdit(format, { afterEvent: fault.afterEvent ?? 1 });
    case "malformed_json":
      return new EventEdit(format, malformed(fault.atEvent ?? 1));
    case "missing_done":
      return new EventEdit(format, closing(0));
    case "doubled_done":
      return new EventEdit(format, closing(2));
    case "stream_error":
      if (format === "plain") return new EventEdit(format, ({ bytes }) => ({ pieces: [bytes] }));
      return stopEdit(format, { afterEvent: fault.afterEvent ?? 1, event: inFormat(streamError(), format) });
    case "slow_drip":
      return new EventEdit(format, ({ bytes }) => ({ pieces: [bytes], injects: true }), true);
  }
}

/** How the transport fails where the fault makes it fail; `lastMs` is when the last chunk before it came. */
export function faultFailure(fault: AnswerFault, lastMs: number): TransportFailure | null {
  if (fault.fault === "reset") {
    return { kind: "reset", message: "The connection was reset within the body (injected)", atMs: lastMs };
  }
  if (fault.fault !== "idle_timeout") return null;
  const limitMs = fault.afterMs ?? DEFAULT_IDLE_MS;
  const message =
    `Cannot wait longer as the limit of the time between chunks is over: current value is ${limitMs} ms (injected)`;
  return { kind: "timeout", message, atMs: lastMs + limitMs };
}

function stopEdit(format: StreamFormat, { afterEvent, event = "" }: { afterEvent: number; event?: string }): BodyEdit {
  const added = new TextEncoder().encode(event);
  if (afterEvent === 0) {
    return new EventEdit(format, () => ({ pieces: [added], stops: true, injects: true }));
  }
  return new EventEdit(format, ({ bytes, isEvent }, number) => {
    if (!isEvent || number < afterEvent) return { pieces: [bytes] };
    // Nothing comes behind a body that is one event.
    const passed = format === "plain" ? bytes.subarray(0, -1) : bytes;
    return { pieces: [passed, added], stops: true, injects: true };
  });
}

function malformed(atEvent: number): BlockEdit {
  return ({ bytes, isEvent }, number) => {
    const at = isEvent && number === atEvent ? bytes.findLastIndex((byte) => LAST_BRACKETS.has(byte)) : -1;
    if (at < 0) return { pieces: [bytes] };
    return { pieces: [bytes.subarray(0, at), bytes.subarray(at + 1)], injects: true };
  };
}

/** Hands the closing event on so many times. */
function closing(times: number): BlockEdit {
  return ({ bytes, isEvent }) =>
    isEvent && isClosing(utf8.decode(bytes))
      ? { pieces: Array.from({ length: times }, () => bytes), injects: true }
      : { pieces: [bytes] };
}

/** `[DONE]`, or what other formats have in its place. */
function isClosing(event: string): boolean {
  const data = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:") || line.startsWith("{"))
    .map((line) => line.replace(/^data:\s?/, "")).join("\n").trim();
  if (data === "[DONE]") return true;
  try {
    const { type, done } = JSON.parse(data);
    return done === true || CLOSING_TYPES.has(type);
  } catch {
    return false;
  }
}

/** A provider has streams of events and of lines: its error in the form that the stream has. */
function inFormat(error: string, format: StreamFormat): string {
  const line = error.trim();
  if (format === "sse") return line.startsWith("{") ? `data: ${line}\n\n` : error;
  const data = /^data:\s?(.*)$/m.exec(error)?.[1] ?? line;
  return `${data}\n`;
}
