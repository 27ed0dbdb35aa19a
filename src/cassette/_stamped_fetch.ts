import type { CallNote, Clock, NotedFetch } from "../spec/mod.ts";
import { transportFailure } from "./_transport_failure.ts";

/**
 * The network end of every call: a plain `fetch` that notes when the request was handed over, when the headers came and
 * when each chunk of the body came. Stamps are taken as bytes arrive, before anybody parses them; they are milliseconds
 * from the hand-over, by `clock`. A call without a note goes through as it is.
 *
 * @throws whatever `fetch` throws; `note.failure` says what that was, where it was the transport's failure.
 */
export function stampedFetch(fetch: typeof globalThis.fetch, clock: Clock): NotedFetch {
  return async (input, init = {}) => {
    const { note, ...plain } = init;
    if (note === undefined) return await fetch(input, plain);
    assertSendable(input, plain);
    await note.beforeLive?.(plain.signal ?? undefined);
    const startMs = clock.nowMs();
    const sinceStart = () => Math.round((clock.nowMs() - startMs) * 1000) / 1000;
    note.startedAt = clock.date().toISOString();
    note.source = "live";
    note.cuts = [];
    note.failure = undefined;
    try {
      const response = await fetch(input, plain);
      note.headersMs = sinceStart();
      return response.body === null ? response : stampedBody(response, note, { sinceStart, signal: plain.signal });
    } catch (error) {
      const thrown = { atMs: sinceStart(), signal: plain.signal, otherwise: "connection" } as const;
      note.failure = transportFailure(error, thrown) ?? undefined;
      throw error;
    }
  };
}

interface Handover {
  readonly sinceStart: () => number;
  readonly signal: AbortSignal | null | undefined;
}

function stampedBody(response: Response, note: CallNote, { sinceStart, signal }: Handover): Response {
  const reader = response.body!.getReader();
  const cuts = note.cuts!;
  let offset = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        cuts.push([offset, sinceStart()]);
        offset += value.byteLength;
        controller.enqueue(value);
      } catch (error) {
        const atMs = sinceStart();
        note.failure = transportFailure(error, { atMs, signal, otherwise: "reset" }) ??
          { kind: "reset", message: String(error), atMs };
        controller.error(error);
      }
    },
    cancel(reason) {
      note.failure = { kind: "aborted", message: "The client stopped reading", atMs: sinceStart() };
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/**
 * A request that no network would take (a header with a newline, a GET with a body) is the caller's mistake and no fact
 * about the server: it must not come to be noted as a failure of the transport.
 */
function assertSendable(input: string | URL | Request, init: RequestInit): void {
  if (!(input instanceof Request) && !(init.body instanceof ReadableStream)) new Request(input, init);
}
