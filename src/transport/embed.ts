import type {
  CallNote,
  EmbeddingFormat,
  EmbeddingOutcome,
  EmbeddingRequest,
  Endpoint,
  NotedFetch,
} from "../spec/mod.ts";
import { sendRequest, unrecordable } from "./_send.ts";
import { failureWithoutSecret, throwingNoSecret, withoutSecret } from "./_without_secret.ts";

/** What texts are embedded with. */
export interface EmbedOptions {
  /** The dialect of the endpoint's embeddings: see `embeddingFormat`. */
  readonly format: EmbeddingFormat;
  /** The way to the network: a tape's `fetch`, or `stampedFetch`, which fill the note. */
  readonly fetch: NotedFetch;
  /** Goes down with the request and comes back filled. One note for one try; absent: nobody asks for it. */
  readonly note?: CallNote;
  /** Aborts the try; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * One HTTP try for the vectors of some texts, on tape like everything else. Whatever goes wrong with provider or
 * transport is a failure in the result, never an error.
 *
 * @throws {RangeError} when there is no text to embed; the signal's reason when the caller aborts.
 *
 * @example Two texts
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { embed, openaiEmbeddings } from "@tapedeck/tapedeck";
 *
 * const endpoint = {
 *   key: "openai/text-embedding-3-small@local",
 *   model: "openai/text-embedding-3-small",
 *   provider: "local",
 *   baseUrl: "http://127.0.0.1:8080/v1",
 *   wireModel: "text-embedding-3-small",
 *   wire: "openai-chat",
 *   price: null,
 *   credential: null,
 * };
 * const answer = { data: [{ index: 0, embedding: [1, 0] }], usage: { prompt_tokens: 1 } };
 * const outcome = await embed({ inputs: ["Hi"] }, endpoint, {
 *   format: openaiEmbeddings,
 *   fetch: () => Promise.resolve(Response.json(answer)),
 * });
 * assertEquals(outcome.ok && outcome.result.vectors, [[1, 0]]);
 * ```
 */
export async function embed(
  request: EmbeddingRequest,
  endpoint: Endpoint,
  { format, fetch, note = { caller: {} }, signal }: EmbedOptions,
): Promise<EmbeddingOutcome> {
  signal?.throwIfAborted();
  if (request.inputs.length === 0) throw new RangeError("Cannot embed as there must be a text: current value is []");
  const wireRequest = format.toWire(request, endpoint);
  const { credential } = endpoint;
  const sent = await throwingNoSecret(
    credential,
    () => sendRequest(wireRequest, endpoint, { fetch, note, signal, authorize: format.authorize }),
  );
  if (!sent.ok) return { ok: false, failure: failureWithoutSecret(sent.failure, { credential, note }) };
  const outcome = withoutSecret(
    format.fromWire(sent.response, { inputs: request.inputs.length }),
    { credential, note },
  );
  if (note.unrecordable !== undefined) {
    return {
      ok: false,
      failure: unrecordable(note.unrecordable, note.answered ?? answeredBy(outcome, sent.response.status)),
    };
  }
  if (!outcome.ok) return outcome;
  const warnings = [...wireRequest.warnings, ...outcome.result.warnings];
  return { ok: true, result: { ...outcome.result, warnings } };
}

function answeredBy(outcome: EmbeddingOutcome, status: number) {
  const { usage = null, reportedCostUsd = null } = (outcome.ok ? outcome.result : outcome.failure.billed) ?? {};
  const { latencyMs } = outcome.ok ? outcome.result : outcome.failure;
  return { status, latencyMs, usage, reportedCostUsd };
}
