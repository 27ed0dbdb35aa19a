import type { CallFailure, CallListener, CallNote, Clock, ErrorKind, JsonValue, Lane } from "../spec/mod.ts";
import type { GuardBlock, GuardPass } from "./_guards.ts";
import { CallRefused } from "./_call_refused.ts";
import type { CallRoute } from "./_route.ts";
import { NO_SIGNS, type Signs } from "./_sign_of.ts";
import { type Limiter, LimitRefusedError, type Permit } from "./limiter/mod.ts";
import type { ExchangeResult } from "./exchange.ts";

/** What a call asks the limiter for. */
export interface CallAmounts {
  /** As estimated or counted. */
  readonly inputTokens: number;
  /** Of the longest answer. */
  readonly outputTokens: number;
  /** Of the longest answer, as a decimal string; `null` is unknown. */
  readonly usd: string | null;
}

/** Keeps a decision, and reads it back in a replay: a tape's `decide`, bound to the scope of the call. */
export type Decide = (
  name: string,
  make: () => { readonly choice: JsonValue; readonly reason: string },
) => Promise<{ readonly choice: JsonValue; readonly reason: string } | null>;

/** What a try is let through with. */
export interface TicketParts {
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly emit: CallListener;
  readonly route: CallRoute;
  readonly note: CallNote;
  readonly try: number;
  readonly waitMs: number;
  readonly lane: Lane;
  readonly amounts: () => CallAmounts;
  readonly whenOpen: "wait" | "refuse";
  /** Why there is no key to send it with; `null`: nothing is missing. */
  readonly noKey: string | null;
  readonly decide: Decide | undefined;
  /** How long the call may still wait for breakers, all its tries together. */
  readonly patience: { leftMs: number };
  /** Told when the try begins to wait for something. */
  readonly onWait: (() => void) | undefined;
}

/** Why a try is not made. */
type Why = Pick<CallFailure, "kind" | "message" | "openedBy">;

/** The way of one try past breakers and limiter, and what it holds of them until it ends. A replayed try takes none. */
export class CallTicket {
  readonly #parts: TicketParts;
  #pass: GuardPass | null = null;
  #permit: Permit | null = null;
  #isSent = false;

  constructor(parts: TicketParts) {
    this.#parts = parts;
  }

  /** `null` before the hand-over, and for a replayed try. */
  get permit(): Permit | null {
    return this.#permit;
  }

  /** Whether the try was handed to the network. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** Wait for what has to be waited for before the hand-over. */
  async take(signal: AbortSignal | undefined): Promise<void> {
    if (this.#permit !== null) return;
    const { clock, note, waitMs, route, noKey } = this.#parts;
    const startMs = clock.nowMs();
    if (noKey !== null) await this.#refuse({ kind: "auth", message: noKey }, startMs);
    if (waitMs > 0) {
      this.#parts.onWait?.();
      await clock.sleep(waitMs, signal);
      note.caller.retryWaitMs = round(clock.nowMs() - startMs);
    }
    const queuedMs = clock.nowMs();
    for (;;) {
      await this.#enter(signal, queuedMs);
      this.#permit = await this.#reserve(signal, queuedMs);
      // What was closed before the queue may be open behind it.
      if (route.guard.holds(this.#pass!)) break;
      this.#giveBack();
    }
    note.caller.queueMs = round(clock.nowMs() - queuedMs);
  }

  /** The try is handed over now. */
  sent(): void {
    if (this.#isSent) return;
    this.#isSent = true;
    const { clock, emit, route: { place }, note } = this.#parts;
    note.caller.inFlight ??= this.#permit!.inFlight;
    emit({ type: "started", atMs: clock.nowMs(), place, try: this.#parts.try });
  }

  /** The try has ended; `null`: with an error, as its caller gave it up. */
  end(result: ExchangeResult | null, signs: Signs, costUsd: string | null): void {
    if (!this.#isSent) return this.#giveBack();
    this.#parts.route.guard.leave(this.#pass!, signs);
    this.#pause(result);
    this.#permit!.settle(usedBy(result, costUsd));
  }

  async #enter(signal: AbortSignal | undefined, queuedMs: number): Promise<void> {
    const { guard } = this.#parts.route;
    for (let block = guard.block(); block !== null; block = guard.block()) {
      if (!this.#isWorthWaiting(block)) {
        const message = blockMessage(this.#parts.route, block);
        await this.#refuse({ kind: "breaker_open", message, openedBy: block.openedBy }, queuedMs);
      }
      await this.#waitFor(block, signal);
    }
    this.#pass = guard.enter();
  }

  #isWorthWaiting({ untilMs, lasting }: GuardBlock): boolean {
    const { whenOpen, patience, clock } = this.#parts;
    if (whenOpen === "refuse" || lasting || patience.leftMs <= 0) return false;
    return untilMs === null || untilMs - clock.nowMs() <= patience.leftMs;
  }

  /** Until the breaker has moved, its time is over, or this call's patience is. */
  async #waitFor(
    { breaker, untilMs, nextProbeMs = Infinity }: GuardBlock,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { clock, patience, onWait } = this.#parts;
    onWait?.();
    const startMs = clock.nowMs();
    const moved = new AbortController();
    const waitMs = untilMs === null ? Math.min(patience.leftMs, nextProbeMs - startMs) : untilMs - startMs;
    const stop = signal === undefined ? moved.signal : AbortSignal.any([signal, moved.signal]);
    try {
      await Promise.race([clock.sleep(waitMs, stop), breaker.changed]);
    } finally {
      moved.abort();
      patience.leftMs -= clock.nowMs() - startMs;
    }
    signal?.throwIfAborted();
  }

  async #reserve(signal: AbortSignal | undefined, queuedMs: number): Promise<Permit> {
    const { clock, limiter, emit, route, lane, amounts, onWait } = this.#parts;
    const { place, scopes } = route;
    let startMs: number | null = null;
    const onQueued = () => {
      startMs = clock.nowMs();
      onWait?.();
      emit({ type: "queued", atMs: startMs, place, lane });
    };
    const dequeued = (permitted: boolean) => {
      if (startMs === null) return;
      const atMs = clock.nowMs();
      emit({ type: "dequeued", atMs, place, lane, queueMs: round(atMs - startMs), permitted });
    };
    try {
      const ask = { scopes, endpoint: place.endpoint, lane, ...amounts(), onQueued };
      const permit = await limiter.reserve(ask, signal);
      dequeued(true);
      return permit;
    } catch (error) {
      dequeued(false);
      this.#giveBack();
      if (!(error instanceof LimitRefusedError)) throw error;
      return await this.#refuse({ kind: "budget_exceeded", message: error.message }, queuedMs);
    }
  }

  /** A refusal depends on time and on other calls: it is kept, so that a replay knows it. */
  async #refuse({ kind, message, openedBy }: Why, queuedMs: number): Promise<never> {
    const { clock, decide, note } = this.#parts;
    const { retryWaitMs } = note.caller;
    const made: RefusalChoice = {
      kind,
      ...(openedBy === undefined ? {} : { openedBy }),
      at: clock.date().toISOString(),
      queueMs: round(clock.nowMs() - queuedMs),
      ...(retryWaitMs === undefined ? {} : { retryWaitMs }),
    };
    const decided = await decide?.(refusalName(this.#parts), () => ({ choice: { ...made }, reason: message }));
    // Where a session before was refused here too, its refusal is the one that a replay will tell.
    const choice = decided === null || decided === undefined ? made : decided.choice as unknown as RefusalChoice;
    noteRefusal(note, choice);
    throw new CallRefused(choice.kind, decided?.reason ?? message, choice.openedBy);
  }

  #pause(result: ExchangeResult | null): void {
    const { clock, limiter, route } = this.#parts;
    if (result === null || result.outcome.ok) return;
    const { decision, kind } = result.outcome.failure;
    const afterMs = decision.retry === "rateLimited" ? decision.afterMs ?? 0 : 0;
    if (afterMs <= 0 || afterMs > route.settings.retry.maxTotalWaitMs) return;
    limiter.pause(route.learned, clock.nowMs() + afterMs, `${route.place.provider} asked to wait (${kind})`);
  }

  /** Nothing was sent: nothing was used, and nothing was learned. */
  #giveBack(): void {
    if (this.#pass !== null) this.#parts.route.guard.leave(this.#pass, NO_SIGNS);
    this.#permit?.settle({ inputTokens: null, outputTokens: null, usd: null, outcome: "notSent", latencyMs: null });
    this.#pass = null;
    this.#permit = null;
  }
}

/** The choice of a decision not to make a try. */
export interface RefusalChoice {
  readonly kind: ErrorKind;
  readonly openedBy?: ErrorKind;
  readonly at: string;
  readonly queueMs: number;
  readonly retryWaitMs?: number;
}

/** Say in the note of a try what is known of its refusal. */
export function noteRefusal(note: CallNote, { at, queueMs, retryWaitMs }: RefusalChoice): void {
  note.startedAt = at;
  note.caller.queueMs = queueMs;
  if (retryWaitMs === undefined) delete note.caller.retryWaitMs;
  else note.caller.retryWaitMs = retryWaitMs;
}

/** The name of the decision not to make a try. */
export function refusalName({ route, try: number }: Pick<TicketParts, "route" | "try">): string {
  return `refuse/${route.endpoint.key}/${number}`;
}

function blockMessage(
  { endpoint: { key, credential } }: { endpoint: CallRoute["endpoint"] },
  block: GuardBlock,
): string {
  return block.lasting
    ? `Cannot call "${key}" as its credential "${credential?.name}" was refused: ${block.reason}`
    : `Cannot call "${key}" as its breaker is open: ${block.reason}`;
}

function usedBy(result: ExchangeResult | null, usd: string | null): Parameters<Permit["settle"]>[0] {
  const outcome = result?.outcome;
  if (outcome === undefined) return { inputTokens: null, outputTokens: null, usd, outcome: "failed", latencyMs: null };
  if (outcome.ok) {
    const { usage: { inputTokens, outputTokens }, timing: { latencyMs } } = outcome.completion;
    return { inputTokens, outputTokens, usd, outcome: "ok", latencyMs };
  }
  const { kind, billed, httpStatus, latencyMs } = outcome.failure;
  const isUnpaid = billed === undefined && httpStatus !== null && httpStatus >= 400;
  const { inputTokens = null, outputTokens = null } = billed?.usage ?? {};
  const how = kind === "rate_limited" ? "rateLimited" : kind === "overloaded" ? "overloaded" : "failed";
  // Who was reached and never answered may have taken the call, and be paid for it.
  const isLost = billed === undefined && httpStatus === null && result?.note.failure?.kind !== "connection";
  return { inputTokens, outputTokens, usd: isLost ? null : usd ?? (isUnpaid ? "0" : null), outcome: how, latencyMs };
}

/** To the microsecond, as all times of a call. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
