import type { JsonValue, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { errorBodyOf } from "../_errors.ts";
import { isEventStream } from "../_event_stream.ts";
import { failed } from "../_failure.ts";
import { isObject, parseJson } from "../_read.ts";
import { noJson } from "../_read_body.ts";
import { deriveTiming, lastByteMs } from "../_timing.ts";
import { Answer } from "./_answer.ts";
import { errorOutcome, findError } from "./errors.ts";
import { fromStream } from "./stream.ts";

/**
 * The answer or the typed failure in a response of the OpenAI chat completions format. Whether it was streamed is seen
 * from the body, as servers stream unasked or answer plainly where a stream was asked for. It never throws.
 */
export function fromWire(response: WireResponse): WireOutcome {
  if (response.status >= 300) return fromErrorStatus(response);
  return isEventStream(response) ? fromStream(response) : fromBody(response);
}

function fromBody(response: WireResponse): WireOutcome {
  const text = new TextDecoder().decode(response.body).trim();
  const body = parseJson(text);
  if (body === undefined) return noJson(response, text);
  if (findError(body) !== null) return errorOutcome(response, body);
  return fromJson(response, body);
}

function fromJson(response: WireResponse, body: JsonValue): WireOutcome {
  const answer = new Answer();
  if (isObject(body)) answer.add(body);
  if (!answer.hasChoice) {
    // A list of choices that is empty is a provider's slip; without one this is no chat completion at all.
    const isSlip = isObject(body) && Array.isArray(body.choices);
    return failed(response, {
      kind: "malformed_response",
      message: `The body holds no answer: ${JSON.stringify(body).slice(0, 200)}`,
      decision: { retry: isSlip ? "transient" : "no" },
      billed: answer.billed(),
    });
  }
  const completion = answer.finish((outputTokens) =>
    deriveTiming({ firstTokenMs: null, firstOutputMs: null, lastByteMs: lastByteMs(response), outputTokens })
  );
  if (completion.finishReason !== "error") return { ok: true, completion };
  return failed(response, {
    kind: "server_error",
    message: `The provider broke the answer off with finish reason "${completion.rawFinishReason}"`,
    decision: { retry: "transient" },
    code: completion.rawFinishReason,
    billed: answer.billed(),
  });
}

function fromErrorStatus(response: WireResponse): WireOutcome {
  return errorOutcome(response, errorBodyOf(response));
}
