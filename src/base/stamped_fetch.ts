import type { CallNote, Clock, NotedFetch } from "../spec/mod.ts";
import { ChunkBuffers } from "./_chunk_reader.ts";
import { FetchedResponse } from "./fetched_response.ts";
import { passThrough } from "./pass_through.ts";
import { transportFailure } from "./transport_failure.ts";

/** A standard `fetch`, such as the runtime's own. */
export type PlainFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * The network end of every call: a plain `fetch` that notes when the request was handed over, when the headers came and
 * when each chunk of the body came. Waits that the note asks for come first and are not counted; stamps are taken as
 * bytes arrive, before anybody parses them, in milliseconds from the hand-over, rounded to the microsecond.
 *
 * A failure is told in `note.failure` and thrown as well. `note.cuts` is whole when the reader sees the end of the body.
 */
export function stampedFetch(fetch: PlainFetch, clock: Clock): NotedFetch {
  const buffers = new ChunkBuffers();
  return async (input, init = {}) => {
    const { note, ...plain } = init;
    if (note === undefined) return await fetch(input, plain);
    if (note.beforeLive !== undefined) await note.beforeLive(plain.signal ?? undefined);
    note.startedAt = clock.date().toISOString();
    note.source = "live";
    note.cuts = [];
    note.failure = undefined;
    const handOverMs = clock.nowMs();
    const elapsedMs = () => Math.round((clock.nowMs() - handOverMs) * 1000) / 1000;
    try {
      const response = await fetch(input, plain);
      note.headersMs = elapsedMs();
      return stampBody(response, note, { elapsedMs, signal: plain.signal, buffers });
    } catch (error) {
      const failure = transportFailure(error, { atMs: elapsedMs(), signal: plain.signal, otherwise: "connection" });
      if (error instanceof TypeError) assertSendable(input, plain);
      if (failure !== null) note.failure = failure;
      throw error;
    }
  };
}

interface HandOver {
  readonly elapsedMs: () => number;
  readonly signal: AbortSignal | null | undefined;
  readonly buffers: ChunkBuffers;
}

function stampBody(response: Response, note: CallNote, { elapsedMs, signal, buffers }: HandOver): Response {
  const cuts = note.cuts!;
  let offset = 0;
  return passThrough(response, {
    chunk(bytes) {
      cuts.push([offset, elapsedMs()]);
      offset += bytes.byteLength;
    },
    end() {},
    error(error) {
      const atMs = elapsedMs();
      // Whatever ends a body comes from the connection, as a broken compression does, whose error looks like a bug.
      note.failure = transportFailure(error, { atMs, signal, otherwise: "reset" }) ??
        { kind: "reset", message: error instanceof Error ? error.message : String(error), atMs };
    },
    cancel() {
      const message = `The client stopped reading after ${cuts.length} ${cuts.length === 1 ? "chunk" : "chunks"}`;
      note.failure = { kind: "aborted", message, atMs: elapsedMs() };
    },
  }, { signal, buffers: isNetworks(response) ? buffers : undefined });
}

/**
 * Whether the runtime's own `fetch` made the response. A body that some program made may close without a word to whoever
 * reads into a buffer of his own, who would wait for ever.
 */
function isNetworks(response: Response): boolean {
  return response.type !== "default" && !(response instanceof FetchedResponse);
}

/**
 * A request that no network would take (a header with a newline, a GET with a body) is the caller's mistake and no fact
 * about the server: it must not come to be noted as a failure of the transport. Asked when a request has failed, as
 * making one only to see whether it can be made would hold back every call.
 */
function assertSendable(input: string | URL | Request, init: RequestInit): void {
  if (input instanceof Request || init.body instanceof ReadableStream) return;
  try {
    new Request(input, init);
  } catch (error) {
    // The runtime's own message quotes the value of a header, which may be a credential.
    const isHeader = error instanceof Error && /header/i.test(error.message);
    throw isHeader
      ? new TypeError("Cannot send the request as a header has a character that no header may have")
      : error;
  }
}
