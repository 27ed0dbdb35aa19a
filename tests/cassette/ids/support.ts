import type { JsonObject, JsonValue } from "../../../src/spec/mod.ts";

/** A conversation with a tool in one provider's dialect: the client's side of it. */
export interface Dialect {
  readonly name: string;
  readonly path: string;
  /** The request that opens the conversation, or goes on after these turns. */
  request(turns: readonly Turn[], question: string): JsonObject;
  /** The answer that a provider gives: it asks for a tool `calls` times, and mints ids from `mint`. */
  answer(turn: number, mint: () => string): JsonValue;
  /** The same answer as a stream; `null` where the dialect has none of interest here. */
  stream(turn: number, mint: () => string): string;
  /** What the client keeps of an answer to send it back. */
  kept(body: string): JsonValue;
}

/** What a client keeps of one turn, and what its tool said. */
export interface Turn {
  readonly kept: JsonValue;
  readonly result: string;
}

type Fields = { [name: string]: JsonValue };
const sse = (events: readonly JsonValue[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const eventsOf = (body: string) =>
  body.split("\n\n").filter((event) => event.includes("data: {")).map((event) =>
    // deno-lint-ignore no-explicit-any
    JSON.parse(event.slice(event.indexOf("data: ") + 6)) as any
  );
const isStream = (body: string) => body.startsWith("data:") || body.startsWith("event:");

const openaiChat: Dialect = {
  name: "OpenAI chat",
  path: "/v1/chat/completions",
  request: (turns, question) => ({
    model: "m",
    messages: [
      { role: "user", content: question },
      ...turns.flatMap(({ kept, result }) => {
        const message = kept as { tool_calls: { id: string }[] };
        return [message as JsonValue, { role: "tool", tool_call_id: message.tool_calls[0].id, content: result }];
      }),
    ],
  }),
  answer: (turn, mint) => ({
    id: `chatcmpl-${mint()}`,
    choices: [{
      message: {
        role: "assistant",
        content: null,
        tool_calls: [{
          id: `call_${mint()}`,
          type: "function",
          function: { name: "look", arguments: `{"at":${turn}}` },
        }],
      },
    }],
  }),
  stream: (turn, mint) => {
    const id = `chatcmpl-${mint()}`;
    const call = { index: 0, id: `call_${mint()}`, type: "function", function: { name: "look", arguments: "" } };
    const chunk = (delta: Fields) => ({ id, choices: [{ delta }] });
    return sse([
      chunk({ role: "assistant", tool_calls: [call] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"at":' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: `${turn}}` } }] }),
    ]) + "data: [DONE]\n\n";
  },
  kept: (body) => {
    if (!isStream(body)) return JSON.parse(body).choices[0].message;
    const calls = eventsOf(body).map((event) => event.choices[0].delta.tool_calls[0]);
    const args = calls.map((call) => call.function.arguments).join("");
    return {
      role: "assistant",
      content: null,
      tool_calls: [{ ...calls[0], function: { name: "look", arguments: args } }],
    };
  },
};

const anthropic: Dialect = {
  name: "Anthropic messages",
  path: "/v1/messages",
  request: (turns, question) => ({
    model: "m",
    max_tokens: 100,
    messages: [
      { role: "user", content: question },
      ...turns.flatMap(({ kept, result }) => {
        const blocks = kept as Fields[];
        return [
          { role: "assistant", content: blocks },
          { role: "user", content: [{ type: "tool_result", tool_use_id: blocks[1].id, content: result }] },
        ];
      }),
    ],
  }),
  answer: (turn, mint) => ({
    id: `msg_${mint()}`,
    type: "message",
    content: [
      { type: "thinking", thinking: `step ${turn}`, signature: `sig+/${mint()}==` } as Fields,
      { type: "tool_use", id: `toolu_${mint()}`, name: "look", input: { at: turn } } as Fields,
    ],
  }),
  stream: (turn, mint) => {
    const [id, signature, tool] = [`msg_${mint()}`, `sig+/${mint()}==`, `toolu_${mint()}`];
    const delta = (index: number, delta: Fields) => ({ type: "content_block_delta", index, delta });
    const start = (index: number, content_block: Fields) => ({ type: "content_block_start", index, content_block });
    return sse([
      { type: "message_start", message: { id, content: [] } },
      start(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: `step ${turn}` }),
      // In pieces, and not always in as many.
      ...signature.split(/(?<=[13579])/).map((piece) => delta(0, { type: "signature_delta", signature: piece })),
      start(1, { type: "tool_use", id: tool, name: "look", input: {} }),
      delta(1, { type: "input_json_delta", partial_json: `{"at":${turn}}` }),
      { type: "message_stop" },
    ]);
  },
  kept: (body) => {
    if (!isStream(body)) return JSON.parse(body).content;
    const events = eventsOf(body);
    const joined = (field: string) => events.map(({ delta }) => delta?.[field] ?? "").join("");
    return [
      { type: "thinking", thinking: joined("thinking"), signature: joined("signature") },
      {
        type: "tool_use",
        id: events.find(({ index, content_block }) => index === 1 && content_block).content_block.id,
        name: "look",
        input: JSON.parse(joined("partial_json")),
      },
    ];
  },
};

const gemini: Dialect = {
  name: "Gemini",
  path: "/v1beta/models/m:generateContent",
  request: (turns, question) => ({
    contents: [
      { role: "user", parts: [{ text: question }] },
      ...turns.flatMap(({ kept, result }) => [
        { role: "model", parts: [kept] },
        { role: "user", parts: [{ functionResponse: { name: "look", response: { result } } }] },
      ]),
    ],
  }),
  answer: (turn, mint) => ({
    candidates: [{
      content: {
        role: "model",
        parts: [{ functionCall: { name: "look", args: { at: turn } }, thoughtSignature: `${mint()}=` }],
      },
    }],
    responseId: mint(),
  }),
  stream: (turn, mint) => {
    const responseId = mint();
    const part = { functionCall: { name: "look", args: { at: turn } }, thoughtSignature: `${mint()}=` };
    const event = (parts: JsonValue[]) => ({ candidates: [{ content: { role: "model", parts } }], responseId });
    return sse([event([{ text: "thinking", thought: true }]), event([part])]);
  },
  kept: (body) =>
    isStream(body)
      ? eventsOf(body).at(-1).candidates[0].content.parts[0]
      : JSON.parse(body).candidates[0].content.parts[0],
};

const responses: Dialect = {
  name: "OpenAI responses",
  path: "/v1/responses",
  request: (turns, question): Fields => {
    const last = turns.at(-1);
    if (last === undefined) return { model: "m", input: [{ role: "user", content: question }] };
    const { response, call } = last.kept as { response: string; call: string };
    const output = { type: "function_call_output", call_id: call, output: last.result };
    return { model: "m", previous_response_id: response, input: [output] };
  },
  answer: (turn, mint) => ({
    id: `resp_${mint()}`,
    object: "response",
    output: [{ type: "function_call", id: `fc_${mint()}`, call_id: `call_${mint()}`, arguments: `{"at":${turn}}` }],
  }),
  stream: (turn, mint) => {
    const response = { id: `resp_${mint()}`, object: "response" };
    const item = { type: "function_call", id: `fc_${mint()}`, call_id: `call_${mint()}`, arguments: "" };
    const whole = { ...item, arguments: `{"at":${turn}}` };
    return [
      { type: "response.created", response },
      { type: "response.output_item.added", item },
      { type: "response.function_call_arguments.delta", item_id: item.id, delta: `{"at":${turn}}` },
      { type: "response.output_item.done", item: whole },
      { type: "response.completed", response: { ...response, output: [whole] } },
    ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  },
  kept: (body) => {
    const response = isStream(body) ? eventsOf(body).at(-1).response : JSON.parse(body);
    return { response: response.id, call: response.output[0].call_id };
  },
};

/** The dialects in which answers mint what requests bring back. */
export const DIALECTS: readonly Dialect[] = [openaiChat, anthropic, gemini, responses];

/** A provider that mints other ids at every call; it tells the turn from the number of results that it is sent. */
export function mintingProvider(dialect: Dialect, options: { stream?: boolean } = {}) {
  const turns = new Map<string, number>();
  let calls = 0;
  const mint = () => crypto.randomUUID().replaceAll("-", "").slice(0, 20);
  const handler = async (request: Request): Promise<Response> => {
    calls++;
    const body = await request.text();
    const previous = /"previous_response_id":"([^"]+)"/.exec(body)?.[1];
    const turn = previous === undefined
      ? body.split(/"tool_call_id"|"tool_use_id"|"functionResponse"/).length
      : turns.get(previous)! + 1;
    if (options.stream) {
      const text = dialect.stream(turn, mint);
      const id = /"id":"(resp_\w+)"/.exec(text)?.[1];
      if (id !== undefined) turns.set(id, turn);
      const events = text.split(/(?<=\n\n)/).map((event) => new TextEncoder().encode(event));
      return new Response(ReadableStream.from(events), { headers: { "content-type": "text/event-stream" } });
    }
    const answer = dialect.answer(turn, mint) as { id?: string; previous_response_id?: string };
    if (dialect === responses) {
      turns.set(answer.id!, turn);
      // As the real one does: what the request brought is in the answer too.
      if (previous !== undefined) answer.previous_response_id = previous;
    }
    return Response.json(answer);
  };
  return { handler, calls: () => calls };
}

/** Hold a conversation of so many turns; gives what the provider answered. */
export async function converse(
  fetch: (
    url: string,
    init: RequestInit & { note?: { scope?: string; caller: Record<never, never> } },
  ) => Promise<Response>,
  url: string,
  dialect: Dialect,
  options: { question?: string; turns?: number; scope?: string; from?: readonly Turn[] } = {},
): Promise<{ bodies: string[]; turns: Turn[] }> {
  const { question = "Where is it?", turns: wanted = 3, scope, from = [] } = options;
  const turns = [...from];
  const bodies: string[] = [];
  while (turns.length < wanted) {
    const response = await fetch(url + dialect.path, {
      method: "POST",
      body: JSON.stringify(dialect.request(turns, question)),
      ...(scope === undefined ? {} : { note: { scope, caller: {} } }),
    });
    const body = await response.text();
    bodies.push(body);
    turns.push({ kept: dialect.kept(body), result: `result ${turns.length + 1}` });
  }
  return { bodies, turns };
}
