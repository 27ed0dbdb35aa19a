import type { Clock, Ledger, LimitSettings, ProviderKey } from "../spec/mod.ts";
import type { RecalledUse } from "./limiter/mod.ts";
import type { Transport } from "./transport.ts";

/** From where limits begin with what was used before. */
export interface RecallUseOptions {
  /** Knows what earlier commands have called. */
  readonly ledger: Pick<Ledger, "use">;
  /** What the user set of each provider that is called. */
  readonly limits: ReadonlyMap<ProviderKey, LimitSettings>;
  /** Tells how long ago it was. */
  readonly clock: Clock;
}

/** A limiter remembers a window for a second longer than it is. */
const DAY_MS = 86_401_000;
/** Output tokens of a minute count from the end of their call on: as long as most calls take goes before it. */
const MINUTES_MS = 661_000;

/**
 * Let the limits of a transport begin with what the live calls in a ledger used within the last day, or the last minutes
 * where only minutes are limited. Nothing is read where the user set no limit in time.
 */
export async function recallUse(transport: Transport, { ledger, limits, clock }: RecallUseOptions): Promise<void> {
  const providers = new Map([...limits].filter(([, settings]) => isTimed(settings)));
  if (providers.size === 0) return;
  const nowMs = clock.date().getTime();
  const ofDay = [...providers.values()].some((one) => one.requestsPerDay !== undefined || one.usdPerDay !== undefined);
  const ago = (ms: number) => new Date(nowMs - ms).toISOString();
  const uses = new Map<ProviderKey, RecalledUse[]>();
  for await (
    const { provider, startedAt, latencyMs, ...used } of ledger.use({
      since: ago(ofDay ? DAY_MS : MINUTES_MS),
      finelySince: ago(MINUTES_MS),
    })
  ) {
    if (!providers.has(provider)) continue;
    const agoMs = Math.max(0, nowMs - Date.parse(startedAt));
    const some = uses.get(provider) ?? [];
    uses.set(provider, some);
    some.push({ agoMs, endedAgoMs: Math.max(0, agoMs - latencyMs), ...used });
  }
  for (const [provider, some] of uses) transport.recall(provider, some);
}

function isTimed(limits: LimitSettings): boolean {
  const { burst: _, concurrency: __, adaptive: ___, ...timed } = limits;
  return Object.values(timed).some((value) => value !== undefined);
}
