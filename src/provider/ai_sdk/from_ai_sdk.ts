import type {
  ChatClient,
  ChatClientOptions,
  ChatRequest,
  Completion,
  JsonObject,
  ProviderAdapter,
} from "../../spec/mod.ts";
import { isObject } from "../_read.ts";
import { readAnswerOfUrl } from "../_read_answer_of_url.ts";
import { plainErrors } from "../table/mod.ts";
import { completionOf } from "./_answer.ts";
import { callOptions } from "./_call_options.ts";
import { streamResult } from "./_stream_result.ts";
import { WIRE } from "./_wire.ts";
import type { AiSdkModel } from "./ai_sdk_model.ts";

/** What a wrapped model is called. */
export interface FromAiSdkOptions {
  /** The provider's key: lower-case letters, digits, hyphens. The model's own where it is not given: `openai`. */
  readonly key?: string;
  /** For people; the model's own where it is not given. */
  readonly name?: string;
}

/**
 * Any language model of the AI SDK (versions 2 to 4 of its interface) as a provider, whose `client` stands where a wire
 * format stands. Give a function that makes the model with the `fetch` that it is handed, so that its calls travel like
 * all others: on tape, with limits, retried. A model that is made already keeps its own `fetch`: its calls are answered
 * all the same, but neither recorded nor timed by the exchange.
 *
 * What a request has and the interface has no place for is told in the answer's warnings. `extra` takes
 * `providerOptions` and `headers`. Where the provider's answers can be read by one of our wire formats, usage, cost and
 * timing come from there, so that the numbers mean the same as without the AI SDK.
 *
 * @example A model that answers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exchange, fromAiSdk } from "@tapedeck/tapedeck";
 *
 * const provider = fromAiSdk((fetch) => ({
 *   specificationVersion: "v4",
 *   provider: "sample.chat",
 *   modelId: "m",
 *   doGenerate: async () => {
 *     const response = await fetch("http://127.0.0.1:8080/ask");
 *     return { content: [{ type: "text", text: await response.text() }], finishReason: { unified: "stop" } };
 *   },
 *   doStream: () => Promise.reject(new Error("Cannot stream")),
 * }));
 * const endpoint = {
 *   key: "sample/m@sample",
 *   model: "sample/m",
 *   provider: provider.key,
 *   baseUrl: "http://127.0.0.1:8080",
 *   wireModel: "m",
 *   wire: provider.wire,
 *   price: null,
 *   credential: null,
 * };
 * const { outcome } = await exchange({ messages: [{ role: "user", content: "Hi" }], stream: false }, endpoint, {
 *   wire: provider.client,
 *   fetch: () => Promise.resolve(new Response("Hello")),
 *   note: { caller: {} },
 * });
 * assertEquals(outcome.ok && outcome.completion.text, "Hello");
 * ```
 */
export function fromAiSdk(
  model: AiSdkModel | ((fetch: typeof globalThis.fetch) => AiSdkModel),
  options: FromAiSdkOptions = {},
): ProviderAdapter & { readonly client: ChatClient } {
  const make = typeof model === "function" ? model : () => model;
  const { provider, modelId } = typeof model === "function" ? make(refuseFetch) : model;
  const name = options.name ?? `${provider} ${modelId}`;
  return {
    version: 1,
    key: options.key ?? keyOf(provider),
    name,
    origin: null,
    basePath: "",
    wire: WIRE,
    client: {
      name,
      call: (request, _endpoint, given) => call(make(given.fetch), request, given),
      readAnswer: readAnswerOfUrl,
    },
    doors: [],
    auth: null,
    keyEnv: [],
    models: null,
    health: null,
    limits: {},
    dialect: { renames: {}, refuses: [] },
    embeddings: null,
    keyShapes: [],
    errors: plainErrors,
    quirks: ["Its requests are written by a package of the AI SDK."],
  };
}

async function call(model: AiSdkModel, request: ChatRequest, { signal }: ChatClientOptions): Promise<Completion> {
  const { options, warnings } = callOptions(request, model.specificationVersion);
  const given = signal === undefined ? options : { ...options, abortSignal: signal };
  if (!request.stream) return completionOf(plain(await model.doGenerate(given)), warnings);
  const streamed = await model.doStream(given);
  if (!isStreamed(streamed)) throw new TypeError("The model gave no stream");
  return completionOf(await streamResult(streamed.stream), warnings);
}

/** Dates and the like as JSON has them. */
function plain(result: unknown): JsonObject {
  return isObject(result) ? result : {};
}

function isStreamed(value: unknown): value is { readonly stream: ReadableStream<unknown> } {
  return typeof value === "object" && value !== null && "stream" in value && value.stream instanceof ReadableStream;
}

/** To learn its name a model is made once without being called. */
function refuseFetch(): Promise<Response> {
  return Promise.reject(new TypeError("Cannot call a model that was made for its name"));
}

function keyOf(provider: string): string {
  const key = provider.split(".", 1)[0].toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "");
  return key === "" ? WIRE : key;
}
