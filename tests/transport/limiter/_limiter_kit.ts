import type { VirtualClock } from "../../../src/base/mod.ts";
import type { LimitSettings } from "../../../src/spec/mod.ts";
import type { LimitAsk, Permit, PermitUse } from "../../../src/transport/limiter/mod.ts";

/** One call of 10 tokens for 0.01 USD within the scope `p`. */
export function askOf(settings: LimitSettings, ask: Partial<LimitAsk> = {}): LimitAsk {
  return {
    scopes: [{ id: "p", settings }],
    endpoint: "a/b@p",
    lane: "normal",
    inputTokens: 4,
    outputTokens: 6,
    usd: "0.01",
    ...ask,
  };
}

/** A call that used what it asked for, but for what is given. */
export function ok(use: Partial<PermitUse> = {}): PermitUse {
  return { inputTokens: null, outputTokens: null, usd: null, outcome: "ok", latencyMs: null, ...use };
}

/** Calls with the times at which they got their permits. */
export interface Tracked {
  /** In the order of the calls; `null` for those that have none. */
  startedAt(): (number | null)[];
  /** Those that there are, in the order of the calls. */
  permits(): Permit[];
}

/** Note when each call gets its permit; what becomes of calls that never do is the test's own business. */
export function track(clock: VirtualClock, calls: readonly Promise<Permit>[]): Tracked {
  const times: (number | null)[] = calls.map(() => null);
  const permits: (Permit | null)[] = calls.map(() => null);
  calls.forEach((call, at) => {
    call.then((permit) => {
      times[at] = clock.nowMs();
      permits[at] = permit;
    }, () => {});
  });
  return { startedAt: () => [...times], permits: () => permits.filter((permit) => permit !== null) };
}
