import { seededRandom, taggedHash } from "../base/mod.ts";
import { costOf } from "../catalog/cost/mod.ts";
import { meanScore } from "../scoring/mod.ts";
import type { Attempt, CallNote, Cell, Clock, Completion, Endpoint, NotedFetch, Scorer } from "../spec/mod.ts";
import type { BudgetGate } from "./_budget_gate.ts";
import type { WarningTally } from "./_warning_tally.ts";
import type { WireOf } from "./_wire_of.ts";
import { type Backoff, callWithRetry, exchange, type ExchangeResult, waitBeforeLive } from "../transport/mod.ts";

/** The longest summary of an output, in characters. */
const SUMMARY_CHARS = 200;

/** What a cell is run with. */
export interface CellContext {
  readonly runId: string;
  /** The tape's, with its limits of time. */
  readonly fetch: NotedFetch;
  /** Where calls wait that the recording budget has no room for yet. */
  readonly gate: BudgetGate;
  readonly clock: Clock;
  readonly wireOf: WireOf;
  /** The endpoint with its credential. */
  readonly endpointOf: (cell: Cell) => Endpoint;
  readonly scorers: readonly Scorer[];
  readonly maxTries: number;
  readonly backoff: Backoff;
  readonly warnings: WarningTally;
  /** Calls in flight, by endpoint. */
  readonly inFlight: Map<string, number>;
  readonly signal: AbortSignal;
}

/**
 * Make a cell's call, with retries, and return one row per try. Rejects with the signal's reason when the run is ended
 * before the cell has: it then leaves no trace in the ledger, and is made again.
 */
export async function runCell(cell: Cell, context: CellContext): Promise<Attempt[]> {
  const endpoint = context.endpointOf(cell);
  const wire = context.wireOf(endpoint);
  const takenMs = context.clock.nowMs();
  const results = await callWithRetry(({ number, waitMs }) => {
    const flight = new Flight(context.inFlight, endpoint.key);
    const note = noteFor(cell, endpoint, { number, takenMs, flight }, context);
    waitBeforeLive(note, { waitMs, clock: context.clock });
    const options = { wire, fetch: context.fetch, note, signal: context.signal };
    return context.gate.call(note, () => exchange(cell.request, endpoint, options)).finally(() => flight.end());
  }, {
    maxTries: context.maxTries,
    backoff: context.backoff,
    random: lazyRandom(cell.id),
    signal: context.signal,
  });
  for (const { outcome } of results) {
    if (outcome.ok) context.warnings.add(endpoint.key, outcome.completion.warnings);
  }
  // A row stands for something that is on the tape: a kill in between must not leave a row without its recording.
  await Promise.all(results.map((result) => result.note.stored));
  return results.map((result, i) => attemptRow(cell, endpoint, result, { try: i + 1, of: results.length }, context));
}

/** Most calls need no random number, and a seed costs a hash. */
function lazyRandom(seed: string): () => number {
  let random: (() => number) | null = null;
  return () => (random ??= seededRandom(seed))();
}

interface CellTry {
  readonly number: number;
  /** When a worker took the cell, by the clock. */
  readonly takenMs: number;
  readonly flight: Flight;
}

function noteFor(cell: Cell, endpoint: Endpoint, { number, takenMs, flight }: CellTry, context: CellContext): CallNote {
  const note: CallNote = {
    scope: `${cell.id}/${number}`,
    run: context.runId,
    endpoint: endpoint.key,
    discardOnAbort: true,
    callNumber: cell.index + 1,
    caller: { cell: cell.id, try: number },
  };
  note.beforeLive = () => {
    note.caller.inFlight = flight.begin();
    if (number === 1) note.caller.queueMs = round(context.clock.nowMs() - takenMs);
    return Promise.resolve();
  };
  return note;
}

/** A call's part in the number of calls in flight: from its hand-over to the network to its end, waits not counted. */
class Flight {
  readonly #inFlight: Map<string, number>;
  readonly #key: string;
  #isUp = false;

  constructor(inFlight: Map<string, number>, key: string) {
    this.#inFlight = inFlight;
    this.#key = key;
  }

  /** How many are in flight now, this one included. */
  begin(): number {
    const count = (this.#inFlight.get(this.#key) ?? 0) + 1;
    this.#inFlight.set(this.#key, count);
    this.#isUp = true;
    return count;
  }

  end(): void {
    if (this.#isUp) this.#inFlight.set(this.#key, this.#inFlight.get(this.#key)! - 1);
    this.#isUp = false;
  }
}

function attemptRow(
  cell: Cell,
  endpoint: Endpoint,
  { outcome, httpStatus, note }: ExchangeResult,
  attempt: { try: number; of: number },
  context: CellContext,
): Attempt {
  const source = note.source ?? "live";
  const basis = outcome.ok
    ? outcome.completion
    : outcome.failure.billed && { ...outcome.failure.billed, timing: outcome.failure };
  const startedAt = note.startedAt ?? context.clock.date().toISOString();
  const facts = { inFlight: note.caller.inFlight ?? null, at: startedAt, ...imagesOf(cell, endpoint) };
  const cost = basis ? costOf(basis, endpoint.price, facts) : null;
  return {
    runId: context.runId,
    cellId: cell.id,
    cellIndex: cell.index,
    try: attempt.try,
    final: attempt.try === attempt.of,
    label: cell.label,
    requestId: cell.requestId,
    endpoint: endpoint.key,
    model: endpoint.model,
    provider: endpoint.provider,
    promptId: cell.sample.id,
    repeat: cell.repeat,
    axes: cell.axes,
    httpStatus,
    costUsd: cost?.usd ?? null,
    costSource: cost?.source ?? null,
    queueMs: note.caller.queueMs ?? 0,
    retryWaitMs: note.caller.retryWaitMs ?? 0,
    retries: attempt.try - 1,
    cassetteKey: note.key ?? null,
    source,
    billed: source !== "replay" && httpStatus !== null && httpStatus < 400,
    startedAt,
    ...(outcome.ok ? answerFields(cell, outcome.completion, context.scorers) : failureFields(outcome.failure)),
  };
}

/** The images of a request, where they are paid by the piece. */
function imagesOf({ request }: Cell, { price }: Endpoint): { images?: number } {
  if (price?.kind !== "tokens" || price.imageUsd === undefined) return {};
  const parts = request.messages.flatMap(({ content }) =>
    typeof content === "string" || content === null ? [] : content
  );
  return { images: parts.filter(({ type }) => type === "image").length };
}

type OutcomeFields = Pick<
  Attempt,
  | "status"
  | "errorKind"
  | "errorMessage"
  | "inputTokens"
  | "cacheReadTokens"
  | "cacheWriteTokens"
  | "outputTokens"
  | "reasoningTokens"
  | "ttftMs"
  | "ttfoMs"
  | "latencyMs"
  | "tpotMs"
  | "outputTps"
  | "finishReason"
  | "scores"
  | "score"
  | "output"
  | "summary"
  | "outputHash"
>;

function answerFields(cell: Cell, completion: Completion, scorers: readonly Scorer[]): OutcomeFields {
  const { text, usage, timing, finishReason } = completion;
  const input = { input: lastUserText(cell), output: text, expected: cell.sample.expected };
  const scores = scorers.map((scorer) => scorer.score(input));
  return {
    status: "ok",
    errorKind: null,
    errorMessage: null,
    inputTokens: usage.inputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens,
    ...timing,
    finishReason,
    scores: Object.fromEntries(scores.map(({ name, score }) => [name, score])),
    score: meanScore(scores),
    output: text,
    summary: firstLine(text),
    outputHash: taggedHash("output", text),
  };
}

function failureFields(failure: Extract<ExchangeResult["outcome"], { ok: false }>["failure"]): OutcomeFields {
  const usage = failure.billed?.usage;
  return {
    status: failure.kind === "unrecordable" ? "unrecordable" : "failed",
    errorKind: failure.kind,
    errorMessage: failure.message,
    inputTokens: usage?.inputTokens ?? null,
    cacheReadTokens: usage?.cacheReadTokens ?? null,
    cacheWriteTokens: usage?.cacheWriteTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
    ttftMs: null,
    ttfoMs: null,
    latencyMs: failure.latencyMs,
    tpotMs: null,
    outputTps: null,
    finishReason: null,
    scores: {},
    score: null,
    output: null,
    summary: null,
    outputHash: null,
  };
}

function lastUserText(cell: Cell): string {
  const message = cell.sample.messages.findLast(({ role }) => role === "user");
  if (message === undefined || message.content === null) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.map((part) => part.type === "text" ? part.text : "").join("");
}

function firstLine(text: string): string {
  const line = text.trimStart().split("\n", 1)[0].trimEnd();
  return line.length <= SUMMARY_CHARS ? line : line.slice(0, SUMMARY_CHARS - 1) + "…";
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
