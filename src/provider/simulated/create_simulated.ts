import { systemClock, UserError } from "../../base/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import { defaultSimulatedEndpoints } from "./default_endpoints.ts";
import type { SimulatedEndpoint } from "./simulated_endpoint.ts";
import { SimulatedCore } from "./_core.ts";

/** Options of {@linkcode createSimulated}. */
export interface SimulatedOptions {
  /** The same seed gives the same answers, waits and failures to the same requests; `0` unless given. */
  readonly seed?: string | number;
  /** What it serves; {@linkcode defaultSimulatedEndpoints} unless given. */
  readonly endpoints?: readonly SimulatedEndpoint[];
  /** What it waits by; the system's clock unless given. */
  readonly clock?: Clock;
}

/** A request that a simulated server has answered, or failed to on purpose. */
export interface SimulatedRequest {
  /** As it was asked for; `null` where none was. */
  readonly model: string | null;
  /** The wire format of the door that it came through: `openai-chat`. */
  readonly wire: string;
  /** Without the door's name in front. */
  readonly path: string;
  /** Of the response. */
  readonly status: number;
  /** Whether a stream was asked for. */
  readonly stream: boolean;
  /** The failure that a law brought about (`overloaded`), or why it was refused (`context_length`); `null`: neither. */
  readonly problem: string | null;
}

/** Simulated endpoints behind HTTP, without a port. */
export interface Simulated {
  /** Answer a request. It never rejects; a failure of the law `reset` breaks within the body. */
  handle(request: Request): Promise<Response>;
  /** The last requests, the oldest first; at least the last 10,000. */
  readonly requests: readonly SimulatedRequest[];
  /** Break off what is on its way, for good. */
  close(): void;
}

/**
 * Endpoints that follow declared laws of latency, price, capability and failure, in five wire formats, as a function
 * from a request to a response. Its answers are made up and labelled so: header `x-simulated: true`.
 *
 * @throws {UserError} when two endpoints have one name, or there is none.
 *
 * @example Without a port
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createSimulated } from "@tapedeck/tapedeck";
 *
 * const simulated = createSimulated({ endpoints: [{ model: "simulated/quick" }] });
 * const response = await simulated.handle(
 *   new Request("http://simulated/v1/chat/completions", {
 *     method: "POST",
 *     body: JSON.stringify({ model: "simulated/quick", messages: [{ role: "user", content: "Hello" }], max_tokens: 3 }),
 *   }),
 * );
 * const { choices, usage } = await response.json();
 * assertEquals([choices[0].finish_reason, usage.completion_tokens], ["length", 3]);
 * ```
 */
export function createSimulated(options: SimulatedOptions = {}): Simulated {
  const { seed = 0, endpoints = defaultSimulatedEndpoints, clock = systemClock } = options;
  const names = endpoints.map(({ model }) => model);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    throw new UserError(`Cannot simulate endpoints as two have one name: current value is "${twice}"`, { exitCode: 2 });
  }
  if (names.length === 0) {
    throw new UserError("Cannot simulate endpoints as there is none: current value is []", { exitCode: 2 });
  }
  const core = new SimulatedCore({ seed: String(seed), endpoints, clock });
  return {
    handle: (request) => core.handle(request),
    requests: core.requests,
    close: () => core.closing.abort(),
  };
}
