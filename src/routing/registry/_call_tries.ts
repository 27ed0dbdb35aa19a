import { type Cost, costOf } from "../../catalog/cost/mod.ts";
import type { CallNote, CallTry, ChatRequest, Clock, Endpoint, NotedFetch, WireOutcome } from "../../spec/mod.ts";
import { type ExchangeResult, isKeyless } from "../../transport/mod.ts";

/** Which call its tries are written down for. */
export interface CallTriesOptions {
  /** Its own, and no other call's. */
  readonly callId: string;
  /** Its name on the tape, and that of its route. */
  readonly scope: string;
  readonly clock: Clock;
}

/** One try, as far as it came: without a result it was broken off. */
interface Seen {
  readonly note: CallNote;
  readonly result: ExchangeResult | null;
}

/** What is known of a try whatever became of it. */
type Outcome = Pick<
  CallTry,
  | "status"
  | "errorKind"
  | "inputTokens"
  | "cacheReadTokens"
  | "cacheWriteTokens"
  | "outputTokens"
  | "reasoningTokens"
  | "ttftMs"
  | "latencyMs"
  | "outputTps"
>;

/** The rows of one call: each of its tries, those too that nobody waited for the end of. */
export class CallTries {
  readonly #options: CallTriesOptions;
  readonly #rows: CallTry[] = [];
  #number = 0;

  constructor(options: CallTriesOptions) {
    this.#options = options;
  }

  /** So far, in order. */
  get rows(): readonly CallTry[] {
    return this.#rows;
  }

  /** Watch the tries at one endpoint, and write them down when they have ended. */
  at(endpoint: Endpoint, request: ChatRequest): EndpointTries {
    return new EndpointTries((seen, status) => this.#add(seen, { endpoint, request, status }));
  }

  #add(
    { note, result }: Seen,
    { endpoint, request, status }: {
      readonly endpoint: Endpoint;
      readonly request: ChatRequest;
      readonly status: number | null;
    },
  ): void {
    // What was called off before it was handed over is no try.
    if (result === null && note.startedAt === undefined) return;
    // As on the tape: what was not made for want of a key has a number too, but no row.
    const number = ++this.#number;
    if (result !== null && isKeyless(result)) return;
    const { callId, scope, clock } = this.#options;
    const source = note.source ?? "live";
    const httpStatus = result === null ? status : result.httpStatus;
    const cost = result === null ? null : pricedTry(result, { endpoint, request });
    this.#rows.push({
      callId,
      scope,
      try: number,
      endpoint: endpoint.key,
      model: endpoint.model,
      provider: endpoint.provider,
      httpStatus,
      costUsd: cost?.usd ?? null,
      costSource: cost?.source ?? null,
      source,
      billed: source !== "replay" && httpStatus !== null && httpStatus < 400,
      startedAt: note.startedAt ?? clock.date().toISOString(),
      ...(result === null ? brokenOff(note) : outcomeOf(result.outcome)),
    });
  }
}

/** The tries at one endpoint while they are made. */
class EndpointTries {
  readonly #add: (seen: Seen, status: number | null) => void;
  readonly #seen: Seen[] = [];
  readonly #statuses = new Map<CallNote, number>();

  constructor(add: (seen: Seen, status: number | null) => void) {
    this.#add = add;
  }

  /** The same `fetch`, of whose answers the status is known before they have ended. */
  watching(fetch: NotedFetch): NotedFetch {
    return async (input, init) => {
      const response = await fetch(input, init);
      if (init?.note !== undefined) this.#statuses.set(init.note, response.status);
      return response;
    };
  }

  /** Put around each try. */
  readonly around = async (note: CallNote, make: () => Promise<ExchangeResult>): Promise<ExchangeResult> => {
    try {
      const result = await make();
      this.#seen.push({ note, result });
      return result;
    } catch (error) {
      this.#seen.push({ note, result: null });
      throw error;
    }
  };

  /** All of them have ended; `null`: the call was broken off, and what was seen is all that is known. */
  end(results: readonly ExchangeResult[] | null): void {
    const seen = results?.map((result) => ({ note: result.note, result })) ?? this.#seen;
    for (const one of seen) this.#add(one, this.#statuses.get(one.note) ?? null);
  }
}

/** What a try cost and how that was found; `null`: no server took it, or nobody knows. */
export function pricedTry(
  { outcome, note }: ExchangeResult,
  { endpoint, request }: { readonly endpoint: Endpoint; readonly request: ChatRequest },
): Cost | null {
  const basis = outcome.ok
    ? outcome.completion
    : outcome.failure.billed && { ...outcome.failure.billed, timing: outcome.failure };
  if (!basis) return null;
  const at = note.startedAt;
  return costOf(basis, endpoint.price, {
    inFlight: note.caller.inFlight ?? null,
    images: imagesIn(request),
    ...(at === undefined ? {} : { at }),
  });
}

function imagesIn({ messages }: ChatRequest): number {
  const parts = messages.flatMap(({ content }) => typeof content === "string" || content === null ? [] : content);
  return parts.filter(({ type }) => type === "image").length;
}

function outcomeOf(outcome: WireOutcome): Outcome {
  if (outcome.ok) {
    const { usage, timing: { ttftMs, latencyMs, outputTps } } = outcome.completion;
    return { status: "ok", errorKind: null, ...tokensOf(usage), ttftMs, latencyMs, outputTps };
  }
  const { kind, billed, latencyMs } = outcome.failure;
  const status = kind === "unrecordable" ? "unrecordable" : "failed";
  return { status, errorKind: kind, ...tokensOf(billed?.usage), ttftMs: null, latencyMs, outputTps: null };
}

/** Nobody read its end, so nobody knows what it used. */
function brokenOff({ failure }: CallNote): Outcome {
  const latencyMs = failure?.atMs ?? null;
  return { status: "failed", errorKind: "aborted", ...tokensOf(undefined), ttftMs: null, latencyMs, outputTps: null };
}

function tokensOf(
  usage:
    | Partial<
      Pick<Outcome, "inputTokens" | "cacheReadTokens" | "cacheWriteTokens" | "outputTokens" | "reasoningTokens">
    >
    | undefined,
) {
  return {
    inputTokens: usage?.inputTokens ?? null,
    cacheReadTokens: usage?.cacheReadTokens ?? null,
    cacheWriteTokens: usage?.cacheWriteTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
  };
}
