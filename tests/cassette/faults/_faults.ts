/** Makes calls through the overlay, over a network of one function. */
import { withFaults } from "../../../src/recording/mod.ts";
import type { FaultOptions, FaultRule } from "../../../src/cassette/mod.ts";
import type { CallNote, Cut, NotedFetch } from "../../../src/spec/mod.ts";

export const CHAT_URL = "https://api.openai.com/v1/chat/completions";

/** A stream in four events and its end. */
export const EVENTS: readonly string[] = [
  { choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }] },
  { choices: [{ index: 0, delta: { content: "Héllo" }, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 } },
].map((data) => `data: ${JSON.stringify(data)}\n\n`).concat("data: [DONE]\n\n");

const utf8 = new TextEncoder();

/** Chunks as a tape plays them: the note has their times, 10 ms apart from 10. */
export function played(chunks: readonly string[], contentType = "text/event-stream"): NotedFetch {
  return (_input, init) => {
    const bytes = chunks.map((chunk) => utf8.encode(chunk));
    const cuts: Cut[] = [];
    let offset = 0;
    bytes.forEach((chunk, i) => {
      cuts.push([offset, (i + 1) * 10]);
      offset += chunk.length;
    });
    const { note } = init ?? {};
    if (note !== undefined) Object.assign(note, { source: "replay", key: "key_x", headersMs: 5, cuts });
    return Promise.resolve(
      new Response(ReadableStream.from(bytes), {
        headers: { "content-type": contentType, "content-length": String(offset) },
      }),
    );
  };
}

/** What a caller saw of a call. */
export interface Seen {
  readonly status: number | null;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly chunks: readonly string[];
  readonly error: Error | null;
  readonly note: CallNote;
}

/** Make one call and read its answer to the end. */
export async function see(
  fetch: NotedFetch,
  init: { note?: CallNote; url?: string; body?: string } = {},
): Promise<Seen> {
  const { url = CHAT_URL, note = { caller: {} }, body = '{"model":"gpt-4o"}' } = init;
  const chunks: Uint8Array[] = [];
  let response: Response | null = null;
  let error: Error | null = null;
  try {
    response = await fetch(url, { method: "POST", body, note });
    for await (const chunk of response.body ?? []) chunks.push(chunk.slice());
  } catch (thrown) {
    error = thrown as Error;
  }
  const bytes = new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
  return {
    status: response?.status ?? null,
    headers: response?.headers ?? new Headers(),
    bytes,
    text: new TextDecoder().decode(bytes),
    chunks: chunks.map((chunk) => new TextDecoder().decode(chunk)),
    error,
    note,
  };
}

/** See one call over a played stream with one fault in it. */
export function seeFault(
  rule: FaultRule,
  { below = played(EVENTS), ...rest }: Partial<FaultOptions> & { below?: NotedFetch } = {},
): Promise<Seen> {
  return see(withFaults(below, { rules: [rule], ...rest }));
}

/** A network that must not be asked. */
export const nobody: NotedFetch = () => {
  throw new Error("This call must not go below");
};
