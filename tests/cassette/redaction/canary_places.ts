import type { Tape } from "../../../src/cassette/mod.ts";
import { newNote } from "../support.ts";

/** A place where a credential may stand in a call, in its answer, or in what is noted of it. */
export interface Place {
  readonly name: string;
  /** Whether what stands there is a JSON string: others take no text that is fit for nothing else. */
  readonly isJson?: boolean;
  /** Whether a text of one line is asked for, without what headers do not take. */
  readonly isLine?: boolean;
  /** Whether a credential there is a name that cannot be replaced: the call is not kept at all. */
  readonly isRefused?: boolean;
  /** Make a call with the text there. */
  readonly call: (tape: Tape, world: World, text: string) => Promise<unknown>;
}

/** What the network says to the next call. */
export interface World {
  answer: (request: Request) => Response | Promise<Response>;
}

type Kind = Pick<Place, "isJson" | "isLine" | "isRefused">;
type Init = RequestInit & { note?: ReturnType<typeof newNote> };

const json = (body: string): Init => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body,
});
const sse = (...events: readonly string[]) => events.map((event) => `data: ${event}\n\n`).join("") + "data: [DONE]\n\n";
const pieces = (text: string, length: number) => text.match(new RegExp(`[^]{1,${length}}`, "gu")) ?? [];
/** What a model says that repeats a text. */
const said = (text: string) => `The key is "${text}", as you see.`;

async function ask(
  tape: Tape,
  world: World,
  init: Init,
  answer: World["answer"],
  url = "http://h/v1/chat",
): Promise<void> {
  world.answer = answer;
  await (await tape.fetch(url, { ...init, note: init.note ?? newNote() })).arrayBuffer();
}

const ok = () => new Response("ok");

/** A place in a request; the server repeats nothing. */
function inRequest(name: string, init: (text: string) => Init, kind: Kind = {}): Place {
  return { name, ...kind, call: (tape, world, text) => ask(tape, world, init(text), ok) };
}

/** A place in a request that the tape does not keep, but whose text the server repeats. */
function echoed(name: string, init: (text: string) => Init): Place {
  const echo = (request: Request) => new Response(JSON.stringify(Object.fromEntries(request.headers)), { status: 401 });
  return { name, isLine: true, call: (tape, world, text) => ask(tape, world, init(text), echo) };
}

function inUrl(name: string, url: (text: string) => string): Place {
  return {
    name,
    isLine: true,
    call: (tape, world, text) => ask(tape, world, {}, (r) => new Response(r.url), url(text)),
  };
}

function inAnswer(
  name: string,
  answer: (text: string) => Response,
  kind: Kind = {},
): Place {
  return { name, ...kind, call: (tape, world, text) => ask(tape, world, json('{"model":"m"}'), () => answer(text)) };
}

/** A stream that says a text in pieces of each of these lengths. */
function split(name: string, lengths: readonly number[], body: (tokens: readonly string[]) => string): Place[] {
  return lengths.map((length) =>
    inAnswer(`${name}, in pieces of ${length}`, (text) => new Response(body(pieces(said(text), length))))
  );
}

const delta = (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content } }] });
const logprob = (token: string) => {
  const one = { token, logprob: -0.1, bytes: [...new TextEncoder().encode(token)] };
  return { ...one, top_logprobs: [one, { ...one, token: "x", bytes: [120], logprob: -3 }] };
};

const REQUEST_PLACES: readonly Place[] = [
  inRequest(
    "a request header that is kept",
    (text) => ({ headers: { "http-referer": `https://x.example/ ${text}` } }),
    {
      isLine: true,
    },
  ),
  echoed("a request header of an unknown name", (text) => ({ headers: { "x-custom": text } })),
  echoed("the authorization header", (text) => ({ headers: { authorization: text } })),
  echoed("a cookie", (text) => ({ headers: { cookie: `a=b; session=${text}` } })),
  inUrl("a query", (text) => `http://h/v1/chat?q=${encodeURIComponent(text)}&n=1`),
  inUrl("a path", (text) => `http://h/v1/${encodeURIComponent(text)}/chat`),
  inUrl("the userinfo of a URL", (text) => `http://me:${encodeURIComponent(text)}@h/v1`),
  inUrl("the URL of an endpoint", (text) => `http://e/${encodeURIComponent(text)}/v1/chat`),
  inRequest("a field of a request", (text) => json(`{"model":"m","user":"${text}"}`), { isJson: true }),
  inRequest("a message", (text) => json(`{"messages":[{"role":"user","content":"my key: ${text}!"}]}`), {
    isJson: true,
  }),
  inRequest(
    "the arguments of a tool call",
    (text) => json(JSON.stringify({ messages: [{ tool_calls: [{ function: { arguments: `{"key":"${text}"}` } }] }] })),
    { isJson: true },
  ),
  inRequest("a part of a form with files", (text) => {
    const form = new FormData();
    form.append("file", new Blob([`{"key":"${text}"}`]), "a.jsonl");
    return { method: "POST", body: form };
  }),
  inRequest("a form", (text) => ({ method: "POST", body: new URLSearchParams({ a: "b", text }) })),
  inRequest("a body of bytes", (text) => ({
    method: "POST",
    body: new Uint8Array([0xff, ...new TextEncoder().encode(` ${text} `), 0xfe]),
  })),
];

const ANSWER_PLACES: readonly Place[] = [
  inAnswer("an answer's header", (text) => new Response("x", { headers: { "x-request-id": `a ${text}` } }), {
    isLine: true,
  }),
  inAnswer("an answer's status text", (text) => new Response("x", { statusText: `No: ${text}` }), { isLine: true }),
  inAnswer("an answer", (text) => new Response(`{"choices":[{"message":{"content":"${text}"}}]}`), { isJson: true }),
  inAnswer("an error", (text) => new Response(`{"error":{"message":"Bad key: ${text}"}}`, { status: 401 }), {
    isJson: true,
  }),
  inAnswer("an answer of text", (text) => new Response(`<p>${text}</p>`)),
  inAnswer("an event of a stream", (text) => new Response(sse(`{"choices":[{"delta":{"content":"${text}"}}]}`)), {
    isJson: true,
  }),
  ...split("a stream", [1, 3, 7], (tokens) => sse(...tokens.map(delta))),
  ...split("a stream of plain text", [1, 4], (tokens) => tokens.map((token) => `data: ${token}\n\n`).join("")),
  ...split(
    "a stream of lines",
    [2, 5],
    (tokens) => tokens.map((response) => JSON.stringify({ response }) + "\n").join(""),
  ),
  ...split(
    "a stream of tool arguments",
    [3],
    (tokens) =>
      sse(...tokens.map((partial_json) => JSON.stringify({ type: "content_block_delta", delta: { partial_json } }))),
  ),
  ...split(
    "log probabilities",
    [3],
    (tokens) => JSON.stringify({ choices: [{ logprobs: { content: tokens.map(logprob) } }] }),
  ),
  ...split(
    "streamed log probabilities",
    [4],
    (tokens) =>
      sse(...tokens.map((token) => JSON.stringify({ choices: [{ logprobs: { content: [logprob(token)] } }] }))),
  ),
  ...split("log probabilities of an older form", [2], (tokens) =>
    JSON.stringify({
      choices: [{ logprobs: { tokens, top_logprobs: tokens.map((token) => ({ [token]: -0.1, other: -2 })) } }],
    })),
];

const NOTED_PLACES: readonly Place[] = [
  {
    name: "the message of a failure",
    call: async (tape, world, text) => {
      const failing = () => Promise.reject(new TypeError(`fetch failed: ${text} refused`));
      await ask(tape, world, {}, failing).catch(() => {});
    },
  },
  inRequest("a scope", (text) => ({ note: newNote({ scope: `cell ${text}` }) }), { isRefused: true }),
  inRequest("a run", (text) => ({ note: newNote({ run: `run ${text}` }) }), { isRefused: true }),
  {
    name: "a decision",
    call: (tape, _world, text) => tape.decide("s", "n", () => ({ choice: { text: [text] }, reason: `as ${text}` })),
  },
  {
    name: "the scope of a decision",
    isRefused: true,
    call: (tape, _world, text) => tape.decide(`s ${text}`, "n", () => ({ choice: 1, reason: "so" })).catch(() => {}),
  },
];

export const PLACES: readonly Place[] = [...REQUEST_PLACES, ...ANSWER_PLACES, ...NOTED_PLACES];
