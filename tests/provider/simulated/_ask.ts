import { VirtualClock } from "../../../src/base/mod.ts";
import { endpointOf, findProvider, wireFormat } from "../../../src/provider/mod.ts";
import { createSimulated, type Simulated, type SimulatedEndpoint } from "../../../src/provider/simulated/mod.ts";
import type { ChatRequest, Cut, Endpoint, WireOutcome, WireResponse } from "../../../src/spec/mod.ts";

/** The five formats, each with the name of its door. */
export const WIRES = [
  ["openai", "openai-chat"],
  ["anthropic", "anthropic-messages"],
  ["gemini", "gemini-generate-content"],
  ["cohere", "cohere-chat"],
  ["ollama", "ollama-chat"],
] as const;

/** One endpoint without a flaw, and those that are given beside it. */
export function simulate(
  { clock = new VirtualClock(), seed = "test", ...laws }:
    & { clock?: VirtualClock; seed?: string }
    & Partial<SimulatedEndpoint> = {},
): Bench {
  const endpoint = { model: "simulated/plain", ...laws };
  return { clock, server: createSimulated({ seed, clock, endpoints: [endpoint] }), model: endpoint.model };
}

/** A server and the clock that it waits by. */
export interface Bench {
  readonly clock: VirtualClock;
  readonly server: Simulated;
  readonly model: string;
}

/** A short question. */
export function question(more: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: "user", content: "How deep is the sea?" }], stream: false, ...more };
}

/** What comes of a request that our own format writes and reads; time passes as the server waits. */
export async function ask({ server, clock, model }: Bench, wire: string, request: ChatRequest) {
  const endpoint: Endpoint = endpointOf(findProvider("simulated"), {
    model,
    wire,
    wireModel: model,
    baseUrl: `http://simulated/${baseOf(wire)}`,
  });
  const format = wireFormat(wire);
  const { path, body, headers } = format.toWire(request, endpoint);
  const sent = new Request(endpoint.baseUrl + path, { method: "POST", headers, body: JSON.stringify(body) });
  const startMs = clock.nowMs();
  const response = await passing(clock, server.handle(sent));
  const headersMs = clock.nowMs() - startMs;
  const read = await passing(clock, readTimed(response, () => clock.nowMs() - startMs));
  const whole: WireResponse = { status: response.status, headers: response.headers, headersMs, ...read };
  const outcome: WireOutcome = format.fromWire(whole);
  return { outcome, response: whole, text: new TextDecoder().decode(whole.body), tookMs: clock.nowMs() - startMs };
}

function baseOf(wire: string): string {
  return { "gemini-generate-content": "v1beta", "cohere-chat": "v2", "ollama-chat": "api" }[wire] ?? "v1";
}

/** The result of some work, while time passes whenever somebody waits for it. */
export async function passing<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const end = () => void (isDone = true);
  work.then(end, end);
  while (!isDone) {
    // What is ready runs before time passes.
    await clock.advance(0);
    const nextMs = clock.nextWakeMs();
    if (!isDone && nextMs !== null) await clock.advance(nextMs - clock.nowMs());
  }
  return await work;
}

async function readTimed(
  response: Response,
  nowMs: () => number,
): Promise<Pick<WireResponse, "body" | "cuts" | "failure">> {
  const cuts: Cut[] = [];
  const bytes: number[] = [];
  try {
    for await (const chunk of response.body ?? []) {
      cuts.push([bytes.length, nowMs()]);
      bytes.push(...chunk);
    }
  } catch (error) {
    const failure = { kind: "reset", message: (error as Error).message, atMs: nowMs() } as const;
    return { body: new Uint8Array(bytes), cuts, failure };
  }
  return { body: new Uint8Array(bytes), cuts };
}
