import { FetchedResponse, joinBytes, UserError } from "../base/mod.ts";
import type { BilledAnswer, CallNote, TransportFailure, WireOutcome, WireResponse } from "../spec/mod.ts";
import { billedAnswer } from "./_billed_answer.ts";
import { encodeBody } from "./body.ts";
import { keptResponseHeaders } from "./headers.ts";
import type { Interaction, RecordedResponse } from "./interaction.ts";
import type { RedactedBody } from "./redaction/mod.ts";
import { recordedRequest, type TapeRequest } from "./_request.ts";

/** Where a finished interaction goes. */
export interface Recording {
  readonly key: string;
  /** Whether the line takes the place of what earlier sessions recorded: asked when it is made, which is when it ends. */
  readonly replaces: () => boolean;
  readonly request: TapeRequest;
  readonly note: CallNote;
  /** Those whose bodies are still being read: each can be called to break off. */
  readonly reading: Set<() => void>;
  /** A URL as it is written on the tape. */
  readonly recordedUrl: (url: string) => string;
  /** What an answer says; `null` where nobody can read it. */
  readonly readAnswer: (response: WireResponse) => WireOutcome | null;
  readonly write: (line: string) => Promise<void>;
  /** Told once how the call ended, whatever is kept of it; `answer` reads what it is billed by. */
  readonly ended: (answer: (() => BilledAnswer) | TransportFailure) => void;
  /** Told of an answer that is not kept, and why. */
  readonly refuse: (reason: string) => void;
}

/** Keep a request that got no response at all. */
export function recordFailure(recording: Recording, failure: TransportFailure): void {
  recording.ended(failure);
  const isDropped = recording.note.discardOnAbort && failure.kind === "aborted";
  if (!isDropped) keep(recording, undefined, failure);
}

/** The same response, whose body goes onto the tape while the caller reads it. */
export function recordResponse(recording: Recording, response: Response): Response {
  if (response.body === null) {
    const answer = { response, bytes: new Uint8Array() };
    recording.ended(() => billedBy(recording, answer));
    keep(recording, answer);
    return response;
  }
  const { note, reading } = recording;
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  const end = () => {
    if (!reading.delete(breakOff)) return;
    // A chunk that came in the turn in which the reader stopped never reached it.
    if (note.cuts !== undefined && note.cuts.length > chunks.length) note.cuts.length = chunks.length;
    const answer = { response, bytes: joinBytes(chunks) };
    recording.ended(() => billedBy(recording, answer));
    const isDropped = note.discardOnAbort && note.failure?.kind === "aborted";
    if (!isDropped) keep(recording, answer, note.failure);
  };
  // Within a turn: `note.failure` is set by the network's end when its body is cancelled.
  const cancel = (reason: unknown) => {
    const cancelled = reader.cancel(reason);
    end();
    return cancelled;
  };
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const breakOff = () => {
    const error = new UserError("Cannot read on as the cassette was closed before the answer had been read");
    controller.error(error);
    cancel(error).catch(() => {});
  };
  reading.add(breakOff);
  const body = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    async pull() {
      try {
        const { done, value } = await reader.read();
        if (!done) {
          // A copy: the caller owns the chunk that it gets, and may change it.
          chunks.push(value.slice());
          controller.enqueue(value);
        } else if (reading.has(breakOff)) {
          end();
          controller.close();
        }
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel,
  }, { highWaterMark: 0 });
  return FetchedResponse.of(response, body);
}

interface Answer {
  readonly response: Response;
  readonly bytes: Uint8Array;
}

const HAS_CREDENTIAL = "a credential in it could not be replaced";

function keep(recording: Recording, answer: Answer | undefined, failure?: TransportFailure): void {
  const { note, request: { redactor } } = recording;
  let reason = HAS_CREDENTIAL;
  try {
    if (failure !== undefined) note.failure = { ...failure, message: redactor.text(failure.message) };
    const response = answer && recordedResponse(recording, answer);
    if (response !== null && writeLine(recording, { response, failure: note.failure })) return;
  } catch (error) {
    // The caller has its answer, and must not lose it because the tape cannot write it down.
    reason = redactor.text(`it could not be written down (${error instanceof Error ? error.message : error})`);
  }
  refuse(recording, reason, answer);
}

/** The answer is not kept, but that there was one is, and what it is billed by. */
function refuse(recording: Recording, reason: string, answer: Answer | undefined): void {
  const { note } = recording;
  note.unrecordable = reason;
  if (answer !== undefined) note.answered = billedBy(recording, answer);
  try {
    writeLine(recording, { unrecordable: reason, answered: note.answered });
  } catch {
    // Where not even the request can be written down, nothing is kept.
  }
  recording.refuse(reason);
}

function billedBy({ note, readAnswer }: Recording, { response: { status, headers }, bytes }: Answer) {
  const { cuts = [], headersMs = 0, failure } = note;
  const response: WireResponse = { status, headers, body: bytes, cuts, headersMs, failure };
  return billedAnswer(response, readAnswer(response));
}

/** How an interaction ended. */
type Ending = Pick<Interaction, "response" | "failure" | "unrecordable" | "answered">;

/** Whether the line could be written: none that has a credential in it is. */
function writeLine(recording: Recording, ending: Ending): boolean {
  const interaction = interactionOf(recording, ending);
  const line = JSON.stringify(interaction);
  const { redactor } = recording.request;
  // Request and answer went through it piece by piece; what the caller noted did not.
  const { scope, run, endpoint, caller } = interaction;
  if (redactor.knowsOneIn(line) || redactor.finds(JSON.stringify([scope, run, endpoint, caller]))) return false;
  const stored = recording.write(line);
  recording.note.stored = stored;
  // Whoever has the note may wait for it; a failure is told again when the tape is closed.
  stored.catch(() => {});
  return true;
}

function interactionOf({ key, replaces, request, note }: Recording, ending: Ending): Interaction {
  return {
    key,
    ...(replaces() ? { replaces: true } : {}),
    kind: "http",
    ...(note.scope === undefined ? {} : { scope: note.scope }),
    ...(note.run === undefined ? {} : { run: note.run }),
    ...(request.endpoint === undefined ? {} : { endpoint: request.endpoint }),
    at: note.startedAt!,
    ...(Object.keys(note.caller).length === 0 ? {} : { caller: note.caller }),
    ...(request.bound === undefined ? {} : { bound: request.bound }),
    request: recordedRequest(request),
    // What is undefined is not printed.
    ...ending,
  };
}

/** The response as it is written, and the note's cuts and body with it; `null` when a secret stays in the body. */
function recordedResponse(recording: Recording, { response, bytes }: Answer): RecordedResponse | null {
  const { note, request: { redactor } } = recording;
  const clean = redactor.body(bytes, note.cuts ?? []);
  if (clean.changed) {
    if (redactor.body(clean.bytes, []).changed) return null;
    note.recordedBody = clean.bytes;
    note.cuts = clean.cuts;
  }
  return {
    status: response.status,
    statusText: redactor.text(response.statusText),
    ...(response.redirected ? { url: recording.recordedUrl(response.url) } : {}),
    headers: Object.fromEntries(
      Object.entries(recordedHeaders(response.headers, clean)).map(([name, value]) => [name, redactor.text(value)]),
    ),
    headersMs: note.headersMs ?? 0,
    cuts: clean.cuts,
    bytes: clean.bytes.length,
    ...(note.reconstructed === true ? { reconstructed: true } : {}),
    body: encodeBody(clean.bytes),
  };
}

/** The headers that are kept; the length that they tell is that of the body on the tape, unless it was compressed. */
function recordedHeaders(headers: Headers, { bytes, changed }: RedactedBody): { [name: string]: string } {
  const kept = keptResponseHeaders(headers);
  const isOfBody = kept["content-length"] !== undefined && kept["content-encoding"] === undefined;
  return changed && isOfBody ? { ...kept, "content-length": String(bytes.length) } : kept;
}
