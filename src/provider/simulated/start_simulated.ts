import { listen } from "../../base/mod.ts";
import { createSimulated, type SimulatedOptions, type SimulatedRequest } from "./create_simulated.ts";

/** Options of {@linkcode startSimulated}. */
export interface StartSimulatedOptions extends SimulatedOptions {
  /** On 127.0.0.1; 0, which picks a free one, unless given. */
  readonly port?: number;
}

/** A simulated server that listens. */
export interface SimulatedServer extends AsyncDisposable {
  /** `http://127.0.0.1:8413` */
  readonly origin: string;
  /** The one that was given, or that was picked. */
  readonly port: number;
  /** The last requests, the oldest first; at least the last 10,000. */
  readonly requests: readonly SimulatedRequest[];
  /** Break off what is on its way and stop listening. May be called again. */
  close(): Promise<void>;
}

/**
 * Start a server whose endpoints follow declared laws of latency, price, capability and failure, on the loopback. It
 * speaks OpenAI's chat completions, Anthropic's messages, Gemini's generateContent, Cohere's chat and Ollama's own, each
 * under the path that it has at its author's; where paths are the same, `/cohere/v1/models` tells them apart.
 *
 * @throws {UserError} when the port cannot be listened on.
 *
 * @example A server for a test
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { startSimulated } from "@tapedeck/tapedeck";
 *
 * await using server = startSimulated({ seed: 7 });
 * const response = await fetch(`${server.origin}/v1/models`);
 * const { data } = await response.json();
 * assertEquals([response.headers.get("x-simulated"), data[0].owned_by], ["true", "simulated"]);
 * ```
 */
export function startSimulated(options: StartSimulatedOptions = {}): SimulatedServer {
  const { port = 0, ...rest } = options;
  const simulated = createSimulated(rest);
  // A connection that breaks on purpose is no news.
  const onError = (error: unknown) => new Response(String(error), { status: 500 });
  const server = listen({ port, onError }, (request) => simulated.handle(request));
  const close = () => {
    simulated.close();
    return server.shutdown();
  };
  return {
    origin: server.url,
    port: server.port,
    requests: simulated.requests,
    close,
    [Symbol.asyncDispose]: close,
  };
}
