import { streamedAnswer } from "../sweep/_parrot.ts";

/** A call as the server saw it. */
export interface SeenCall {
  /** Whose key it came with. */
  readonly worker: string;
  /** What was asked: each cell asks something of its own. */
  readonly prompt: string;
}

/** How a slow parrot answers. */
export interface SlowParrotOptions {
  readonly delayMs: number;
  /** Called with each call when it comes; what it returns is waited for, a response is given as it is. */
  readonly hold?: (call: SeenCall) => Promise<Response | void> | undefined;
}

/** A server that takes its time, and writes down who asked what, by the key that came along: `sk-of-NAME`. */
export function startSlowParrot({ delayMs, hold }: SlowParrotOptions) {
  const calls: SeenCall[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const worker = request.headers.get("authorization")?.replace("Bearer sk-of-", "") ?? "nobody";
    const { messages } = await request.json();
    const call = { worker, prompt: messages.at(-1).content as string };
    calls.push(call);
    const held = await hold?.(call);
    if (held instanceof Response) return held;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    return streamedAnswer(call.prompt);
  });
  return {
    baseUrl: `http://127.0.0.1:${server.addr.port}/v1`,
    calls,
    /** What a worker has asked. */
    askedBy: (name: string) => new Set(calls.filter(({ worker }) => worker === name).map(({ prompt }) => prompt)),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The text of a plan of so many cells, each of which asks something of its own. */
export function slowPlanText(baseUrl: string, rest = ""): string {
  return `name = "many"
[[endpoints]]
key = "acme/parrot@local"
base_url = "${baseUrl}"
api_key_env = "PARROT_KEY"
price = { input_per_token_usd = "0.000001", output_per_token_usd = "0.000002" }
[prompts]
file = "prompts.jsonl"
[run]
cassette = "tape.jsonl"
mode = "record"
max_tries = 4
[score]
exact = true
${rest}`;
}

/** The prompts of {@linkcode slowPlanText}. */
export function slowPrompts(cells: number): string {
  return Array.from(
    { length: cells },
    (_, i) => JSON.stringify({ id: `p${i}`, prompt: `say ${i}`, expected: `say ${i}` }),
  )
    .join("\n");
}
