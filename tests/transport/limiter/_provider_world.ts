import { seededRandom } from "../../../src/base/mod.ts";
import type { LimitSettings, RateLimit, RateLimits } from "../../../src/spec/mod.ts";
import { Limiter, type LimitScope } from "../../../src/transport/limiter/mod.ts";
import { QuickClock } from "./_quick_clock.ts";

const MINUTE_MS = 60_000;

/** How providers count. */
export type Counting = "fixed" | "sliding" | "bucket";

/** What a provider says to one request. */
interface Verdict {
  readonly isAdmitted: boolean;
  readonly remaining: number;
  /** Until all is there again, or until the next window. */
  readonly resetMs: number;
  /** Until so much would be admitted. */
  readonly retryAfterMs: number;
}

/** The limit of a provider: so many units a minute. */
export class ProviderLimit {
  readonly limit: number;
  readonly #counting: Counting;
  readonly #clock: QuickClock;
  #admitted: { readonly atMs: number; readonly amount: number }[] = [];
  #sum = 0;
  #minute = 0;
  #level: number;
  #levelAtMs = 0;

  constructor(limit: number, { counting, clock }: { counting: Counting; clock: QuickClock }) {
    this.limit = limit;
    this.#counting = counting;
    this.#clock = clock;
    this.#level = limit;
  }

  ask(amount: number): Verdict {
    const nowMs = this.#clock.nowMs();
    this.#forget(nowMs);
    const isAdmitted = this.#remaining() >= amount;
    if (isAdmitted) this.#take(amount, nowMs);
    const resetMs = Math.ceil(this.#resetMs(nowMs));
    const retryAfterMs = Math.ceil(this.#retryAfterMs(amount, nowMs));
    return { isAdmitted, remaining: Math.floor(this.#remaining()), resetMs, retryAfterMs };
  }

  #remaining(): number {
    return this.#counting === "bucket" ? this.#level : this.limit - this.#sum;
  }

  #take(amount: number, nowMs: number): void {
    this.#level -= amount;
    this.#sum += amount;
    if (this.#counting === "sliding") this.#admitted.push({ atMs: nowMs, amount });
  }

  #forget(nowMs: number): void {
    this.#level = Math.min(this.limit, this.#level + (nowMs - this.#levelAtMs) * this.limit / MINUTE_MS);
    this.#levelAtMs = nowMs;
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (this.#counting === "fixed" && minute !== this.#minute) this.#sum = 0;
    this.#minute = minute;
    while (this.#admitted.length > 0 && this.#admitted[0].atMs <= nowMs - MINUTE_MS) {
      this.#sum -= this.#admitted.shift()!.amount;
    }
  }

  #retryAfterMs(amount: number, nowMs: number): number {
    if (this.#counting === "bucket") return Math.max(0, amount - this.#level) * MINUTE_MS / this.limit;
    if (this.#counting === "fixed") return this.#resetMs(nowMs);
    return (this.#admitted[0]?.atMs ?? nowMs) + MINUTE_MS - nowMs;
  }

  #resetMs(nowMs: number): number {
    if (this.#counting === "bucket") return (this.limit - this.#level) * MINUTE_MS / this.limit;
    if (this.#counting === "fixed") return (this.#minute + 1) * MINUTE_MS - nowMs;
    return (this.#admitted.at(-1)?.atMs ?? nowMs) + MINUTE_MS - nowMs;
  }
}

/** How callers, network and provider are. */
export interface WorldOptions {
  readonly counting: Counting;
  readonly limit: number;
  readonly unit: "requests" | "tokens";
  /** What the limiter is told beforehand. */
  readonly settings: LimitSettings;
  readonly guessed?: LimitSettings;
  /** Whether responses tell of the limit. */
  readonly tells: boolean;
  /** Whether a refusal says how long to wait. */
  readonly retryAfter: boolean;
  readonly callers: number;
  /** The mean time to an answer. */
  readonly latencyMs: number;
  /** How much longer than the shortest way a request may take to the provider. */
  readonly jitterMs: number;
  /** The share of the limit that other clients of the account use up. */
  readonly foreignShare?: number;
  readonly minutes: number;
}

/** What came of it, from the second minute on. */
export interface Figures {
  /** What was admitted, as a share of what the limit leaves for us. */
  readonly goodput: number;
  /** The share of calls that were refused. */
  readonly wasted: number;
}

/** Callers that never stop, each with one call at a time, before a provider with a limit. */
export async function providerWorld(options: WorldOptions): Promise<Figures> {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const random = seededRandom(JSON.stringify(options));
  const provider = new ProviderLimit(options.limit, { counting: options.counting, clock });
  const counts = { admitted: 0, calls: 0, refused: 0 };
  const world: World = { options, clock, limiter, random, provider, counts, stopped: new AbortController() };
  const lives = Array.from({ length: options.callers }, () => callForever(world).catch(() => {}));
  const { foreignShare = 0 } = options;
  if (foreignShare > 0) lives.push(useForever(world, foreignShare).catch(() => {}));
  await clock.run(options.minutes * MINUTE_MS);
  world.stopped.abort();
  await clock.run(clock.nowMs() + 10 * MINUTE_MS);
  await Promise.all(lives);
  const possible = options.limit * (options.minutes - 1) * (1 - foreignShare);
  return { goodput: counts.admitted / possible, wasted: counts.refused / counts.calls };
}

interface World {
  readonly options: WorldOptions;
  readonly clock: QuickClock;
  readonly limiter: Limiter;
  readonly random: () => number;
  readonly provider: ProviderLimit;
  readonly counts: { admitted: number; calls: number; refused: number };
  readonly stopped: AbortController;
}

const SCOPE = "endpoint:a/b@p";

async function callForever(world: World): Promise<void> {
  const { options, clock, limiter, random, stopped: { signal } } = world;
  const { settings, guessed, unit } = options;
  const scope: LimitScope = { id: SCOPE, settings, ...guessed === undefined ? {} : { guessed } };
  while (!signal.aborted) {
    const estimate = unit === "requests" ? 1 : Math.ceil(1000 + random() * 1000);
    const amounts = { inputTokens: 0, outputTokens: estimate, usd: "0.001" };
    const permit = await limiter.reserve({ scopes: [scope], endpoint: "a/b@p", lane: "normal", ...amounts }, signal);
    await clock.sleep(20 + random() * options.jitterMs);
    const actual = unit === "requests" ? 1 : Math.ceil(estimate * (0.5 + random() / 2));
    const verdict = world.provider.ask(unit === "requests" ? 1 : actual);
    count(world, { verdict, amount: actual });
    await clock.sleep(20 + random() * options.jitterMs);
    if (options.tells) limiter.learn(SCOPE, told(verdict, options), { permit });
    if (verdict.isAdmitted) await clock.sleep(options.latencyMs * (0.5 + random()));
    else if (options.retryAfter) limiter.pause(SCOPE, clock.nowMs() + verdict.retryAfterMs, "asked to wait");
    const outcome = verdict.isAdmitted ? "ok" : "rateLimited";
    permit.settle({
      inputTokens: 0,
      outputTokens: verdict.isAdmitted ? actual : 0,
      usd: null,
      outcome,
      latencyMs: null,
    });
    if (!verdict.isAdmitted) await clock.sleep(random() * 1000, signal);
  }
}

/** Somebody else, evenly. */
async function useForever({ options, clock, provider, stopped: { signal } }: World, share: number): Promise<void> {
  const amount = options.unit === "requests" ? 1 : 1000;
  while (!signal.aborted) {
    provider.ask(amount);
    await clock.sleep(amount * MINUTE_MS / (options.limit * share), signal);
  }
}

function count({ counts, clock, stopped }: World, { verdict, amount }: { verdict: Verdict; amount: number }): void {
  if (clock.nowMs() < MINUTE_MS || stopped.signal.aborted) return;
  counts.calls += 1;
  if (verdict.isAdmitted) counts.admitted += amount;
  else counts.refused += 1;
}

function told({ remaining, resetMs }: Verdict, { unit, limit }: WorldOptions): RateLimits {
  const limits: RateLimit[] = [{ unit, limit, remaining, resetMs, windowMs: null }];
  return { limits, retryAfterMs: null };
}
