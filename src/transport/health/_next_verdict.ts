import type { BreakerState, HealthState } from "../../spec/mod.ts";

/** What is known at one moment. */
export interface VerdictFacts {
  /** Tries since it was last judged to have recovered, within the window. */
  readonly calls: number;
  readonly faults: number;
  readonly throttled: number;
  /** The median time to the first token over what it was before; `null`: too little is known. */
  readonly slowness: number | null;
  readonly breaker: BreakerState;
  /** `null`: none in the window. */
  readonly probe: { readonly failedInARow: number } | null;
}

/** A state, and since when. */
export interface Verdict {
  readonly state: HealthState;
  readonly sinceMs: number;
  /** How long the state stays before a better one may follow. */
  readonly dwellMs: number;
  /** Whether the state before was worse. */
  readonly hasImproved: boolean;
}

/** How long a worse state stays the first time. */
export const FIRST_DWELL_MS = 30_000;
const MAX_DWELL_MS = 300_000;

/** Before anything was seen. */
export const NO_VERDICT: Verdict = {
  state: "unknown",
  sinceMs: -Infinity,
  dwellMs: FIRST_DWELL_MS,
  hasImproved: false,
};

/** The fewest tries by which a share is judged. */
const LEAST_CALLS = 5;
/** Entering a state takes more than staying in it, so that a share at the border moves nothing. */
const DOWN_RATE = { enter: 0.5, stay: 0.25 };
const DEGRADED_RATE = { enter: 0.1, stay: 0.05 };
const THROTTLED_RATE = { enter: 0.5, stay: 0.25 };
const SLOWNESS = { enter: 3, stay: 2 };
const PROBES_DOWN = 2;

const RANK = { unknown: 0, healthy: 0, degraded: 1, down: 2 } as const;

/**
 * The state that follows from another one and from what is known. Worse comes at once, better only after the state has
 * stood for 30 s; that doubles, up to 5 min, each time it gets worse again soon after it got better.
 */
export function nextVerdict(from: Verdict, facts: VerdictFacts, nowMs: number): Verdict {
  const state = stateFor(from.state, facts);
  if (state === from.state) return from;
  const isWorse = RANK[state] > RANK[from.state];
  const stoodMs = nowMs - from.sinceMs;
  if (!isWorse) {
    const hasImproved = from.hasImproved || RANK[state] < RANK[from.state];
    const waits = from.state !== "unknown" && stoodMs < from.dwellMs;
    return waits ? from : { state, sinceMs: nowMs, dwellMs: from.dwellMs, hasImproved };
  }
  return { state, sinceMs: nowMs, dwellMs: dwellAfter(from, stoodMs), hasImproved: false };
}

/** How long a worse state stays. */
function dwellAfter({ hasImproved, dwellMs }: Verdict, stoodMs: number): number {
  if (!hasImproved) return dwellMs;
  return stoodMs < MAX_DWELL_MS ? Math.min(MAX_DWELL_MS, dwellMs * 2) : FIRST_DWELL_MS;
}

function stateFor(from: HealthState, facts: VerdictFacts): HealthState {
  const { calls, faults, probe } = facts;
  if (isDown(facts, from === "down")) return "down";
  if (isDegraded(facts, from === "down" || from === "degraded")) return "degraded";
  if (calls > faults || probe?.failedInARow === 0) return "healthy";
  // Few failures and nothing else say too little for any change.
  return calls > 0 || probe !== null ? from : "unknown";
}

function isDown({ calls, faults, breaker, probe }: VerdictFacts, stays: boolean): boolean {
  if (breaker === "open" || (breaker === "half-open" && stays)) return true;
  if (probe !== null && probe.failedInARow >= PROBES_DOWN) return true;
  return isOver({ calls, part: faults, share: DOWN_RATE, stays });
}

function isDegraded({ calls, faults, throttled, slowness }: VerdictFacts, stays: boolean): boolean {
  if (isOver({ calls, part: faults, share: DEGRADED_RATE, stays })) return true;
  if (isOver({ calls, part: throttled, share: THROTTLED_RATE, stays })) return true;
  return slowness !== null && slowness >= (stays ? SLOWNESS.stay : SLOWNESS.enter);
}

function isOver({ calls, part, share, stays }: {
  readonly calls: number;
  readonly part: number;
  readonly share: { readonly enter: number; readonly stay: number };
  readonly stays: boolean;
}): boolean {
  return calls >= LEAST_CALLS && part / calls >= (stays ? share.stay : share.enter);
}
