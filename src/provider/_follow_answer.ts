import type { AnswerDelta } from "../spec/mod.ts";
import type { AnswerFormat } from "./_answer_format.ts";
import type { SseVisitor } from "./_sse.ts";
import { StreamReader } from "./_stream_reader.ts";
import type { PieceReader } from "./_timed_text.ts";

/** What tells of an answer while it comes. */
export interface FollowOptions {
  /** Of the response. */
  readonly headers: Headers;
  /** Told of each piece of the answer. */
  readonly tell: (delta: AnswerDelta) => void;
  /** Who takes a body apart that begins like this; `null`: it is no stream. */
  readonly frame: (head: string, headers: Headers, visitor: SseVisitor) => PieceReader | null;
}

/** As much of a body as shows what it is; a line that is shorter shows it, too. */
const HEAD_CHARS = 16;

/** Read an answer while it comes: gives what is to be given each chunk of the body. */
export function followAnswer(
  format: AnswerFormat,
  { headers, tell, frame }: FollowOptions,
): (chunk: Uint8Array) => void {
  const nothing = { status: 200, headers, body: new Uint8Array(), cuts: [], headersMs: 0 };
  const answer = new StreamReader(nothing, format, tell);
  const decoder = new TextDecoder();
  let head = "";
  let reader: PieceReader | null | undefined;
  return (chunk) => {
    const text = decoder.decode(chunk, { stream: true });
    if (reader !== undefined) return reader?.feed(text, null);
    head += text;
    const seen = head.trimStart();
    if (seen.length < HEAD_CHARS && !seen.includes("\n")) return;
    reader = frame(seen, headers, answer);
    reader?.feed(head, null);
  };
}
