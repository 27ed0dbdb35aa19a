import type {
  ChatClient,
  ChatClientOptions,
  ChatRequest,
  Completion,
  EmbeddingFormat,
  EmbeddingRequest,
  EmbeddingResult,
  Endpoint,
  WireOutcome,
  WireResponse,
} from "../spec/mod.ts";
import { joinUrl, requestInit } from "./_send.ts";

/**
 * Embeddings in the place of a chat's wire format, so that retries, limits and breakers are those of all calls:
 * `transport.call(client.asChat(), endpoint, { wire: client, … })`. One client is for one call; its vectors are there when
 * the call has ended well.
 *
 * @throws {RangeError} when there is no text to embed.
 *
 * @example Two texts, over the limits of a transport
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import {
 *   defaultTransportSettings,
 *   EmbeddingClient,
 *   openaiEmbeddings,
 *   stampedFetch,
 *   systemClock,
 *   Transport,
 * } from "@tapedeck/tapedeck";
 *
 * const endpoint = {
 *   key: "m@local",
 *   model: "m",
 *   provider: "local",
 *   baseUrl: "http://127.0.0.1:8080/v1",
 *   wireModel: "m",
 *   wire: "openai-chat",
 *   price: null,
 *   credential: null,
 * };
 * const answer = { data: [{ index: 0, embedding: [1, 0] }], usage: { prompt_tokens: 1 } };
 * const client = new EmbeddingClient(openaiEmbeddings, { inputs: ["Hi"] });
 * const transport = new Transport({ clock: systemClock, settings: () => defaultTransportSettings });
 * await transport.call(client.asChat(), endpoint, {
 *   wire: client,
 *   fetch: stampedFetch(() => Promise.resolve(Response.json(answer)), systemClock),
 *   note: () => ({ caller: {} }),
 *   seed: "hi",
 * });
 * assertEquals(client.vectors, [[1, 0]]);
 * ```
 */
export class EmbeddingClient implements ChatClient {
  /** The name of the format. */
  readonly name: string;
  readonly #format: EmbeddingFormat;
  readonly #request: EmbeddingRequest;
  #result: EmbeddingResult | null = null;

  /** Nothing is sent before the call is made. */
  constructor(format: EmbeddingFormat, request: EmbeddingRequest) {
    if (request.inputs.length === 0) throw new RangeError("Cannot embed as there must be a text: current value is []");
    this.name = format.name;
    this.#format = format;
    this.#request = request;
  }

  /** One for each text, in their order; `null` while there is no answer. */
  get vectors(): EmbeddingResult["vectors"] | null {
    return this.#result?.vectors ?? null;
  }

  /** The texts as a chat request: what limits are reserved by. */
  asChat(): ChatRequest {
    return { messages: this.#request.inputs.map((content) => ({ role: "user", content })), stream: false };
  }

  /** See {@linkcode ChatClient}. The transport reads the answer. */
  async call(_: ChatRequest, endpoint: Endpoint, { fetch, signal }: ChatClientOptions): Promise<Completion> {
    const { path, ...wire } = this.#format.toWire(this.#request, endpoint);
    const init = requestInit({ path, ...wire }, endpoint, this.#format);
    const response = await fetch(joinUrl(endpoint.baseUrl, path), { ...init, signal });
    const { status, headers } = response;
    const body = new Uint8Array(await response.arrayBuffer());
    const outcome = this.readAnswer({ status, headers, body, cuts: [], headersMs: 0 });
    // Without an answer, why there is none is read from the response.
    if (!outcome.ok) throw new TypeError(outcome.failure.message);
    return outcome.completion;
  }

  /** See {@linkcode ChatClient}. */
  readAnswer(response: WireResponse): WireOutcome {
    const outcome = this.#format.fromWire(response, { inputs: this.#request.inputs.length });
    if (!outcome.ok) return outcome;
    this.#result = outcome.result;
    const { model, usage, rawUsage, reportedCostUsd, latencyMs, warnings } = outcome.result;
    const timing = { ...NOTHING_SAID.timing, latencyMs };
    return { ok: true, completion: { ...NOTHING_SAID, model, usage, rawUsage, reportedCostUsd, timing, warnings } };
  }
}

const NOTHING_SAID: Completion = {
  id: null,
  model: null,
  text: "",
  reasoning: "",
  refusal: null,
  toolCalls: [],
  finishReason: null,
  rawFinishReason: null,
  usage: {
    inputTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: null,
    reasoningTokens: null,
  },
  rawUsage: null,
  reportedCostUsd: null,
  timing: { ttftMs: null, ttfoMs: null, latencyMs: null, tpotMs: null, outputTps: null },
  warnings: [],
};
