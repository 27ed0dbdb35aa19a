// deno-lint-ignore-file no-console
/** How fast recorded streams are read, beside the parser of the `openai` package, on the same bytes in turn. */
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import { Stream } from "openai/streaming";
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import { readSse } from "../src/provider/_sse.ts";
import { openaiChat } from "../src/provider/mod.ts";
import type { Cut, WireResponse } from "../src/spec/mod.ts";
import { spread } from "./_spread.ts";
import { recordedChats } from "./recorded_chats.ts";

const ROUNDS = 15;
const HEADERS = new Headers({ "content-type": "text/event-stream" });

type Reading = (body: Uint8Array, pieces: readonly Uint8Array[]) => unknown;

function response(body: Uint8Array, pieces: readonly Uint8Array[]): WireResponse {
  let offset = 0;
  const cuts = pieces.map((piece, place): Cut => {
    const cut: Cut = [offset, place];
    offset += piece.length;
    return cut;
  });
  return { status: 200, headers: HEADERS, body, cuts, headersMs: 1 };
}

function openaiStream(pieces: readonly Uint8Array[]): Stream<ChatCompletionChunk> {
  const body = ReadableStream.from(pieces) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return Stream.fromSSEResponse<ChatCompletionChunk>(new Response(body), new AbortController());
}

const ours: Reading = (body, pieces) => openaiChat.fromWire(response(body, pieces));

const oursPlain: Reading = (body, pieces) => {
  let events = 0;
  const onEvent = ({ data }: { data: string }) => {
    if (data === "[DONE]") return;
    JSON.parse(data);
    events++;
  };
  readSse(response(body, pieces), { onEvent, wantsTime: () => true });
  return events;
};

const theirsPlain: Reading = async (_body, pieces) => {
  let events = 0;
  for await (const _ of openaiStream(pieces)) events++;
  return events;
};

/** Their accumulator goes through its own stream once more, which costs it dearly; there is no other door to it. */
const theirs: Reading = async (_body, pieces) => {
  const stream = ChatCompletionStream.fromReadableStream(openaiStream(pieces).toReadableStream());
  return await stream.finalChatCompletion();
};

const PAIRS: readonly (readonly [what: string, ours: Reading, theirs: Reading])[] = [
  ["events and their JSON", oursPlain, theirsPlain],
  ["ours to the whole answer, theirs to the JSON", ours, theirsPlain],
  ["to the whole answer", ours, theirs],
];

async function time(read: Reading, streams: readonly Streamed[]): Promise<number> {
  const start = performance.now();
  for (const { body, pieces } of streams) await read(body, pieces);
  return performance.now() - start;
}

interface Streamed {
  readonly body: Uint8Array;
  readonly pieces: readonly Uint8Array[];
}

/** One piece for each event, as they come from a server that flushes; or the whole body in one. */
function inPieces(body: Uint8Array, byEvent: boolean): Uint8Array[] {
  if (!byEvent) return [body];
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let i = 1; i < body.length; i++) {
    if (body[i] !== 10 || (body[i - 1] !== 10 && body[i - 2] !== 10)) continue;
    pieces.push(body.subarray(start, i + 1));
    start = i + 1;
  }
  if (start < body.length) pieces.push(body.subarray(start));
  return pieces;
}

/** Only what both sides read to the end: a few recordings hold errors or no finish reason. */
async function readable(bodies: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const good: Uint8Array[] = [];
  for (const body of bodies) {
    const outcome = openaiChat.fromWire(response(body, [body]));
    const isRead = outcome.ok && await Promise.resolve(theirs(body, [body])).then(() => true, () => false);
    if (isRead) good.push(body);
  }
  return good;
}

/** Prints medians and ranges of both sides in turn, and what one is of the other. */
export async function streamParseBench(): Promise<void> {
  const { source, chats } = recordedChats();
  const bodies = chats.filter(({ wire, response }) => wire === "openai-chat" && /^(?:data|event)?:/m.test(response))
    .map(({ response }) => new TextEncoder().encode(response));
  const good = await readable(bodies);
  const bytes = good.reduce((sum, body) => sum + body.length, 0);
  console.log(`${good.length} of ${bodies.length} streams from ${source}, ${(bytes / 1e6).toFixed(2)} MB\n`);
  console.log("| read | pieces | tapedeck ms | openai ms | times as fast |");
  console.log("| --- | --- | --- | --- | --- |");
  for (const byEvent of [false, true]) {
    const streams = good.map((body) => ({ body, pieces: inPieces(body, byEvent) }));
    for (const [what, our, their] of PAIRS) console.log(await row(what, { byEvent, our, their, streams }));
  }
}

async function row(
  what: string,
  { byEvent, our, their, streams }: { byEvent: boolean; our: Reading; their: Reading; streams: readonly Streamed[] },
): Promise<string> {
  const times: [ours: number, theirs: number][] = [];
  await time(our, streams);
  await time(their, streams);
  for (let round = 0; round < ROUNDS; round++) times.push([await time(our, streams), await time(their, streams)]);
  const pieces = byEvent ? "one an event" : "one";
  const ratios = times.map(([a, b]) => b / a);
  return `| ${what} | ${pieces} | ${spread(times.map(([a]) => a))} | ${spread(times.map(([, b]) => b))} | ${
    spread(ratios)
  } |`;
}
