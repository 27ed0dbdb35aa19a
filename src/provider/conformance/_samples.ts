import type { JsonObject } from "../../spec/mod.ts";
import type { GoldenCase } from "./golden_case.ts";

const TEXT = "Paris is in France";
const USAGE: JsonObject = { inputTokens: 12, outputTokens: 5 };
const ANSWER: JsonObject = { text: TEXT, finishReason: "stop", usage: USAGE };
const STREAM_HEADERS = { "content-type": "text/event-stream" };

/** One whole answer and one stream of a wire format, which mean the same; none where the format is not one of ours. */
export function samplesOf(wire: string): readonly GoldenCase[] {
  const make = Object.hasOwn(SAMPLES, wire) ? SAMPLES[wire] : undefined;
  if (make === undefined) return [];
  const { body, lines, headers } = make();
  return [
    { name: "a whole answer", wire, response: { body }, completion: ANSWER },
    { name: "a stream", wire, response: { lines, headers: headers ?? STREAM_HEADERS }, completion: ANSWER },
  ];
}

interface Sample {
  readonly body: JsonObject;
  readonly lines: readonly string[];
  readonly headers?: { readonly [name: string]: string };
}

const SAMPLES: { readonly [wire: string]: () => Sample } = {
  "openai-chat": openaiChat,
  "anthropic-messages": anthropicMessages,
  "gemini-generate-content": gemini,
  "cohere-chat": cohereChat,
  "ollama-chat": ollamaChat,
};

function openaiChat(): Sample {
  const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
  const chunk = (choices: JsonObject[], rest: JsonObject = {}) => ({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    model: "m",
    choices,
    ...rest,
  });
  const delta = (delta: JsonObject, finish_reason: string | null = null) => chunk([{ index: 0, delta, finish_reason }]);
  return {
    body: {
      id: "chatcmpl-1",
      object: "chat.completion",
      model: "m",
      choices: [{ index: 0, message: { role: "assistant", content: TEXT }, finish_reason: "stop" }],
      usage,
    },
    lines: [
      ...events([
        delta({ role: "assistant", content: "Paris " }),
        delta({ content: "is in " }),
        delta({ content: "France" }),
        delta({}, "stop"),
        chunk([], { usage }),
      ]),
      "data: [DONE]",
      "",
    ],
  };
}

function anthropicMessages(): Sample {
  const message = { id: "msg_1", type: "message", role: "assistant", model: "m" };
  const delta = (text: string) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
  return {
    body: {
      ...message,
      content: [{ type: "text", text: TEXT }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 5 },
    },
    lines: namedEvents([
      {
        type: "message_start",
        message: { ...message, content: [], stop_reason: null, usage: { input_tokens: 12, output_tokens: 1 } },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "ping" },
      delta("Paris "),
      delta("is in "),
      delta("France"),
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: 5 },
      },
      { type: "message_stop" },
    ]),
  };
}

function gemini(): Sample {
  const candidate = (text: string, rest: JsonObject = {}) => ({
    candidates: [{ content: { role: "model", parts: [{ text }] }, index: 0, ...rest }],
    modelVersion: "m",
    responseId: "r1",
  });
  const usageMetadata = { promptTokenCount: 12, candidatesTokenCount: 5, totalTokenCount: 17 };
  return {
    body: { ...candidate(TEXT, { finishReason: "STOP" }), usageMetadata },
    lines: events([
      candidate("Paris "),
      candidate("is in "),
      { ...candidate("France", { finishReason: "STOP" }), usageMetadata },
    ]),
  };
}

function cohereChat(): Sample {
  const usage = {
    billed_units: { input_tokens: 12, output_tokens: 5 },
    tokens: { input_tokens: 12, output_tokens: 5 },
  };
  const delta = (text: string) => ({
    type: "content-delta",
    index: 0,
    delta: { message: { content: { text } } },
  });
  return {
    body: {
      id: "c1",
      finish_reason: "COMPLETE",
      message: { role: "assistant", content: [{ type: "text", text: TEXT }] },
      usage,
    },
    lines: namedEvents([
      { type: "message-start", id: "c1", delta: { message: { role: "assistant", content: [] } } },
      { type: "content-start", index: 0, delta: { message: { content: { type: "text", text: "" } } } },
      delta("Paris "),
      delta("is in "),
      delta("France"),
      { type: "content-end", index: 0 },
      { type: "message-end", delta: { finish_reason: "COMPLETE", usage } },
    ]),
  };
}

function ollamaChat(): Sample {
  const part = (content: string) => ({ model: "m", message: { role: "assistant", content }, done: false });
  const end = { done: true, done_reason: "stop", prompt_eval_count: 12, eval_count: 5 };
  return {
    body: { model: "m", message: { role: "assistant", content: TEXT }, ...end },
    lines: [
      part("Paris "),
      part("is in "),
      part("France"),
      { model: "m", message: { role: "assistant", content: "" }, ...end },
    ].map((one) => JSON.stringify(one)),
    headers: { "content-type": "application/x-ndjson" },
  };
}

function events(all: readonly JsonObject[]): string[] {
  return all.flatMap((one) => [`data: ${JSON.stringify(one)}`, ""]);
}

function namedEvents(all: readonly JsonObject[]): string[] {
  return all.flatMap((one) => [`event: ${one.type}`, `data: ${JSON.stringify(one)}`, ""]);
}
