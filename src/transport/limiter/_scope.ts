import type { LimitSettings } from "../../spec/mod.ts";
import { AdaptiveWindow } from "./_adaptive_window.ts";
import type { Alarm } from "./_alarm.ts";
import { Budget } from "./_budget.ts";
import { Burst } from "./_burst.ts";
import { Meter } from "./_meter.ts";
import { limitName, limitsOf, MINUTE_MS } from "./_meters_of.ts";
import { nanoUsdLimit, usdText } from "./_nano_usd.ts";
import type { PastUse } from "./_past_use.ts";
import { Pause } from "./_pause.ts";
import { RefusedRate } from "./_refused_rate.ts";
import type { Span } from "./_sliding_sum.ts";
import { ToldPace } from "./_told_pace.ts";
import { Turns } from "./_turns.ts";
import { type Amounts, NONE, plus, type Totals, type Unit } from "./_unit.ts";
import type { LimitScope } from "./limit_ask.ts";
import type { LimitRefusal } from "./limit_refused_error.ts";

const NOTHING: LimitSettings = {};
/** How long a call is taken to be before one has ended. */
const UNKNOWN_HOLD_MS = 60_000;

/** What a permit keeps of one scope. */
export interface ScopeCharge {
  readonly meters: readonly Meter[];
  readonly spans: readonly (Span | null)[];
  /** What it is in the rate that refusals tell of. */
  readonly rated: Span;
  /** All that had been sent with the call. */
  readonly sent: Totals;
}

/** All limits of one account, credential or endpoint, and who waits for them. */
export class Scope {
  readonly id: string;
  meters: readonly Meter[] = [];
  inFlight = 0;
  /** All that calls have ever asked for, and what those asked for that have ended. */
  sent: Totals = NONE;
  ended: Totals = NONE;
  readonly budget: Budget = new Budget();
  readonly window: AdaptiveWindow = new AdaptiveWindow();
  readonly pause: Pause = new Pause();
  readonly rate: RefusedRate = new RefusedRate();
  readonly turns: Turns = new Turns();
  readonly alarm: Alarm;
  readonly #burst = new Burst();
  readonly #past: PastUse[] = [];
  readonly #paces = new Map<string, ToldPace>();
  #settings: LimitSettings = NOTHING;
  #guessed: LimitSettings = NOTHING;
  #budgetUsd: string | undefined;

  constructor(id: string, alarm: Alarm) {
    this.id = id;
    this.alarm = alarm;
  }

  /** The latest call's settings hold. Says whether they are others than before. */
  configure({ settings, guessed = NOTHING, budgetUsd }: LimitScope): boolean {
    const isNew = settings !== this.#settings || guessed !== this.#guessed || budgetUsd !== this.#budgetUsd;
    if (!isNew) return false;
    if (settings !== this.#settings || guessed !== this.#guessed) {
      this.#settings = settings;
      this.#guessed = guessed;
      for (const meter of this.meters) meter.user = meter.guess = null;
      for (const { unit, windowMs, value } of limitsOf(settings)) this.meter(unit, windowMs).user = value;
      for (const { unit, windowMs, value } of limitsOf(guessed)) this.meter(unit, windowMs).guess = value;
    }
    this.#budgetUsd = budgetUsd;
    this.budget.limit = budgetUsd === undefined ? null : nanoUsdLimit(budgetUsd);
    return true;
  }

  /** The meter of a unit and a window, which is made where there is none. */
  meter(unit: Unit, windowMs: number): Meter {
    const found = this.meters.find((meter) => meter.unit === unit && meter.windowMs === windowMs);
    if (found !== undefined) return found;
    const made = new Meter(unit, windowMs);
    for (const use of this.#past) made.recall(use);
    this.meters = [...this.meters, made];
    return made;
  }

  /** Calls that were let go elsewhere count, too, in all limits that there are or will be. */
  recall(uses: readonly PastUse[]): void {
    this.#past.push(...uses);
    for (const meter of this.meters) for (const use of uses) meter.recall(use);
  }

  /** How a limit that responses tell of comes back; `windowMs` is as they told it. */
  paceOf(unit: Unit, windowMs: number | null): ToldPace {
    const key = `${unit} ${windowMs}`;
    const found = this.#paces.get(key) ?? new ToldPace();
    this.#paces.set(key, found);
    return found;
  }

  get isAdaptive(): boolean {
    return this.#settings.adaptive ?? this.#guessed.adaptive ?? true;
  }

  /** Whether the user or the provider said what counts here. */
  get isKnown(): boolean {
    return this.meters.some(({ user, learned }) => user !== null || learned !== null);
  }

  /** As it is set; `Infinity`: there is no bound. */
  get concurrency(): number {
    return this.#settings.concurrency ?? this.#guessed.concurrency ?? Infinity;
  }

  /** How many calls there may be at once. */
  maxInFlight(nowMs: number): number {
    return Math.min(this.concurrency, this.isAdaptive ? this.window.size(nowMs) : Infinity);
  }

  /** Why no waiting could help; `null`: it can. */
  refusal(amounts: Amounts): LimitRefusal | null {
    for (const { unit, windowMs, user } of this.meters) {
      const asked = amounts[unit];
      if (user === null || asked !== null && asked <= user) continue;
      const text = (value: number | null) => value === null ? null : unit === "usd" ? usdText(value) : String(value);
      return {
        scope: this.id,
        limit: limitName(unit, windowMs),
        limitValue: text(user)!,
        used: null,
        asked: text(asked),
      };
    }
    const set = this.#settings.concurrency;
    if (set !== undefined && set < 1) {
      return { scope: this.id, limit: "concurrency", limitValue: String(set), used: null, asked: "1" };
    }
    const { budget } = this;
    if (budget.limit === null || amounts.usd !== null && !budget.refuses(amounts.usd)) return null;
    const asked = amounts.usd === null ? null : usdText(amounts.usd);
    return {
      scope: this.id,
      limit: "budgetUsd",
      limitValue: usdText(budget.limit),
      used: usdText(budget.spent),
      asked,
    };
  }

  /** How long until there is room for a call if nothing else happens; 0: now, `Infinity`: when a call has ended. */
  waitMs(amounts: Amounts, nowMs: number): number {
    if (this.inFlight >= this.maxInFlight(nowMs) || !this.budget.hasRoom(amounts.usd ?? 0)) return Infinity;
    let waitMs = this.pause.waitMs(nowMs);
    if (this.isAdaptive) waitMs = Math.max(waitMs, this.rate.waitMs(nowMs));
    const { burst } = this.#settings;
    const intervalMs = this.#intervalMs();
    if (burst !== undefined && intervalMs > 0) {
      waitMs = Math.max(waitMs, this.#burst.waitMs(Math.max(1, burst), { intervalMs, nowMs }));
    }
    for (const meter of this.meters) waitMs = Math.max(waitMs, meter.waitMs(amounts[meter.unit] ?? 0, nowMs));
    return waitMs;
  }

  charge(amounts: Amounts, nowMs: number): ScopeCharge {
    this.inFlight += 1;
    this.sent = plus(this.sent, amounts);
    this.budget.reserved += amounts.usd ?? 0;
    this.pause.started();
    const { meters, sent } = this;
    const spans: (Span | null)[] = [];
    for (const meter of meters) spans.push(meter.charge(amounts[meter.unit] ?? 0, nowMs));
    const intervalMs = this.#intervalMs();
    if (intervalMs > 0) this.#burst.take(intervalMs, nowMs);
    return { meters, spans, sent, rated: this.rate.started(nowMs) };
  }

  /** A call has ended, whatever came of it. */
  settle(charge: ScopeCharge, { asked, actual, nowMs }: { asked: Amounts; actual: Amounts; nowMs: number }): void {
    this.inFlight -= 1;
    this.ended = plus(this.ended, asked);
    this.budget.settle(asked.usd ?? 0, actual.usd ?? 0);
    const { meters, spans, sent } = charge;
    for (let at = 0; at < meters.length; at++) {
      const { unit } = meters[at];
      meters[at].settle(spans[at], { asked: asked[unit] ?? 0, actual: actual[unit] ?? 0, nowMs });
    }
    for (const meter of this.meters) {
      const { unit } = meter;
      if (unit !== "usd") meter.correctTold(actual[unit] - asked[unit], { sentTotal: sent[unit], nowMs });
    }
  }

  /** What a call takes of the scope: for how long it takes all of what it takes most of. */
  costMs(amounts: Amounts, { holdMs, nowMs }: { holdMs: number | null; nowMs: number }): number {
    const slots = this.maxInFlight(nowMs);
    let costMs = slots === Infinity ? 0 : (holdMs ?? UNKNOWN_HOLD_MS) / slots;
    for (const { unit, windowMs, limit } of this.meters) {
      if (limit !== Infinity && limit > 0) costMs = Math.max(costMs, (amounts[unit] ?? 0) * windowMs / limit);
    }
    return costMs;
  }

  #intervalMs(): number {
    if (this.#settings.burst === undefined) return 0;
    for (const { unit, windowMs, limit } of this.meters) {
      if (unit === "requests" && windowMs === MINUTE_MS && limit !== Infinity) return windowMs / limit;
    }
    return 0;
  }
}
