import { type BodyObserver, passThrough, UserError } from "../base/mod.ts";
import type { BilledAnswer, CallNote, TransportFailure, WireOutcome, WireResponse } from "../spec/mod.ts";
import { billedAnswer } from "./_billed_answer.ts";
import { printedBody } from "./body.ts";
import { keptResponseHeaders } from "./headers.ts";
import type { Interaction, RecordedResponse } from "./interaction.ts";
import { BodyBytes } from "./_body_bytes.ts";
import { LargeBody } from "./_large_body.ts";
import type { RedactedBody } from "./redaction/mod.ts";
import { recordedRequestBody, recordedRequestHead, type TapeRequest } from "./_request.ts";
import type { TapeLine } from "./_tape_writer.ts";

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
  readonly write: (line: TapeLine) => Promise<void>;
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
    const answer = { response, body: new Uint8Array() };
    recording.ended(() => billedBy(recording, answer));
    keep(recording, answer);
    return response;
  }
  return passThrough(response, new BodyRecorder(recording, response));
}

/** Puts a body onto the tape while it is read. */
class BodyRecorder implements BodyObserver {
  readonly #recording: Recording;
  readonly #response: Response;
  readonly #body: BodyBytes;
  #breakOff = () => {};

  constructor(recording: Recording, response: Response) {
    this.#recording = recording;
    this.#response = response;
    this.#body = new BodyBytes(recording.request.redactor);
  }

  begin(breakOff: (error: unknown) => void): void {
    this.#breakOff = () =>
      breakOff(new UserError("Cannot read on as the cassette was closed before the answer had been read"));
    this.#recording.reading.add(this.#breakOff);
  }

  chunk(bytes: Uint8Array): void {
    this.#body.push(bytes, this.#recording.note.cuts?.[this.#body.count]?.[1] ?? 0);
  }

  /** Behind the network's own observer: it has set `note.failure` where there is one. */
  end(): void {
    const { note, reading } = this.#recording;
    reading.delete(this.#breakOff);
    // A chunk that came in the turn in which the reader stopped never reached it.
    if (note.cuts !== undefined && note.cuts.length > this.#body.count) note.cuts.length = this.#body.count;
    const answer = { response: this.#response, body: this.#body.end() };
    this.#recording.ended(() => billedBy(this.#recording, answer));
    const isDropped = note.discardOnAbort && note.failure?.kind === "aborted";
    if (!isDropped) keep(this.#recording, answer, note.failure);
  }

  error(): void {
    this.end();
  }

  cancel(): void {
    this.end();
  }
}

interface Answer {
  readonly response: Response;
  readonly body: Uint8Array | LargeBody;
}

const HAS_CREDENTIAL = "a credential in it could not be replaced";

function keep(recording: Recording, answer: Answer | undefined, failure?: TransportFailure): void {
  const { note, request: { redactor, unreadable } } = recording;
  let reason = unreadable ?? HAS_CREDENTIAL;
  try {
    if (failure !== undefined) note.failure = { ...failure, message: redactor.text(failure.message) };
    if (unreadable !== undefined) return refuse(recording, reason, answer);
    const written = answer && writtenResponse(recording, answer);
    if (written !== null) {
      const ending = { response: written?.response, failure: note.failure };
      if (writeLine(recording, ending, written?.body)) return;
    }
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

function billedBy({ note, readAnswer }: Recording, { response: { status, headers }, body: given }: Answer) {
  const { cuts = [], headersMs = 0, failure } = note;
  const body = given instanceof LargeBody ? given.bytes() : given;
  const response: WireResponse = { status, headers, body, cuts, headersMs, failure };
  return billedAnswer(response, readAnswer(response));
}

/** How an interaction ended. */
type Ending = Pick<Interaction, "response" | "failure" | "unrecordable" | "answered">;

/** Whether the line could be written: none that has a credential in it is. */
function writeLine(recording: Recording, ending: Ending, body?: string | LargeBody): boolean {
  const interaction = interactionOf(recording, ending);
  const { request } = recording;
  const withoutAnswer = withRequestBody(JSON.stringify(interaction), printedBody(recordedRequestBody(request)));
  const line = typeof body === "string" ? withAnswerBody(withoutAnswer, body) : withoutAnswer;
  // Request and answer went through it piece by piece; what the caller noted did not.
  const { scope, run, endpoint, caller } = interaction;
  if (request.redactor.knowsOneIn(line) || request.redactor.finds(JSON.stringify([scope, run, endpoint, caller]))) {
    return false;
  }
  const stored = recording.write(body instanceof LargeBody ? lineInPieces(line, body) : line);
  recording.note.stored = stored;
  // Whoever has the note may wait for it; a failure is told again when the tape is closed.
  stored.catch(() => {});
  return true;
}

/** No body can be mistaken for it, as quotes within strings are escaped. */
const NO_BODY = '"body":null';

/** Bodies are put in as they are printed: most are JSON that came as it will stand there. */
function withRequestBody(line: string, body: string): string {
  const at = line.indexOf(NO_BODY) + NO_BODY.length;
  return line.slice(0, at - "null".length) + body + line.slice(at);
}

function withAnswerBody(line: string, body: string): string {
  const at = line.lastIndexOf(NO_BODY) + NO_BODY.length;
  return line.slice(0, at - "null".length) + body + line.slice(at);
}

/** A line whose response has no body yet, with the body in its place. */
function* lineInPieces(line: string, body: LargeBody): Generator<Uint8Array> {
  const at = line.lastIndexOf(NO_BODY) + NO_BODY.length;
  const utf8 = new TextEncoder();
  yield utf8.encode(line.slice(0, at - "null".length));
  yield* body.written();
  yield utf8.encode(line.slice(at));
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
    // The bodies are put into the printed line.
    request: recordedRequestHead(request),
    // What is undefined is not printed.
    ...ending,
  };
}

/** A response as it is written, and its body as that is printed, or a large one that is put in piece by piece. */
interface WrittenResponse {
  readonly response: RecordedResponse;
  readonly body: string | LargeBody;
}

/** The response as it is written, and the note's cuts and body with it; `null` when a secret stays in the body. */
function writtenResponse(recording: Recording, { response, body }: Answer): WrittenResponse | null {
  const { note, request: { redactor } } = recording;
  const isLarge = body instanceof LargeBody;
  const clean = isLarge ? body : redactor.body(body, note.cuts ?? []);
  const bytes = () => isLarge ? body.bytes() : (clean as RedactedBody).bytes;
  if (isLarge && body.hasSecret) return null;
  if (clean.changed) {
    if (!isLarge && redactor.body(bytes(), []).changed) return null;
    note.recordedBody = bytes();
    note.cuts = clean.cuts;
  }
  const length = isLarge ? body.length : bytes().length;
  const headers = recordedHeaders(response.headers, clean.changed ? length : null);
  for (const name in headers) headers[name] = redactor.text(headers[name]);
  return {
    response: {
      status: response.status,
      statusText: redactor.text(response.statusText),
      ...(response.redirected ? { url: recording.recordedUrl(response.url) } : {}),
      headers,
      headersMs: note.headersMs ?? 0,
      cuts: clean.cuts,
      bytes: length,
      ...(note.reconstructed === true ? { reconstructed: true } : {}),
      body: null,
    },
    body: isLarge ? body : printedBody(bytes()),
  };
}

/** The headers that are kept; the length that they tell is that of the body on the tape, unless it was compressed. */
function recordedHeaders(headers: Headers, changedLength: number | null): { [name: string]: string } {
  const kept = keptResponseHeaders(headers);
  const isOfBody = kept["content-length"] !== undefined && kept["content-encoding"] === undefined;
  return changedLength !== null && isOfBody ? { ...kept, "content-length": String(changedLength) } : kept;
}
