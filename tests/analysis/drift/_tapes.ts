import type { JsonObject } from "../../../mod.ts";
import { chatAnswer, interactionLine, URL_OF_CHAT, writeTape } from "../../cassette/upkeep/support.ts";

/** A recorded call of a test. What is not given is the same in every call. */
export interface TestCall {
  readonly prompt?: string;
  readonly answer?: string;
  /** 0 unless given. */
  readonly temperature?: number;
  /** Tells repeats apart: the call's scope. */
  readonly repeat?: number;
  readonly url?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly latencyMs?: number;
  readonly status?: number;
  readonly headers?: JsonObject;
  /** Beside or in place of the fields of the answer. */
  readonly fields?: JsonObject;
  /** Beside or in place of the fields of the request. */
  readonly asked?: JsonObject;
  /** Beside or in place of the fields of the line. */
  readonly more?: JsonObject;
}

/** A line of a cassette with this call. */
export function callLine(call: TestCall): string {
  const { prompt = "What is 7 + 5?", answer = "12", temperature = 0, repeat = 0, latencyMs = 100, status = 200 } = call;
  const usage = { prompt_tokens: call.inputTokens ?? 10, completion_tokens: call.outputTokens ?? 4 };
  const body = status >= 400
    ? { error: { message: "Slow down", code: "rate_limit_exceeded" } }
    : chatAnswer(answer, { usage, ...call.fields });
  return interactionLine({
    url: call.url ?? URL_OF_CHAT,
    scope: `cell_${prompt}_${repeat}/1`,
    status,
    body: { model: "gpt-4o", messages: [{ role: "user", content: prompt }], temperature, ...call.asked },
    response: {
      headers: { "content-type": "application/json", ...call.headers },
      cuts: [[0, latencyMs]],
      bytes: new TextEncoder().encode(JSON.stringify(body)).length,
      body: { json: body },
    },
    ...(call.more === undefined ? {} : { more: call.more }),
  });
}

/** Write a cassette of these calls. */
export async function writeCalls(path: string, calls: readonly TestCall[], header: JsonObject = {}): Promise<string> {
  await writeTape(path, calls.map(callLine), header);
  return path;
}

/** A call for each of so many prompts, made by `make`. */
export function prompts(count: number, make: (i: number) => TestCall): TestCall[] {
  return Array.from({ length: count }, (_, i) => ({ prompt: `Question ${i}`, ...make(i) }));
}
