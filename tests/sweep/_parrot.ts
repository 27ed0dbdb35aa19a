/** Makes the sweeps of the runner's tests: a small plan, and a server that answers it. */
import { parsePlan, type RunOptions, type SweepPlan } from "../../src/sweep/mod.ts";

export const API_KEY = "sk-canary-4f9a8b7c6d5e";

/** How the parrot answers a request; what it does not say is as usual. */
export interface ParrotOptions {
  /** Called with the number of the request, from 1, and its body; a response instead of the usual answer. */
  readonly intercept?: (number: number, body: ParrotRequest) => Response | Promise<Response | undefined> | undefined;
}

export interface ParrotRequest {
  readonly messages: readonly { readonly content: string }[];
  readonly temperature: number;
}

/** A streamed answer in three chunks with a usage chunk behind it. */
export function streamedAnswer(text: string): Response {
  const chunk = (delta: object, finish_reason: string | null) => ({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "parrot",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const half = Math.ceil(text.length / 2);
  const events = [
    chunk({ role: "assistant", content: text.slice(0, half) }, null),
    chunk({ content: text.slice(half) }, null),
    chunk({}, "stop"),
    { ...chunk({}, null), choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
  ];
  const lines = [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), "data: [DONE]\n\n"];
  const body = new ReadableStream({
    pull(controller) {
      const line = lines.shift();
      if (line === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(line));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** A parrot is a server on loopback: it repeats the last message. */
export function startParrot({ intercept }: ParrotOptions = {}) {
  const requests: ParrotRequest[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const body: ParrotRequest = await request.json();
    requests.push(body);
    return await intercept?.(requests.length, body) ?? streamedAnswer(`${body.messages.at(-1)!.content}!`);
  });
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** 2 temperatures × so many prompts × 2 repeats. */
export function parrotPlan(
  baseUrl: string,
  { prompts = 3, run = "", price = '{ input_per_1m_usd = "1", output_per_1m_usd = "2" }', rest = "" } = {},
): Promise<SweepPlan> {
  const items = Array.from({ length: prompts }, (_, i) => `{ id = "p${i}", word = "word${i}", expected = "word${i}" }`);
  return parsePlan(
    `name = "parrot"
repeats = 2
[[endpoints]]
key = "acme/parrot@local/q4"
base_url = "${baseUrl}"
api_key_env = "PARROT_KEY"
price = ${price}
[grid]
temperature = [0, 0.5]
[prompts]
template = "Say {{word}}"
items = [${items.join(", ")}]
[run]
${run}
${rest}
[score]
contains = true
`,
    { path: "parrot.toml" },
  );
}

/** Options for a run in a folder of its own. */
export function parrotOptions(folder: string, options: Partial<RunOptions> = {}): RunOptions {
  return {
    ledgerPath: `${folder}/ledger.sqlite`,
    outRoot: `${folder}/runs`,
    mode: "record",
    cassettePath: `${folder}/tape.jsonl`,
    concurrency: 4,
    keepNetwork: true,
    env: (name) => ({ PARROT_KEY: API_KEY })[name],
    ...options,
  };
}
