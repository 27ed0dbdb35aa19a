import { Decimal, taggedHash } from "../base/mod.ts";
import { type Cost, costOf } from "../catalog/cost/mod.ts";
import { costIsUnknown } from "../ledger/mod.ts";
import type {
  Attempt,
  CallFailure,
  CallNote,
  Cell,
  Clock,
  Completion,
  Endpoint,
  Lane,
  NotedFetch,
} from "../spec/mod.ts";
import { converse, type ScriptFailure } from "./_conversation.ts";
import type { BudgetGate } from "./_budget_gate.ts";
import type { CellGuard } from "./_cell_guard.ts";
import { chanceScope, type SweepControl, untilAllowed } from "./control/mod.ts";
import { answerInput, type CellScoring } from "./scoring/mod.ts";
import type { WarningTally } from "./_warning_tally.ts";
import type { WireOf } from "./_wire_of.ts";
import type { CallAmounts, Decide, ExchangeResult, Transport } from "../transport/mod.ts";
import type { CellWaits } from "./_run_cells.ts";

/** The longest summary of an output, in characters. */
const SUMMARY_CHARS = 200;

/** A prompt of more characters than this is long: shorter ones go first where calls wait. */
const LONG_CHARS = 4000;

/** What a cell is run with. */
export interface CellContext {
  readonly runId: string;
  /** Retries, limits, breakers and timeouts. */
  readonly transport: Transport;
  /** The tape's. */
  readonly fetch: NotedFetch;
  /** Keeps a decision of the scope on the tape. */
  readonly decide: (scope: string, ...decision: Parameters<Decide>) => ReturnType<Decide>;
  /** Where calls wait that the recording budget has no room for yet. */
  readonly gate: BudgetGate;
  readonly clock: Clock;
  readonly wireOf: WireOf;
  /** The endpoint with its credential. */
  readonly endpointOf: (cell: Cell) => Endpoint;
  /** What the cell's call may cost, where a limit in US dollars asks for it. */
  readonly estimate: (call: Pick<Cell, "request">, endpoint: Endpoint) => Partial<CallAmounts>;
  readonly scoring: CellScoring;
  readonly warnings: WarningTally;
  /** Told when a call to an endpoint is handed to the network. */
  readonly sent: (endpoint: Endpoint) => void;
  readonly signal: AbortSignal;
  /** Asked last, right before a request is handed to the network; what it throws ends the cell without the call. */
  readonly handOver?: (endpoint: Endpoint, signal: AbortSignal) => Promise<void>;
  /** Keeps the budget, and leaves cells that there is no use in calling; absent: neither. */
  readonly guard?: CellGuard;
  /** Holds calls back while the run is paused, and for good when it is ending. */
  readonly control: SweepControl;
}

/** One pass over a cell, which has all tries that its plan allows. */
export interface CellChance {
  readonly waits: CellWaits;
  /** The tries of earlier chances, which those of this one are counted on from; none unless given. */
  readonly before?: number;
}

/**
 * Make a cell's call, or those of its conversation, with retries, and return one row per try. Rejects with the signal's
 * reason when the run is ended before the cell has: it then leaves no trace in the ledger, and is made again.
 */
export async function runCell(
  cell: Cell,
  context: CellContext,
  { waits, before = 0 }: CellChance,
): Promise<Attempt[]> {
  const scope = chanceScope(cell.id, before);
  const rows: Attempt[] = [];
  const { calls, failure } = await converse(cell, async (request, turn) => {
    const call = request === cell.request ? cell : { ...cell, request };
    const made = rows.length;
    const chance = turn === 1 ? scope : `${scope}/turn/${turn}`;
    const results = await callOnce(call, context, { waits, before: before + made, chance });
    rows.push(...results.map((result, i) => attemptRow(call, { result, turn, before: before + made, i }, context)));
    return results;
  });
  const last = { ...rows[rows.length - 1], final: true };
  const { request, results } = calls[calls.length - 1];
  const { outcome } = results[results.length - 1];
  if (!outcome.ok) return rows.with(-1, last);
  if (failure !== null) return rows.with(-1, { ...last, ...scriptFailureFields(failure, outcome.completion) });
  const costUsd = spentOn(rows);
  const scores = await scoresOf({ ...cell, request }, outcome.completion, { costUsd, context, waits });
  return rows.with(-1, { ...last, ...scores });
}

/** One call with all of its tries, which are stored by then. */
async function callOnce(
  cell: Cell,
  context: CellContext,
  { waits, before, chance }: { readonly waits: CellWaits; readonly before: number; readonly chance: string },
): Promise<readonly ExchangeResult[]> {
  const endpoint = context.endpointOf(cell);
  const price = (result: ExchangeResult) => priced(cell, endpoint, { result, context })?.usd ?? null;
  const { request } = cell;
  const guarded = context.guard?.around(cell, { request, endpoint, price, onWait: () => waits.begin() });
  const results = await context.transport.call(request, endpoint, {
    wire: context.wireOf(endpoint),
    fetch: context.fetch,
    note: ({ number }) => noteFor(cell, endpoint, { number: before + number, waits }, context),
    seed: chance,
    signal: context.signal,
    lane: laneOf(cell),
    whenOpen: "wait",
    decide: async (name, make) => {
      context.guard?.assertGoing(endpoint);
      return await context.decide(chance, name, make);
    },
    price,
    estimate: context.estimate(cell, endpoint),
    onWait: () => waits.begin(),
    around: (note, make) => context.gate.call(note, guarded === undefined ? make : () => guarded(note, make)),
  });
  context.guard?.assertRecorded(results, endpoint);
  for (const { outcome } of results) {
    if (outcome.ok) context.warnings.add(endpoint.key, outcome.completion.warnings);
  }
  // A row stands for something that is on the tape: a kill in between must not leave a row without its recording.
  await Promise.all(results.map((result) => result.note.stored));
  return results;
}

/** Calls with tools, whose model waits for the next turn, and short ones before long ones. */
function laneOf({ request, sample }: Cell): Lane {
  if (request.tools !== undefined) return "normal";
  const chars = sample.messages.reduce(
    (sum, { content }) => sum + (typeof content === "string" ? content.length : 0),
    0,
  );
  return chars > LONG_CHARS ? "bulk" : "normal";
}

function noteFor(
  cell: Cell,
  endpoint: Endpoint,
  { number, waits }: { number: number; waits: CellWaits },
  context: CellContext,
): CallNote {
  const note: CallNote = {
    scope: `${cell.id}/${number}`,
    run: context.runId,
    endpoint: endpoint.key,
    discardOnAbort: true,
    callNumber: cell.index + 1,
    caller: { cell: cell.id, try: number },
    beforeLive: async () => {
      context.guard?.assertGoing(endpoint);
      if (context.control.state !== "running") {
        waits.begin();
        await untilAllowed(context.control, context.signal);
      }
      if (context.handOver !== undefined) {
        const startMs = context.clock.nowMs();
        await context.handOver(endpoint, context.signal);
        note.caller.queueMs = rounded((note.caller.queueMs ?? 0) + context.clock.nowMs() - startMs);
      }
      waits.end();
      context.sent(endpoint);
    },
  };
  return note;
}

/** To microseconds, as all times of a call. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function priced(
  cell: Cell,
  endpoint: Endpoint,
  { result: { outcome, note }, context }: { result: ExchangeResult; context: CellContext },
): Cost | null {
  const basis = outcome.ok
    ? outcome.completion
    : outcome.failure.billed && { ...outcome.failure.billed, timing: outcome.failure };
  if (basis === undefined) return null;
  const at = note.startedAt ?? context.clock.date().toISOString();
  return costOf(basis, endpoint.price, { inFlight: note.caller.inFlight ?? null, at, ...imagesOf(cell, endpoint) });
}

function attemptRow(
  cell: Cell,
  { result, turn, before, i }: {
    readonly result: ExchangeResult;
    readonly turn: number;
    /** The cell's tries before those of this call. */
    readonly before: number;
    readonly i: number;
  },
  context: CellContext,
): Attempt {
  const endpoint = context.endpointOf(cell);
  const { outcome, httpStatus, note } = result;
  const cost = priced(cell, endpoint, { result, context });
  const source = note.source ?? "live";
  return {
    runId: context.runId,
    cellId: cell.id,
    cellIndex: cell.index,
    try: before + i + 1,
    turn,
    final: false,
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
    // Without a script every try of the cell is one of its only turn, those of earlier chances too.
    retries: cell.sample.script === undefined ? before + i : i,
    cassetteKey: note.key ?? null,
    source,
    billed: source !== "replay" && httpStatus !== null && httpStatus < 400,
    startedAt: note.startedAt ?? context.clock.date().toISOString(),
    ...(outcome.ok ? answerFields(outcome.completion) : failureFields(outcome.failure)),
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

/** What all tries of a cell have cost; `null` where that of one is unknown. */
function spentOn(rows: readonly Attempt[]): string | null {
  if (rows.some(costIsUnknown)) return null;
  if (rows.length === 1) return rows[0].costUsd;
  const costs = rows.flatMap(({ costUsd }) => costUsd === null ? [] : [Decimal.parse(costUsd)]);
  return costs.reduce((sum, cost) => sum.plus(cost), Decimal.fromInteger(0)).toString();
}

/** The verdicts on an answer. While a scorer makes its calls, other cells may go on. */
async function scoresOf(
  cell: Cell,
  { text: output, toolCalls, timing: { latencyMs, ttftMs }, usage: { inputTokens, outputTokens } }: Completion,
  { costUsd, context, waits }: { costUsd: string | null; context: CellContext; waits: CellWaits },
): Promise<Pick<Attempt, "scores" | "score">> {
  if (context.scoring.makesCalls) waits.begin();
  const call = { latencyMs, ttftMs, costUsd, inputTokens, outputTokens };
  const input = answerInput(cell, { output, messages: cell.request.messages, toolCalls, call });
  const { id, index, endpoint: { key: endpoint } } = cell;
  const { scores, score, errors } = await context.scoring.score({ id, index, endpoint }, input, {
    signal: context.signal,
    handOver: async (to, signal) => {
      if (context.control.state !== "running") await untilAllowed(context.control, signal);
      await context.handOver?.(to, signal);
      context.sent(to);
    },
  });
  for (const { scorer, message } of errors) context.warnings.addError(scorer, message);
  return { scores: Object.fromEntries(scores.map(({ name, score }) => [name, score])), score };
}

function answerFields({ text, usage, timing, finishReason }: Completion): OutcomeFields {
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
    scores: {},
    score: null,
    output: text,
    summary: firstLine(text),
    outputHash: taggedHash("output", text),
  };
}

function failureFields(failure: Pick<CallFailure, "kind" | "message" | "latencyMs" | "billed">): OutcomeFields {
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

/** Of an answer that nothing can be said to: it was paid for, and is no answer to what the cell asks. */
function scriptFailureFields({ kind, message }: ScriptFailure, { usage, timing }: Completion): OutcomeFields {
  const { latencyMs } = timing;
  return failureFields({ kind, message, latencyMs, billed: { usage, reportedCostUsd: null } });
}

function firstLine(text: string): string {
  const line = text.trimStart().split("\n", 1)[0].trimEnd();
  return line.length <= SUMMARY_CHARS ? line : line.slice(0, SUMMARY_CHARS - 1) + "…";
}
