import type { KeyParts } from "../src/cassette/mod.ts";

/** Made-up chat traffic: distinct requests of about 1.5 KB and answers of about 2 KB, or streams of so many events. */
export interface Traffic {
  readonly count: number;
  request(i: number): string;
  answer(i: number): string;
}

const FILLER =
  "The quick brown fox jumps over the lazy dog while forty-two editors argue about commas, tone and length. ";

/** `events` of 0 gives plain answers, else streams of that many events. */
export function trafficBodies(count: number, events = 0): Traffic {
  const padding = FILLER.repeat(12);
  const answerText = FILLER.repeat(16);
  return {
    count,
    request: (i) =>
      JSON.stringify({
        model: "example/model-1",
        temperature: 0.7,
        max_tokens: 256,
        stream: events > 0,
        messages: [{ role: "system", content: "You are a careful editor." }, {
          role: "user",
          content: `${i}: ${padding}`,
        }],
      }),
    answer: (i) => events === 0 ? plainAnswer(i, answerText) : streamedAnswer(i, events),
  };
}

function plainAnswer(i: number, text: string): string {
  return JSON.stringify({
    id: `chatcmpl-${i}`,
    object: "chat.completion",
    created: 1_700_000_000,
    model: "example/model-1",
    choices: [{ index: 0, message: { role: "assistant", content: `${i} ${text}` }, finish_reason: "stop" }],
    usage: { prompt_tokens: 300, completion_tokens: 400, total_tokens: 700 },
  });
}

function streamedAnswer(i: number, events: number): string {
  return Array.from({ length: events }, (_, k) => eventText(i, k)).join("");
}

function eventText(i: number, k: number): string {
  const chunk = {
    id: `chatcmpl-${i}`,
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "example/model-1",
    system_fingerprint: "fp_0123456789",
    choices: [{ index: 0, delta: { content: `word${k} ` }, logprobs: null, finish_reason: null }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** Write the traffic as a cassette. */
export async function writeTraffic(
  path: string,
  url: string,
  traffic: Traffic,
  key: (parts: KeyParts) => string,
): Promise<void> {
  const file = await Deno.create(path);
  const writer = file.writable.getWriter();
  const utf8 = new TextEncoder();
  const header = { tapedeck: 1, created: "2026-01-01T00:00:00.000Z", recorder: "bench", redaction: 1 };
  await writer.write(utf8.encode(JSON.stringify(header) + "\n"));
  for (let i = 0; i < traffic.count; i++) {
    const request = traffic.request(i);
    const answer = traffic.answer(i);
    const stream = answer.startsWith("data:");
    const events = stream ? answer.split(/(?<=\n\n)/) : [answer];
    let offset = 0;
    const cuts = events.map((event, k) => {
      const cut = [offset, 100 + k * 10.5];
      offset += event.length;
      return cut;
    });
    const line = {
      key: key({ method: "POST", url, headers: "", body: request }),
      kind: "http",
      at: "2026-01-01T00:00:00.000Z",
      request: {
        method: "POST",
        url,
        headers: { "content-type": "application/json" },
        body: { json: JSON.parse(request) },
      },
      response: {
        status: 200,
        statusText: "OK",
        headers: { "content-type": stream ? "text/event-stream" : "application/json" },
        headersMs: 90,
        cuts,
        bytes: answer.length,
        body: stream ? { text: answer } : { json: JSON.parse(answer) },
      },
    };
    await writer.write(utf8.encode(JSON.stringify(line) + "\n"));
  }
  await writer.close();
}
