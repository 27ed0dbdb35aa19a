import type { WireOutcome, WireResponse } from "../spec/mod.ts";
import type { AnswerFormat } from "./_answer_format.ts";
import { failed, transportParts } from "./_failure.ts";
import { isObject, parseJson } from "./_read.ts";
import { deriveTiming, lastByteMs } from "./_timing.ts";

/** The answer or the typed failure in a body that is one JSON object. It never throws. */
export function readBody(response: WireResponse, format: AnswerFormat): WireOutcome {
  const text = new TextDecoder().decode(response.body).trim();
  const body = parseJson(text);
  if (body === undefined) return noJson(response, text);
  if (format.findError(body) !== null) return format.errorOutcome(response, body);
  const answer = format.begin();
  if (isObject(body)) answer.add(body);
  const broken = answer.failure();
  if (broken !== null) return failed(response, { ...broken, billed: answer.billed() });
  if (!answer.hasAnswer) {
    return failed(response, {
      kind: "malformed_response",
      message: `The body holds no answer: ${JSON.stringify(body).slice(0, 200)}`,
      // What is no answer of this format at all will be none the next time.
      decision: { retry: answer.isOfFormat ? "transient" : "no" },
      billed: answer.billed(),
    });
  }
  const completion = answer.finish(
    format.wire,
    (outputTokens) =>
      deriveTiming({ firstTokenMs: null, firstOutputMs: null, lastByteMs: lastByteMs(response), outputTokens }),
  );
  return { ok: true, completion };
}

/** The failure of a body that is no JSON. */
export function noJson(response: WireResponse, text: string): WireOutcome {
  if (response.failure !== undefined) return failed(response, transportParts(response.failure));
  // What begins as JSON was broken on its way; anything else comes from a server that does not speak this format.
  const isBroken = /^[{[]|^$/.test(text);
  return failed(response, {
    kind: "malformed_response",
    message: text === "" ? "The body is empty" : `The body is no JSON: ${text.slice(0, 200)}`,
    decision: { retry: isBroken ? "transient" : "no" },
  });
}
