import { stampedFetch, systemClock } from "../../src/base/mod.ts";
import { openaiChat } from "../../src/provider/mod.ts";
import type { CallFailure, CallNote, ChatRequest, Completion, Endpoint } from "../../src/spec/mod.ts";
import { exchange, type ExchangeOptions, type ExchangeResult } from "../../src/transport/mod.ts";

/** A request that any server of these tests understands. */
export const HI: ChatRequest = { messages: [{ role: "user", content: "Hi" }], stream: true };

/** A stream with one word in it, an event a piece. */
export const EVENTS: readonly string[] = [
  { choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }] },
  { choices: [{ index: 0, delta: { content: "Hello" }, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 } },
].map((data) => `data: ${JSON.stringify(data)}\n\n`).concat("data: [DONE]\n\n");

/** A promise that is settled from outside, to hold a server back without a timer. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** A closed gate. */
export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Runs `test` against a server on a free port of the loopback; its base URL is given to the test. */
export async function withServer(
  handler: (request: Request) => Response | Promise<Response>,
  test: (baseUrl: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  try {
    await test(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

/** Runs `test` against a server that writes `pieces` of HTTP to the socket as they stand and closes it. */
export async function withRawServer(
  pieces: readonly string[],
  test: (baseUrl: string) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(65_536));
      for (const piece of pieces) await connection.write(new TextEncoder().encode(piece));
      connection.close();
    }
  })();
  await test(`http://127.0.0.1:${listener.addr.port}`);
  listener.close();
  await serving;
}

/** The base URL of a port that nobody listens on: the system gives it to nobody either, unlike one that has just been free. */
export function refusedUrl(): string {
  return "http://127.0.0.1:2";
}

/** An endpoint without a key at a base URL. */
export function endpointAt(baseUrl: string, rest: Partial<Endpoint> = {}): Endpoint {
  return {
    key: "m@local",
    model: "m",
    provider: "local",
    baseUrl,
    wireModel: "m",
    wire: "openai-chat",
    price: null,
    credential: null,
    ...rest,
  };
}

/** One try over the real network and clock, where the test says nothing else. */
export function tryOnce(endpoint: Endpoint, options: Partial<ExchangeOptions> = {}): Promise<ExchangeResult> {
  const note: CallNote = { caller: {} };
  return exchange(HI, endpoint, { wire: openaiChat, fetch: stampedFetch(fetch, systemClock), note, ...options });
}

/** The completion of a try; fails the test where there is none. */
export function completionOf({ outcome }: ExchangeResult): Completion {
  if (!outcome.ok) throw new Error(`expected a completion, got ${JSON.stringify(outcome.failure)}`);
  return outcome.completion;
}

/** The failure of a try; fails the test where there is none. */
export function failureOf({ outcome }: ExchangeResult): CallFailure {
  if (outcome.ok) throw new Error(`expected a failure, got ${JSON.stringify(outcome.completion)}`);
  return outcome.failure;
}
