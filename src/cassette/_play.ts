import type { CallNote, Cut } from "../spec/mod.ts";
import { bodyContent, decodeBody } from "./body.ts";
import type { Playable, RecordedResponse } from "./interaction.ts";

/** A null body is the only one that these may have. */
const BODILESS = new Set([101, 103, 204, 205, 304]);

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
export function playedResponse(interaction: Playable): Response {
  const { response, failure } = interaction;
  if (response === undefined) throw failureError(interaction);
  const body = BODILESS.has(response.status) ? null : playedBody(interaction, response, failure !== undefined);
  const { status, statusText, headers } = response;
  const played = new Response(body, { status, statusText, headers });
  // A text body brings a content type of its own, which the recording did not have.
  if (typeof body === "string" && headers["content-type"] === undefined) {
    played.headers.delete("content-type");
  }
  return played;
}

function playedBody(interaction: Playable, response: RecordedResponse, breaksOff: boolean) {
  // An empty string is a chunk of no bytes; a body that never had a chunk is a stream of none.
  const isWhole = response.cuts.length === 1 || (response.cuts.length === 0 && response.body !== null);
  if (isWhole && !breaksOff) return bodyContent(response.body);
  const bytes = decodeBody(response.body);
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const { cuts } = response;
        for (let i = 0; i < cuts.length; i++) {
          controller.enqueue(bytes.subarray(cuts[i][0], i + 1 < cuts.length ? cuts[i + 1][0] : bytes.length));
        }
        if (!breaksOff) controller.close();
      },
      pull(controller) {
        // Only now: an error drops the chunks that still wait to be read.
        if (breaksOff) controller.error(failureError(interaction));
      },
    },
    // The chunks are in memory as it is; the stream asks for more only when all of them have been read.
    { highWaterMark: 0 },
  );
}

/** The error with which a recorded failure shows, of the class that a live `fetch` would throw. */
function failureError(interaction: Playable): Error {
  const failure = interaction.failure!;
  const message = `${failure.message} (recorded)`;
  switch (failure.kind) {
    case "timeout":
      return new DOMException(message, "TimeoutError");
    case "aborted":
      return new DOMException(message, "AbortError");
    default:
      return new TypeError(message);
  }
}
