import type { CallNote, Clock, NotedFetch, TransportFailure } from "../spec/mod.ts";

/**
 * The network end of every call: a plain `fetch` that notes when the request was handed over, when the headers came and
 * when each chunk of the body came. Stamps are taken as bytes arrive, before anybody parses them.
 */
export function stampedFetch(fetch: typeof globalThis.fetch, clock: Clock): NotedFetch {
  return async (input, init = {}) => {
    const { note, ...plain } = init;
    if (note === undefined) return await fetch(input, plain);
    await note.beforeLive?.(plain.signal ?? undefined);
    const startMs = clock.nowMs();
    const sinceStart = () => Math.round((clock.nowMs() - startMs) * 1000) / 1000;
    note.startedAt = clock.date().toISOString();
    note.source = "live";
    note.cuts = [];
    try {
      const response = await fetch(input, plain);
      note.headersMs = sinceStart();
      return response.body === null ? response : stampedBody(response, note, sinceStart);
    } catch (error) {
      note.failure = transportFailure(error, sinceStart(), "connection");
      throw error;
    }
  };
}

function stampedBody(response: Response, note: CallNote, sinceStart: () => number): Response {
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
        note.failure = transportFailure(error, sinceStart(), "reset");
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/** What a thrown error says of the transport; `otherwise` is what it is when its class says nothing. */
function transportFailure(error: unknown, atMs: number, otherwise: "connection" | "reset"): TransportFailure {
  const name = error instanceof Error ? error.name : "";
  const kind = name === "TimeoutError" ? "timeout" : name === "AbortError" ? "aborted" : otherwise;
  const message = error instanceof Error ? error.message : String(error);
  return { kind, message, atMs };
}
