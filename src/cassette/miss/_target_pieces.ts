import type { JsonValue } from "../../spec/mod.ts";
import type { RecordedRequest } from "../interaction.ts";
import { weightOf } from "./_weights.ts";

/** Arrays of which every item is a piece of its own. */
const BY_ITEM = new Set(["messages", "contents", "input", "system", "tools"]);
/** A body that is no JSON is cut into so many pieces at the most. */
const MOST_TEXT_PIECES = 32;

/** A stretch of a request as it would stand on a line of the tape. */
export interface Piece {
  readonly text: string;
  /** How much further away a recording without it is. */
  readonly weight: number;
}

/** The pieces of a request; one behind the other they are the request as the tape would write it. */
export function targetPieces(request: RecordedRequest): Piece[] {
  const { method, url, headers, body } = request;
  const pieces = [
    piece(`,"request":{"method":${JSON.stringify(method)},"url":${JSON.stringify(url)}`, weightOf("url")),
    piece(`,"headers":${JSON.stringify(headers)}`, weightOf("header")),
  ];
  if (body === null) return [...pieces, piece(`,"body":null}`, 1)];
  if ("json" in body) return [...pieces, ...jsonPieces(body.json), piece("}}", 0)];
  const printed = JSON.stringify(body);
  const step = Math.max(64, Math.ceil(printed.length / MOST_TEXT_PIECES));
  const texts = Array.from(
    { length: Math.ceil(printed.length / step) },
    (_, i) => printed.slice(i * step, (i + 1) * step),
  );
  return [...pieces, ...texts.map((text, i) => piece((i === 0 ? ',"body":' : "") + text, 1)), piece("}", 0)];
}

function jsonPieces(value: JsonValue): Piece[] {
  const start = ',"body":{"json":';
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [piece(start + JSON.stringify(value), 1)];
  }
  const pieces: Piece[] = [];
  // What closes a list opens the next piece: a list that goes on differs behind its last item.
  let before = `${start}{`;
  for (const [name, member] of Object.entries(value)) {
    const named = `${before}${JSON.stringify(name)}:`;
    if (BY_ITEM.has(name) && Array.isArray(member) && member.length > 0) {
      pieces.push(piece(`${named}[`, 0));
      member.forEach((item, i) => pieces.push(piece((i === 0 ? "" : ",") + JSON.stringify(item), 1)));
      before = "],";
    } else {
      pieces.push(piece(named + JSON.stringify(member), weightOf(name)));
      before = ",";
    }
  }
  return [...pieces, piece(before.startsWith("]") ? "]}" : "}", 0)];
}

function piece(text: string, weight: number): Piece {
  return { text, weight };
}
