import { Buffer } from "node:buffer";
import type { Playable } from "./interaction.ts";

/** Where an interaction's request and response begin. Neither can stand inside a string, where quotes are escaped. */
export const REQUEST_MARK = ',"request":{"method":';
export const RESPONSE_MARK = ',"response":{"status":';
/** Where the JSON of a response's body begins, and how a line ends whose last part it is. */
const JSON_BODY_MARK = ',"body":{"json":';
const JSON_BODY_END = "}}}";
/** What stands in front of the request or behind the response in a line that Tapedeck wrote. */
const NOT_IN_BETWEEN = [',"failure":', ',"bound":', ',"caller":', ',"scope":', ',"run":', ',"at":'];

/**
 * The interaction on a line without its request, which playing does not need and nobody parses; `null` where the line is
 * another one, or may have been written by another program.
 */
export function playableIn(text: string): Playable | null {
  const requestAt = text.indexOf(REQUEST_MARK);
  const responseAt = requestAt === -1 ? -1 : text.indexOf(RESPONSE_MARK, requestAt);
  if (responseAt === -1 || hasSkipped(text.slice(requestAt, responseAt))) return null;
  const printed = printedPlayable(text, requestAt, responseAt);
  if (printed !== null) return printed;
  try {
    // A mark that belongs to some body leaves brackets open on its side, and parsing fails.
    const playable = JSON.parse(text.slice(0, requestAt) + "," + text.slice(responseAt + 1));
    return playable.kind === "http" ? playable : null;
  } catch {
    return null;
  }
}

/** The scope of the call that a line records, without reading what was asked and answered; `null`: it has none. */
export function scopeIn(text: string): string | null {
  const requestAt = text.indexOf(REQUEST_MARK);
  try {
    const { kind, scope } = JSON.parse(requestAt === -1 ? text : `${text.slice(0, requestAt)}}`);
    return kind === "http" && typeof scope === "string" && scope !== "" ? scope : null;
  } catch {
    return null;
  }
}

/** Whether a stretch from a request to its response may hold more than the request, as another program may write it. */
function hasSkipped(between: string): boolean {
  return NOT_IN_BETWEEN.some((mark) => between.includes(mark));
}

/**
 * The interaction with its JSON body as the text that stands in the line, which is how it was printed. Nothing is parsed
 * but what stands around it; that the text is whole and as it was recorded is told by its length. `null` when the line
 * has no such body.
 */
function printedPlayable(text: string, requestAt: number, responseAt: number): Playable | null {
  const bodyAt = text.indexOf(JSON_BODY_MARK, responseAt);
  if (bodyAt === -1 || !text.endsWith(JSON_BODY_END)) return null;
  const printed = text.slice(bodyAt + JSON_BODY_MARK.length, -JSON_BODY_END.length);
  try {
    const playable = JSON.parse(`${text.slice(0, requestAt)},${text.slice(responseAt + 1, bodyAt)}}}`);
    if (playable.kind !== "http" || playable.response.bytes !== Buffer.byteLength(printed)) return null;
    playable.response.body = { text: printed };
    return playable;
  } catch {
    return null;
  }
}
