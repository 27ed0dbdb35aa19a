import type { WireResponse } from "../spec/mod.ts";

const SPACE = 0x20;
/** How much of a body is looked at to tell what it is: enough for a byte order mark and the longest field name. */
const HEAD_BYTES = 16;

/**
 * Whether a response is a stream of events: by the look of the body behind its white space; by its declared type where
 * it looks like nothing known.
 */
export function isEventStream({ body, headers }: WireResponse): boolean {
  const start = body.findIndex((byte) => byte > SPACE);
  const head = start < 0 ? "" : new TextDecoder().decode(body.subarray(start, start + HEAD_BYTES));
  return looksLikeEvents(head, headers);
}

/** The same by the head of a body, from its first character that is no white space on. */
export function looksLikeEvents(head: string, headers: Headers): boolean {
  if (head.startsWith("{") || head.startsWith("[")) return false;
  return /^(?:data|event|id|retry|error)?:/.test(head) || /\bevent-stream\b/i.test(headers.get("content-type") ?? "");
}
