import type { CallNote, Clock, Cut, TransportFailure } from "../spec/mod.ts";
import { encodeBody } from "./body.ts";
import { keptResponseHeaders } from "./headers.ts";
import type { Interaction, RecordedResponse } from "./interaction.ts";
import { recordedRequest, type TapeRequest } from "./_request.ts";

/** Where a finished interaction goes. */
export interface Recording {
  readonly key: string;
  readonly replaces: boolean;
  readonly request: TapeRequest;
  readonly note: CallNote;
  readonly clock: Clock;
  /** When the request was handed over, by the clock. */
  readonly startMs: number;
  readonly write: (line: string) => Promise<void>;
  readonly refuse: (reason: string) => void;
}

/** Keep a request that got no response at all. */
export function recordFailure(recording: Recording, failure: TransportFailure): void {
  keep(recording, undefined, failure);
}

/** The same response, whose body goes onto the tape while the caller reads it. */
export function recordResponse(
  recording: Recording,
  response: Response,
  signal: AbortSignal | null | undefined,
): Response {
  if (response.body === null) {
    keep(recording, { response, bytes: new Uint8Array(), cuts: [] });
    return response;
  }
  const { note } = recording;
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  const finish = (failure?: TransportFailure) =>
    keep(recording, { response, bytes: joined(chunks), cuts: note.cuts ?? [] }, failure);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          finish();
          controller.close();
        } else {
          // A copy: the caller owns the chunk that it gets, and may change it.
          chunks.push(value.slice());
          controller.enqueue(value);
        }
      } catch (error) {
        if (!(note.discardOnAbort && signal?.aborted && note.failure?.kind === "aborted")) finish(note.failure);
        controller.error(error);
      }
    },
    async cancel(reason) {
      const atMs = Math.round((recording.clock.nowMs() - recording.startMs) * 1000) / 1000;
      note.failure = { kind: "aborted", message: "The client stopped reading", atMs };
      if (!note.discardOnAbort) finish(note.failure);
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

interface Answer {
  readonly response: Response;
  readonly bytes: Uint8Array;
  readonly cuts: readonly Cut[];
}

function keep(recording: Recording, answer: Answer | undefined, failure?: TransportFailure): void {
  const { key, replaces, request, note } = recording;
  const { redactor } = request;
  const cleanFailure = failure && { ...failure, message: redactor.text(failure.message) };
  if (cleanFailure) note.failure = cleanFailure;
  const response = answer && recordedResponse(recording, answer);
  const interaction: Interaction = {
    key,
    ...(replaces ? { replaces } : {}),
    kind: "http",
    ...(note.scope === undefined ? {} : { scope: note.scope }),
    ...(note.run === undefined ? {} : { run: note.run }),
    ...(request.endpoint === undefined ? {} : { endpoint: request.endpoint }),
    at: note.startedAt ?? recording.clock.date().toISOString(),
    ...(Object.keys(note.caller).length === 0 ? {} : { caller: note.caller }),
    request: recordedRequest(request),
    ...(response ? { response } : {}),
    ...(cleanFailure ? { failure: cleanFailure } : {}),
  };
  const line = JSON.stringify(interaction);
  if (response === null || redactor.finds(line)) {
    recording.refuse("a credential in it could not be replaced");
    note.unrecordable = "a credential in it could not be replaced";
    return;
  }
  note.stored = recording.write(line);
  // Whoever has the note may wait for it; a failure is told again when the tape is closed.
  note.stored.catch(() => {});
}

/** The response as it is written, and the note's cuts and body with it; `null` when a secret stays in the body. */
function recordedResponse(recording: Recording, { response, bytes, cuts }: Answer): RecordedResponse | null {
  const { note, request: { redactor } } = recording;
  const clean = redactor.body(bytes, cuts);
  if (clean.changed) {
    if (redactor.body(clean.bytes, []).changed) return null;
    note.recordedBody = clean.bytes;
    note.cuts = clean.cuts;
  }
  return {
    status: response.status,
    statusText: redactor.text(response.statusText),
    headers: Object.fromEntries(
      Object.entries(keptResponseHeaders(response.headers)).map(([name, value]) => [name, redactor.text(value)]),
    ),
    headersMs: note.headersMs ?? 0,
    cuts: clean.cuts,
    body: encodeBody(clean.bytes),
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
