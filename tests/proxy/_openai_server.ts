import { loopback } from "../cassette/support.ts";

/** What a request asks for, as far as the server looks at it. */
interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string | null }[];
  readonly stream?: boolean;
  readonly tools?: readonly unknown[];
}

const WORDS = ["Grüße", " aus", " dem", " Süden", " 🎉", "."];
const USAGE = { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 };
const CALL = { id: "call_abc123", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } };

/**
 * A server with OpenAI's routes, on the loopback: chat completions plain, streamed and with tools, each of the errors
 * that clients act on, embeddings and models. Every answer has an id of its own, so that no two are the same.
 */
export function startOpenaiServer(): { readonly url: string; readonly requests: () => number } & AsyncDisposable {
  let count = 0;
  let limited = 0;
  const server = loopback(async (request) => {
    const id = ++count;
    const headers = {
      "x-request-id": `req_${id}`,
      "openai-processing-ms": "7",
      "x-ratelimit-remaining-requests": "99",
    };
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/models") return Response.json(models(), { headers });
    const body = await request.json();
    if (pathname === "/v1/embeddings") return Response.json(embeddings(body), { headers });
    if (pathname !== "/v1/chat/completions") return failure(404, "Unknown route", "not_found", headers);
    const asked = (body as ChatBody).messages.at(-1)!.content ?? "";
    if (asked === "limit me" && limited++ % 2 === 0) {
      return failure(429, "Rate limit reached", "rate_limit_exceeded", { ...headers, "retry-after-ms": "1" });
    }
    if (asked === "who am I") return failure(401, "Incorrect API key provided", "invalid_api_key", headers);
    if (asked === "too long") return failure(400, "Maximum context is 8 tokens", "context_length_exceeded", headers);
    return body.stream === true ? streamed(id, body, headers) : Response.json(completion(id, body), { headers });
  });
  return { url: server.url, requests: () => count, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function failure(status: number, message: string, code: string, headers: { [name: string]: string }): Response {
  return Response.json({ error: { message, type: "invalid_request_error", param: null, code } }, { status, headers });
}

function completion(id: number, { model, tools }: ChatBody) {
  const message = tools === undefined
    ? { role: "assistant", content: WORDS.join(""), refusal: null }
    : { role: "assistant", content: null, refusal: null, tool_calls: [CALL] };
  return {
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    created: 1_700_000_000 + id,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: tools === undefined ? "stop" : "tool_calls" }],
    usage: USAGE,
  };
}

function streamed(id: number, { model, tools }: ChatBody, headers: { [name: string]: string }): Response {
  const frame = { id: `chatcmpl-${id}`, object: "chat.completion.chunk", created: 1_700_000_000 + id, model };
  const choice = (delta: object, finish: string | null = null) => ({
    ...frame,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const deltas = tools === undefined
    ? WORDS.map((content) => ({ content }))
    : ['{"ci', 'ty":"P', 'aris"}'].map((args, i) => ({
      tool_calls: [
        i === 0
          ? { index: 0, id: CALL.id, type: "function", function: { name: "get_weather", arguments: args } }
          : { index: 0, function: { arguments: args } },
      ],
    }));
  const chunks = [
    choice({ role: "assistant", content: "" }),
    ...deltas.map((delta) => choice(delta)),
    choice({}, tools === undefined ? "stop" : "tool_calls"),
    { ...frame, choices: [], usage: USAGE },
  ];
  const events = [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), "data: [DONE]\n\n"];
  const body = ReadableStream.from(events).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { ...headers, "content-type": "text/event-stream; charset=utf-8" } });
}

/** Numbers that a 32-bit float holds exactly, in the form that is asked for. */
function embeddings(body: { model: string; input: readonly string[]; encoding_format?: string }) {
  const vectors = body.input.map((text) => new Float32Array([text.length, 0.5, -2]));
  const shown = (vector: Float32Array) =>
    body.encoding_format === "base64" ? btoa(String.fromCharCode(...new Uint8Array(vector.buffer))) : [...vector];
  return {
    object: "list",
    data: vectors.map((vector, index) => ({ object: "embedding", index, embedding: shown(vector) })),
    model: body.model,
    usage: { prompt_tokens: 4, total_tokens: 4 },
  };
}

function models() {
  const data = ["model-1", "model-2"].map((id) => ({
    id,
    object: "model",
    created: 1_700_000_000,
    owned_by: "example",
  }));
  return { object: "list", data };
}
