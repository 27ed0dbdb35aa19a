import type { BreakerSettings, BreakerState, BreakerStatus, Clock, ErrorKind, ProviderKey } from "../spec/mod.ts";
import { RollingWindow } from "./_rolling_window.ts";

/** What a call says about whoever answered it. */
export type Sign =
  /** It is there: an answer, and also a refusal that is the request's own fault. */
  | { readonly is: "well"; readonly counts: boolean }
  /** It failed by its own fault. `afterMs` is how long it asked to be left alone. */
  | { readonly is: "ill"; readonly reason: string; readonly afterMs: number | null }
  /** One is enough: it stays open for so long at least. `kind`: what the credential was refused with. */
  | { readonly is: "shut"; readonly reason: string; readonly forMs: number; readonly kind?: ErrorKind }
  /** It is shut for so long when so many come with no answer between them. `proven`: once there was an answer at all. */
  | {
    readonly is: "refused";
    readonly reason: string;
    readonly forMs: number;
    readonly inARow: { readonly unproven: number; readonly proven: number };
    readonly kind?: ErrorKind;
  }
  /** The call was not made, or its caller gave it up. */
  | { readonly is: "none" };

/** The leave to call. `probe`: on its outcome everybody waits. */
export interface Pass {
  readonly probe: boolean;
}

/** Why no call may go now. */
export interface Block {
  readonly reason: string;
  /** What the credential was refused with; absent where it is something else. */
  readonly openedBy?: ErrorKind;
  /** When the next may be tried; `null`: that depends on the probe that is under way. */
  readonly untilMs: number | null;
  /** When a probe that is under way takes so long that another may go. */
  readonly nextProbeMs?: number;
}

/** What a breaker is made with. */
export interface BreakerParts {
  /** As in events and in the status. */
  readonly scope: string;
  readonly provider: ProviderKey;
  readonly settings: BreakerSettings;
  readonly clock: Clock;
  /** Told of each change of state. */
  readonly onMove: (move: { from: BreakerState; to: BreakerState; reason: string; untilMs: number | null }) => void;
}

/** Why it is not closed. */
interface Opened {
  readonly reason: string;
  readonly openedBy?: ErrorKind;
}

type State =
  | { readonly name: "closed" }
  | Opened & { readonly name: "open"; readonly untilMs: number; readonly openMs: number }
  | Opened & {
    readonly name: "half-open";
    /** The latest last. */
    readonly probes: readonly Pass[];
    /** When the latest went. */
    readonly atMs: number;
    readonly openMs: number;
  };

const PASS: Pass = { probe: false };

/**
 * Leaves alone what fails: closed, it counts; open, it lets nobody through; when its time is over, one call is let through
 * to probe, and closes it or opens it for twice as long; while it has no end, another goes now and then. It holds no timers: whoever wants to wait sleeps.
 */
export class Breaker {
  readonly #parts: BreakerParts;
  readonly #window: RollingWindow;
  #state: State = { name: "closed" };
  /** Why it opened last. */
  #reason: string | null = null;
  /** Since the last answer. */
  #refusals = 0;
  #isProven = false;
  #changed = Promise.withResolvers<void>();

  constructor(parts: BreakerParts) {
    this.#parts = parts;
    const { windowMs, minCalls } = parts.settings;
    this.#window = new RollingWindow(windowMs, { latest: Number.isFinite(minCalls) ? 2 * minCalls : 0 });
  }

  /** Resolves when the state changes. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  get status(): BreakerStatus {
    const { scope, provider, clock } = this.#parts;
    const { calls, failures } = this.#window.count(clock.nowMs());
    const state = this.#state;
    return {
      scope,
      provider,
      state: state.name,
      reason: this.#reason,
      untilMs: state.name === "open" ? state.untilMs : null,
      calls,
      failureRate: calls === 0 ? null : failures / calls,
    };
  }

  /** As whoever may call sees it: open no longer when its time is over. */
  get view(): { state: BreakerState; untilMs: number | null; reason: string | null } {
    const state = this.#state;
    if (state.name === "closed") return { state: "closed", untilMs: null, reason: null };
    const isOver = state.name === "half-open" || this.#parts.clock.nowMs() >= state.untilMs;
    return isOver
      ? { state: "half-open", untilMs: null, reason: state.reason }
      : { state: "open", untilMs: state.untilMs, reason: state.reason };
  }

  /** Why no call may go now; `null`: one may. */
  block(): Block | null {
    const state = this.#state;
    if (state.name === "closed") return null;
    const nowMs = this.#parts.clock.nowMs();
    const { reason, openedBy } = state;
    const why = { reason, ...(openedBy === undefined ? {} : { openedBy }) };
    if (state.name === "open") return nowMs >= state.untilMs ? null : { ...why, untilMs: state.untilMs };
    // A long answer that is well on its way must not keep everybody waiting for its end.
    const nextProbeMs = state.atMs + state.openMs;
    return nowMs >= nextProbeMs ? null : { ...why, untilMs: null, nextProbeMs };
  }

  /** The leave to call, to be given back with `leave`; only where there is no block. */
  enter(): Pass {
    const state = this.#state;
    if (state.name === "closed") return PASS;
    const probe: Pass = { probe: true };
    const atMs = this.#parts.clock.nowMs();
    if (state.name === "half-open") {
      const openMs = Math.min(state.openMs * 2, Math.max(state.openMs, this.#parts.settings.maxOpenMs));
      this.#state = { ...state, probes: [...state.probes, probe], atMs, openMs };
    } else {
      const { openMs, reason, openedBy } = state;
      this.#move({ name: "half-open", probes: [probe], atMs, openMs, reason, openedBy }, "one call may probe");
    }
    return probe;
  }

  /** Whether a leave that was given before still holds. */
  holds(pass: Pass): boolean {
    const state = this.#state;
    return state.name === "closed" || (state.name === "half-open" && state.probes.includes(pass));
  }

  /** The call has ended, or will not be made. */
  leave(pass: Pass, sign: Sign): void {
    if (sign.is === "shut") return this.#open({ reason: sign.reason, openedBy: sign.kind }, sign.forMs);
    if (sign.is === "refused") return this.#refused(pass, sign);
    if (sign.is === "well" && sign.counts) {
      this.#refusals = 0;
      this.#isProven = true;
    }
    const state = this.#state;
    if (state.name === "half-open" && state.probes.includes(pass)) {
      const probes = state.probes.filter((probe) => probe !== pass);
      if (sign.is !== "none" || probes.length === 0) return this.#probed(state, sign);
      this.#state = { ...state, probes };
    }
    if (state.name === "open" && sign.is === "ill" && sign.afterMs !== null) {
      this.#open({ reason: sign.reason }, sign.afterMs);
    }
    if (state.name !== "closed") return;
    if (sign.is === "ill") this.#failed(sign.reason, sign.afterMs);
    else if (sign.is === "well" && sign.counts) this.#window.add(this.#parts.clock.nowMs(), false);
  }

  /** As if nothing had happened. */
  reset(): void {
    this.#window.clear();
    this.#refusals = 0;
    if (this.#state.name !== "closed") this.#move({ name: "closed" }, "it was reset");
  }

  #failed(reason: string, afterMs: number | null): void {
    const { settings, clock } = this.#parts;
    const nowMs = clock.nowMs();
    this.#window.add(nowMs, true);
    for (const { calls, failures } of [this.#window.countLatest(nowMs), this.#window.count(nowMs)]) {
      if (calls < settings.minCalls || failures / calls < settings.failureRate) continue;
      return this.#open({ reason: `${failures} of ${calls} calls failed, the last with: ${reason}` }, afterMs ?? 0);
    }
  }

  #refused(pass: Pass, { reason, forMs, inARow, kind }: Sign & { is: "refused" }): void {
    this.#refusals++;
    const enough = pass.probe ? 1 : this.#isProven ? inARow.proven : inARow.unproven;
    if (this.#refusals >= enough) this.#open({ reason, openedBy: kind }, forMs);
  }

  #probed({ openMs, openedBy }: State & { name: "half-open" }, sign: Sign): void {
    const nowMs = this.#parts.clock.nowMs();
    if (sign.is === "well") {
      this.#window.clear();
      this.#move({ name: "closed" }, "the probe was answered");
    } else if (sign.is === "ill") {
      const nextMs = Math.min(openMs * 2, this.#parts.settings.maxOpenMs);
      const untilMs = nowMs + Math.max(nextMs, sign.afterMs ?? 0);
      this.#move({ name: "open", untilMs, openMs: nextMs, reason: sign.reason }, sign.reason);
    } else {
      const reason = this.#reason ?? "";
      this.#move({ name: "open", untilMs: nowMs, openMs, reason, openedBy }, "the probe was called off");
    }
  }

  /** Open for that long at least: a longer time that runs already is never shortened. */
  #open(why: Opened, forMs: number): void {
    const { settings, clock } = this.#parts;
    const state = this.#state;
    const openMs = state.name === "closed" ? settings.openMs : state.openMs;
    const untilMs = clock.nowMs() + Math.max(forMs, openMs);
    if (state.name === "open") {
      if (untilMs > state.untilMs) this.#state = { ...why, name: "open", untilMs, openMs };
    } else this.#move({ ...why, name: "open", untilMs, openMs }, why.reason);
  }

  #move(to: State, reason: string): void {
    const from = this.#state.name;
    this.#state = to;
    if (to.name === "open") this.#reason = to.reason;
    const changed = this.#changed;
    this.#changed = Promise.withResolvers();
    changed.resolve();
    this.#parts.onMove({ from, to: to.name, reason, untilMs: to.name === "open" ? to.untilMs : null });
  }
}
