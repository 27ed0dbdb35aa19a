import { FetchedResponse } from "../base/mod.ts";
import type { CallNote, Cut } from "../spec/mod.ts";
import { bodyContent } from "./body.ts";
import type { Playable, RecordedResponse } from "./interaction.ts";
import type { Pace } from "./_pace.ts";
import { playedBody } from "./_played_body.ts";
import { transportError } from "./_transport_error.ts";

/** The call that a recording answers. */
export interface Playing {
  /** As it was asked for. */
  readonly url: string;
  readonly method: string;
  readonly redirect: RequestRedirect | undefined;
  readonly signal: AbortSignal | null;
  /** `null` plays everything at once. */
  readonly pace: Pace | null;
  /** The URL that a recorded one stands for. */
  readonly liveUrl: (recorded: string) => string;
  /** Told when the client stops before the recorded end, and after how many chunks of the body. */
  readonly onCancel: (afterChunks: number) => void;
}

/** Fill the caller's note with what was recorded. */
export function fillNote(note: CallNote, interaction: Playable): void {
  note.startedAt = interaction.at;
  if (interaction.caller !== undefined) note.caller = { ...note.caller, ...interaction.caller };
  if (interaction.response !== undefined) {
    note.headersMs = interaction.response.headersMs;
    note.cuts = interaction.response.cuts as Cut[];
  }
  note.failure = interaction.failure;
}

/**
 * The response of a recorded interaction, with the chunks that were recorded.
 * @throws the recorded failure, where the response never began.
 */
export function playedResponse(interaction: Playable, playing: Playing): Promise<Response> {
  const { pace } = playing;
  return pace === null ? Promise.resolve(begin(interaction, playing)) : beginInTime(interaction, playing, pace);
}

async function beginInTime(interaction: Playable, playing: Playing, pace: Pace): Promise<Response> {
  const { response, failure } = interaction;
  try {
    await pace.until(response?.headersMs ?? failure?.atMs ?? 0, playing.signal);
  } catch (error) {
    playing.onCancel(0);
    throw error;
  }
  return begin(interaction, playing);
}

function begin(interaction: Playable, playing: Playing): Response {
  const { response } = interaction;
  if (response === undefined) throw failureError(interaction);
  const { status, statusText, headers, url } = response;
  if (url !== undefined) assertRedirected(playing);
  const body = playing.method === "HEAD" ? null : contentOf(interaction, response, playing);
  const played = new FetchedResponse(body, {
    status,
    statusText,
    headers,
    url: url === undefined ? playing.url : playing.liveUrl(url),
    redirected: url !== undefined,
  });
  // A text body brings a content type of its own, which the recording did not have.
  if (typeof body === "string" && headers["content-type"] === undefined) played.headers.delete("content-type");
  return played;
}

/** What was recorded with its redirects followed has no answer for a call that does not follow them. */
function assertRedirected({ redirect, url }: Playing): void {
  if (redirect === undefined || redirect === "follow") return;
  throw new TypeError(`Cannot replay ${url} with redirect: "${redirect}" as its redirects were followed when recorded`);
}

function contentOf(interaction: Playable, response: RecordedResponse, playing: Playing): BodyInit {
  const { cuts, headers, body } = response;
  const { pace, signal, onCancel } = playing;
  const { failure } = interaction;
  // An empty string is a chunk of no bytes; a body that never had a chunk is a stream of none.
  const isWhole = cuts.length === 1 || (cuts.length === 0 && body !== null);
  const isHeldBack = pace !== null || signal !== null || failure !== undefined;
  if (isWhole && !isHeldBack && !isEventStream(headers)) return bodyContent(body);
  const breaksOff = failure === undefined ? null : { atMs: failure.atMs, error: () => failureError(interaction) };
  return playedBody(response, { failure: breaksOff, pace, signal, onCancel });
}

/** A stream that came in one piece can still be cancelled. */
function isEventStream(headers: RecordedResponse["headers"]): boolean {
  return headers["content-type"]?.startsWith("text/event-stream") ?? false;
}

/** The error with which the recorded failure shows. */
function failureError({ failure }: Playable): Error {
  return transportError(failure!, `${failure!.message} (recorded)`);
}
