import { Decimal, UserError } from "../../base/mod.ts";
import type { Tape } from "../../cassette/mod.ts";
import { costOf } from "../../catalog/cost/mod.ts";
import { costIsUnknown } from "../../ledger/mod.ts";
import { embeddingFormat } from "../../provider/mod.ts";
import type { CallNote, ChatRequest, Clock, Endpoint, ScorerTools } from "../../spec/mod.ts";
import {
  type CallAmounts,
  EmbeddingClient,
  type ExchangeResult,
  type Transport,
  type TransportCallOptions,
  tryEnd,
} from "../../transport/mod.ts";
import type { WireOf } from "../_wire_of.ts";
import type { PlanEndpoint } from "../sweep_plan.ts";

/** An endpoint that a scorer calls: with its credential, its price and its parameters. */
export type ScorerEndpoint = Endpoint & Pick<PlanEndpoint, "parameters">;

/** What the calls of a scorer go over. */
export interface ScorerLine {
  /** The scorer's. */
  readonly name: string;
  /** By key. */
  readonly endpoints: ReadonlyMap<string, ScorerEndpoint>;
  readonly tape: Tape;
  /** What its embeddings are asked for with; absent: as its endpoint's chats say. */
  readonly embedding: { readonly format?: string; readonly dimensions?: number };
}

/** What all calls of scorers in a session share. */
export interface ScorerCallContext {
  /** That of the cells, so that limits and breakers are those of all calls. */
  readonly transport: Transport;
  /** Whose recordings are gone on with after a kill. */
  readonly runId: string;
  readonly clock: Clock;
  readonly wireOf: WireOf;
  readonly signal: AbortSignal;
  /** Asked last, right before a request is handed to the network; what it throws ends the cell without the call. */
  readonly handOver?: (endpoint: Endpoint, signal: AbortSignal) => Promise<void>;
  /** What a call may cost, where a limit in US dollars asks for it. */
  readonly estimate?: (request: ChatRequest, endpoint: Endpoint) => Partial<CallAmounts>;
  /** Has room made for a call in the run's budget. */
  readonly around?: (cell: ScoredCell, call: ScorerCall) => TransportCallOptions["around"];
  /** Takes credentials out of what a scorer has thrown. */
  readonly clean?: (message: string) => string;
}

/** The cell whose answer is scored. */
export interface ScoredCell {
  readonly id: string;
  /** The key of the endpoint that answered. */
  readonly endpoint: string;
}

/** One call of a scorer. */
export interface ScorerCall {
  readonly request: ChatRequest;
  readonly endpoint: Endpoint;
  /** What a try cost, as a decimal string; `null` is unknown. */
  readonly price: (result: ExchangeResult) => string | null;
}

/** The way in which one scorer makes its calls about one cell. */
export function scorerTools(line: ScorerLine, cell: ScoredCell, context: ScorerCallContext): ScorerTools {
  const { name, endpoints, tape } = line;
  const scope = `${cell.id}/${name}`;
  let calls = 0;
  const call = async (key: string, make: (endpoint: ScorerEndpoint) => CallPlan): Promise<Made> => {
    const endpoint = endpoints.get(key);
    if (endpoint === undefined) throw unknownEndpoint(name, key);
    const { request, wire = context.wireOf(endpoint), estimate } = make(endpoint);
    const price = (result: ExchangeResult) => priceOf(result, endpoint, context.clock);
    // Nothing is said in answer to what is embedded, so that a budget need not know how much that is at most.
    const bounded = estimate === undefined ? request : { ...request, maxTokens: estimate.outputTokens };
    const around = context.around?.(cell, { request: bounded, endpoint, price });
    // Counted before anything is waited for: the same call has the same number in a replay.
    const place = `${scope}/${++calls}`;
    const results = await context.transport.call(request, endpoint, {
      wire,
      fetch: tape.fetch,
      note: ({ number }) => noteFor({ cellId: cell.id, scope: `${place}/${number}`, number, endpoint }, context),
      seed: place,
      signal: context.signal,
      lane: "bulk",
      whenOpen: "wait",
      decide: (what, decision) => tape.decide(place, what, decision, context.runId),
      price,
      estimate: { ...context.estimate?.(request, endpoint), ...estimate },
      ...(around === undefined ? {} : { around }),
    });
    await Promise.all(results.map(({ note }) => note.stored));
    return { outcome: results.at(-1)!.outcome, costUsd: costOfAll(results, endpoint, context.clock) };
  };
  return {
    scope,
    signal: context.signal,
    async complete(request, { endpoint }) {
      const { outcome, costUsd } = await call(endpoint, ({ parameters }) => ({
        request: { ...parameters, ...request },
      }));
      return { ...outcome, costUsd };
    },
    async embed(texts, { endpoint }) {
      let client: EmbeddingClient | null = null;
      const { outcome, costUsd } = await call(endpoint, ({ wire }) => {
        const { format = formatOfWire(wire), dimensions } = line.embedding;
        client = new EmbeddingClient(embeddingFormat(format), {
          inputs: texts,
          ...(dimensions === undefined ? {} : { dimensions }),
        });
        return { request: client.asChat(), wire: client, estimate: { outputTokens: 0 } };
      });
      return outcome.ok ? { ok: true, vectors: client!.vectors!, costUsd } : { ...outcome, costUsd };
    },
  };
}

interface CallPlan {
  readonly request: ChatRequest;
  readonly wire?: ReturnType<WireOf>;
  readonly estimate?: { readonly outputTokens: number };
}

interface Made {
  readonly outcome: ExchangeResult["outcome"];
  readonly costUsd: string | null;
}

function noteFor(
  { cellId, scope, number, endpoint }: { cellId: string; scope: string; number: number; endpoint: Endpoint },
  { runId, handOver, signal }: ScorerCallContext,
): CallNote {
  return {
    scope,
    run: runId,
    endpoint: endpoint.key,
    discardOnAbort: true,
    caller: { cell: cellId, try: number },
    beforeLive: async () => {
      await handOver?.(endpoint, signal);
    },
  };
}

function priceOf({ outcome, note }: ExchangeResult, { price }: Endpoint, clock: Clock): string | null {
  const basis = outcome.ok
    ? outcome.completion
    : outcome.failure.billed && { ...outcome.failure.billed, timing: outcome.failure };
  if (basis === undefined) return null;
  const at = note.startedAt ?? clock.date().toISOString();
  return costOf(basis, price, { inFlight: note.caller.inFlight ?? null, at }).usd;
}

/** Of all tries; what was refused, or never arrived, has no cost. */
function costOfAll(results: readonly ExchangeResult[], endpoint: Endpoint, clock: Clock): string | null {
  let sum = Decimal.fromInteger(0);
  for (const result of results) {
    const costUsd = priceOf(result, endpoint, clock);
    if (costIsUnknown({ costUsd, ...tryEnd(result) })) return null;
    if (costUsd !== null) sum = sum.plus(Decimal.parse(costUsd));
  }
  return sum.toString();
}

const EMBEDDINGS: { readonly [wire: string]: string } = {
  "cohere-chat": "cohere-embeddings",
  "gemini-generate-content": "gemini-embeddings",
  "ollama-chat": "ollama-embeddings",
};

/** Servers have their embeddings beside their chats, in the same dialect; most speak that of OpenAI. */
function formatOfWire(wire: string): string {
  return Object.hasOwn(EMBEDDINGS, wire) ? EMBEDDINGS[wire] : "openai-embeddings";
}

function unknownEndpoint(scorer: string, key: string): UserError {
  return new UserError(
    `Cannot make a call of the scorer "${scorer}" as it was set up without this endpoint: current value is "${key}"`,
    { exitCode: 2 },
  );
}
