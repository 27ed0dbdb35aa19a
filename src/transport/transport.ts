import { seededRandom } from "../base/mod.ts";
import type {
  AnswerDelta,
  BreakerState,
  CallEvent,
  CallListener,
  CallNote,
  ChatClient,
  ChatRequest,
  Clock,
  Endpoint,
  ErrorKind,
  Lane,
  NotedFetch,
  ProviderKey,
  RateLimits,
  TransportSettings,
  TransportStatus,
  WireFormat,
} from "../spec/mod.ts";
import {
  type CallAmounts,
  CallTicket,
  type Decide,
  noteRefusal,
  type RefusalChoice,
  refusalName,
} from "./_call_ticket.ts";
import { refusal } from "./_call_refused.ts";
import { endedEvent } from "./_ended_event.ts";
import { estimatedInputTokens } from "./_estimated_tokens.ts";
import { Guards } from "./_guards.ts";
import { type CallBudget, type CallRoute, providerScope, routeTo } from "./_route.ts";
import { NO_SIGNS, signsOf } from "./_sign_of.ts";
import { exchange, type ExchangeResult } from "./exchange.ts";
import { isKeyless } from "./is_keyless.ts";
import { Limiter, type RecalledUse } from "./limiter/mod.ts";
import { callWithRetry, type Try } from "./retry.ts";
import { LinkedAbort } from "./_linked_abort.ts";
import { Timeouts } from "./timeout_fetch.ts";

export type { CallAmounts, CallBudget, Decide };

/** What is reserved for an answer whose length nobody limits. */
const DEFAULT_OUTPUT_TOKENS = 1000;

/** Headers take longer to read than all the rest of a call: of many responses at once, one tells what all do. */
const LEARN_EVERY_MS = 100;
const LIMITED = 429;

/** What a transport is made with. */
export interface TransportOptions {
  /** Of all waits and all times. */
  readonly clock: Clock;
  /** How calls to an endpoint travel; asked once for each `Endpoint` object. */
  readonly settings: (endpoint: Endpoint) => TransportSettings;
  /** Told of everything that happens to calls; what it throws is swallowed. */
  readonly onEvent?: CallListener;
  /** The money that all calls may cost together. */
  readonly budget?: CallBudget;
  /**
   * The most calls in flight, to all endpoints together; no limit unless given. A function says it endpoint by endpoint:
   * one with `null` is not counted among the others.
   */
  readonly concurrency?: number | ((endpoint: Endpoint) => number | null);
  /** What the headers of a response tell of limits: `readRateLimits`. Absent: limits are not learned. */
  readonly readLimits?: (headers: Headers, nowMs: number) => RateLimits;
}

/** How one call is made. */
export interface TransportCallOptions {
  /** The dialect that the endpoint speaks, or a client that speaks it. */
  readonly wire: WireFormat | ChatClient;
  /** The way to the network: a tape's `fetch`, or `stampedFetch`. Timeouts are put around it here. */
  readonly fetch: NotedFetch;
  /** A note for each try; its own `beforeLive` runs last, right before the hand-over. */
  readonly note: (attempt: Try) => CallNote;
  /** Of the jitter: the same seed waits the same. */
  readonly seed: string;
  /** Ends the call wherever it is; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Who goes first when calls wait; `normal` unless given. */
  readonly lane?: Lane;
  /** What the call is likely to use; estimated from the request unless given. */
  readonly estimate?: Partial<CallAmounts>;
  /** Whether to wait, as long as retries may, when the endpoint's breaker is open; `refuse` unless given. */
  readonly whenOpen?: "wait" | "refuse";
  /** Keeps a refusal on the tape and reads it back in a replay; absent: it is not kept. */
  readonly decide?: Decide;
  /**
   * Why the credential cannot be had, for people; `null`: it is there, or none is needed. Nothing is sent then, and the
   * call ends as `auth`; what a tape has is played all the same.
   */
  readonly noKey?: string | null;
  /** In place of the endpoint's own setting. */
  readonly maxTries?: number;
  /**
   * Told when a try begins to wait: for its turn, for its breaker, for the time of a retry. The wait is over when the
   * `beforeLive` of its note runs, or the try ends.
   */
  readonly onWait?: () => void;
  /**
   * Told of the pieces of a streamed answer while it comes, and of the note of its try. From the first one on no other
   * try is made: what was told cannot be taken back. What it throws is swallowed.
   */
  readonly onDelta?: (delta: AnswerDelta, note: CallNote) => void;
  /** What a try cost, as a decimal string; `null` is unknown. */
  readonly price?: (result: ExchangeResult) => string | null;
  /** Put around each exchange, by whoever has to hold one back or make it again before it was sent. */
  readonly around?: (note: CallNote, make: () => Promise<ExchangeResult>) => Promise<ExchangeResult>;
}

/** Where the breakers of a call stand: its endpoint's, or that of its credential where that is open. */
export interface BreakerView {
  /** `half-open` also when a probe may go and none is under way. */
  readonly state: BreakerState;
  /** When a probe may go, by the clock's monotonic time; `null` unless open. */
  readonly untilMs: number | null;
  /** `null` when it is closed. */
  readonly reason: string | null;
}

/**
 * How calls travel: each is tried again where that helps, leaves alone what fails, waits for its turn, and is given up
 * when it takes too long. All state (breakers, limits, what is in flight) belongs to the instance, and is shared by all
 * calls that go through it.
 *
 * Whatever waits or depends on time happens just before a request is handed to the network, and not at all for a replayed
 * one: a replay has no limiter, no breaker and no timeouts. It makes the same tries as its recording, and knows a refusal
 * from the decision that the recording has kept.
 *
 * @example One call
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defaultTransportSettings, openaiChat, stampedFetch, systemClock, Transport } from "@tapedeck/tapedeck";
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
 * const answer = { choices: [{ message: { content: "Hello" }, finish_reason: "stop" }] };
 * const transport = new Transport({ clock: systemClock, settings: () => defaultTransportSettings });
 * const results = await transport.call({ messages: [{ role: "user", content: "Hi" }], stream: false }, endpoint, {
 *   wire: openaiChat,
 *   fetch: stampedFetch(() => Promise.resolve(Response.json(answer)), systemClock),
 *   note: () => ({ caller: {} }),
 *   seed: "hi",
 * });
 * assertEquals([results.length, transport.breaker(endpoint).state], [1, "closed"]);
 * ```
 */
export class Transport {
  /** What is in the way of calls beside breakers. */
  readonly limiter: Limiter;
  readonly #options: TransportOptions;
  readonly #guards: Guards;
  readonly #timeouts: Timeouts;
  readonly #aborts = new LinkedAbort();
  readonly #routes = new WeakMap<Endpoint, CallRoute>();

  /** No call is made, and no timer is set. */
  constructor(options: TransportOptions) {
    this.#options = options;
    const { clock } = options;
    this.limiter = new Limiter({ clock });
    this.#timeouts = new Timeouts(clock);
    this.#guards = new Guards({ clock, emit: this.#emit });
  }

  /**
   * Make a call, with retries. All results come back in order, the last being the call's own; a refusal of our own
   * (`breaker_open`, `budget_exceeded`, `auth` for want of a key) is a result too, the last one.
   *
   * @throws the signal's reason when the caller aborts; an error of the caller's own making.
   */
  async call(
    request: ChatRequest,
    endpoint: Endpoint,
    options: TransportCallOptions,
  ): Promise<readonly ExchangeResult[]> {
    const route = this.#route(endpoint);
    const { retry } = route.settings;
    const patience = { leftMs: retry.maxTotalWaitMs };
    let lastKind: ErrorKind = "unknown";
    let hasTold = false;
    const { onDelta } = options;
    const tell = onDelta && ((delta: AnswerDelta, note: CallNote) => {
      hasTold = true;
      onDelta(delta, note);
    });
    const telling = tell === undefined ? options : { ...options, onDelta: tell };
    return await callWithRetry(async (attempt) => {
      if (attempt.number > 1) this.#tellRetry(route, attempt, lastKind);
      const result = await this.#try(request, { route, attempt, patience }, telling);
      if (!result.outcome.ok) lastKind = result.outcome.failure.kind;
      return result;
    }, {
      maxTries: options.maxTries ?? retry.maxTries,
      backoff: route.backoff,
      random: lazyRandom(options.seed),
      maxTotalWaitMs: retry.maxTotalWaitMs,
      signal: options.signal,
      mayRetry: () => !hasTold,
    });
  }

  /** Begin the limits of a provider with what calls have used that did not go through this transport. */
  recall(provider: ProviderKey, uses: Iterable<RecalledUse>): void {
    this.limiter.recall(providerScope(provider), uses);
  }

  /** How limits and breakers stand now. */
  status(): TransportStatus {
    return { limits: this.limiter.status(), breakers: this.#guards.status() };
  }

  /** Whether a call to the endpoint would be let through now, and why not. */
  breaker(endpoint: Endpoint): BreakerView {
    const { guard } = this.#route(endpoint);
    const block = guard.block();
    if (block !== null) return { ...block.breaker.view, reason: block.reason };
    const open = [guard.credential, guard.endpoint].find((breaker) =>
      breaker !== null && breaker.view.state !== "closed"
    );
    return open?.view ?? { state: "closed", untilMs: null, reason: null };
  }

  /** Close a breaker by hand: an endpoint's key, or `credential:<hash>` when its owner has mended it. */
  reset(scope: string): void {
    this.#guards.reset(scope);
  }

  async #try(
    request: ChatRequest,
    { route, attempt, patience }: { route: CallRoute; attempt: Try; patience: { leftMs: number } },
    options: TransportCallOptions,
  ): Promise<ExchangeResult> {
    const { wire, signal, decide, lane = "normal", whenOpen = "refuse", around, price, onWait, onDelta } = options;
    const { noKey = null } = options;
    const note = options.note(attempt);
    const { clock } = this.#options;
    const ticket = new CallTicket({
      clock,
      limiter: this.limiter,
      emit: this.#emit,
      route,
      note,
      try: attempt.number,
      waitMs: attempt.waitMs,
      lane,
      amounts: () => amountsOf(request, options.estimate),
      whenOpen,
      noKey,
      decide,
      patience,
      onWait,
    });
    const handOver = note.beforeLive;
    note.beforeLive = async (signal) => {
      await ticket.take(signal);
      await handOver?.(signal);
      ticket.sent();
    };
    const aborts = this.#aborts.begin();
    const learning = this.#learning(options.fetch, route, ticket);
    const fetch = this.#timeouts.around(learning, route.settings.timeouts, aborts.join);
    const tell = onDelta && ((delta: AnswerDelta) => onDelta(delta, note));
    const make = () => exchange(request, route.endpoint, { wire, fetch, note, signal, onDelta: tell });
    let result: ExchangeResult;
    let costUsd: string | null;
    try {
      const made = await (around === undefined ? make() : around(note, make));
      result = await this.#known(made, { route, attempt }, decide);
      costUsd = price?.(result) ?? null;
    } catch (error) {
      ticket.end(null, NO_SIGNS, null);
      throw error;
    } finally {
      aborts.end();
    }
    ticket.end(result, ticket.isSent ? this.#signs(result, route) : NO_SIGNS, costUsd);
    if (this.#options.onEvent !== undefined) {
      const facts = { atMs: clock.nowMs(), place: route.place, try: attempt.number, request, costUsd };
      this.#emit(endedEvent(result, facts));
    }
    return result;
  }

  #signs({ outcome }: ExchangeResult, { settings }: CallRoute) {
    return signsOf(outcome, { patienceMs: settings.retry.maxTotalWaitMs, shutMs: settings.breaker.maxOpenMs });
  }

  /** What was refused when it was recorded has no recording, and is refused again. No refusal has a key. */
  async #known(
    result: ExchangeResult,
    { route, attempt }: { route: CallRoute; attempt: Try },
    decide: Decide | undefined,
  ): Promise<ExchangeResult> {
    const { outcome, note } = result;
    if (outcome.ok) return result;
    const { kind } = outcome.failure;
    if (kind === "breaker_open" || kind === "budget_exceeded" || isKeyless(result)) note.key = null;
    if (kind !== "cassette_miss" || decide === undefined) return result;
    const name = refusalName({ route, try: attempt.number });
    const decided = await decide(name, () => ({ choice: null, reason: outcome.failure.message }));
    const choice = decided?.choice as unknown as RefusalChoice | null | undefined;
    if (decided === null || choice === null || choice === undefined) return result;
    note.key = null;
    noteRefusal(note, choice);
    return { ...result, outcome: { ok: false, failure: refusal(choice.kind, decided.reason, choice.openedBy) } };
  }

  /** Limits are learned when the headers come, which is long before a stream ends. */
  #learning(fetch: NotedFetch, { learned, learning, place }: CallRoute, ticket: CallTicket): NotedFetch {
    const { readLimits, clock } = this.#options;
    if (readLimits === undefined) return fetch;
    return async (input, init) => {
      const response = await fetch(input, init);
      const { permit } = ticket;
      const nowMs = clock.nowMs();
      if (permit === null || (nowMs < learning.nextMs && response.status !== LIMITED)) return response;
      learning.nextMs = nowMs + LEARN_EVERY_MS;
      const limits = readLimits(response.headers, clock.date().getTime());
      if (limits.limits.length === 0) return response;
      this.limiter.learn(learned, limits, { permit });
      this.#emit({ type: "limits", atMs: nowMs, place, limits });
      return response;
    };
  }

  #tellRetry({ place }: CallRoute, { number, waitMs }: Try, errorKind: ErrorKind): void {
    this.#emit({ type: "retry", atMs: this.#options.clock.nowMs(), place, try: number - 1, waitMs, errorKind });
  }

  #route(endpoint: Endpoint): CallRoute {
    const known = this.#routes.get(endpoint);
    if (known !== undefined) return known;
    const { settings, budget = null, concurrency: given = null } = this.#options;
    const concurrency = typeof given === "function" ? given(endpoint) : given;
    const route = routeTo(endpoint, { settings: settings(endpoint), guards: this.#guards, budget, concurrency });
    this.#routes.set(endpoint, route);
    return route;
  }

  readonly #emit = (event: CallEvent): void => {
    try {
      this.#options.onEvent?.(event);
    } catch {
      // Whoever only listens must not break a call.
    }
  };
}

function amountsOf(request: ChatRequest, estimate: Partial<CallAmounts> = {}): CallAmounts {
  const { inputTokens = estimatedInputTokens(request), usd = null } = estimate;
  const { outputTokens = request.maxTokens ?? DEFAULT_OUTPUT_TOKENS } = estimate;
  return { inputTokens, outputTokens, usd };
}

/** Most calls need no random number, and a seed costs a hash. */
function lazyRandom(seed: string): () => number {
  let random: (() => number) | null = null;
  return () => (random ??= seededRandom(seed))();
}
