import type { PostgresDatabase } from "../ledger/postgres/mod.ts";
import type { Attempt, Cell, Clock, Endpoint, LimitSettings } from "../spec/mod.ts";
import { SharedSlots } from "./_shared_slots.ts";
import { ClockedStore, SharedWindow } from "./_shared_windows.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What an answer is taken to have before the first has come, where the request does not say. */
const OUTPUT_TOKENS = 1000;
const CHARS_PER_TOKEN = 3.5;
/** By how much the latest call counts in what the next is taken to use. */
const NEWEST_SHARE = 0.2;
const MICRO_USD = 1e6;

type Unit = "requests" | "tokens" | "inputTokens" | "outputTokens" | "microUsd";
type Amounts = { readonly [unit in Unit]: number };

/** The limits that workers share, by the providers' names. */
export type LimitsOfProviders = { readonly [provider: string]: LimitSettings };

/** The right to make one call. */
export interface SharedPermit {
  /** The call has ended, whatever came of it. */
  end(): void;
}

/** What shared limits are made from. */
export interface SharedLimitsParts {
  readonly database: PostgresDatabase;
  readonly clock: Clock;
  /** The worker. */
  readonly holder: string;
}

/**
 * The limits of providers, over all workers of a ledger: what the user has set of the account, as the coordinator of a run
 * knows it. What is learned from answers stays with each worker, as the provider tells all of them.
 */
export class SharedLimits {
  readonly #parts: SharedLimitsParts;
  readonly #store: ClockedStore;
  readonly #windows = new Map<string, SharedWindow>();
  readonly #slots = new Map<string, SharedSlots>();
  readonly #average = new Map<string, Amounts>();
  readonly #closed = new AbortController();

  constructor(parts: SharedLimitsParts) {
    this.#parts = parts;
    this.#store = new ClockedStore(parts.database, parts.clock);
  }

  /** Wait until the call may go, as far as the limits of its provider say. */
  async acquire(
    cell: Cell,
    endpoint: Endpoint,
    { limits, signal }: { readonly limits: LimitSettings; readonly signal: AbortSignal },
  ): Promise<SharedPermit> {
    const scope = `provider:${endpoint.provider}`;
    const end = limits.concurrency === undefined
      ? () => {}
      : await this.#slotsOf(scope, limits.concurrency).take(signal);
    try {
      const amounts = this.#average.get(endpoint.key) ?? estimated(cell);
      // Requests last: the call goes in the window that counts it.
      for (const { unit, limit, windowMs } of countedLimits(limits).reverse()) {
        await this.#windowOf(scope, { unit, limit, windowMs }).take(amounts[unit], signal);
      }
      return { end };
    } catch (error) {
      end();
      throw error;
    }
  }

  /** What the calls of a cell have used: the next ones are taken to use as much, and a difference is put right. */
  settle(cell: Cell, endpoint: Endpoint, { limits, rows }: {
    readonly limits: LimitSettings;
    readonly rows: readonly Attempt[];
  }): void {
    const taken = this.#average.get(endpoint.key) ?? estimated(cell);
    const last = rows.at(-1);
    if (last?.status !== "ok") return;
    const used = usedBy(last, taken);
    this.#average.set(endpoint.key, averageOf(this.#average.get(endpoint.key), used));
    for (const { unit, limit, windowMs } of countedLimits(limits)) {
      if (unit === "requests") continue;
      const window = this.#windowOf(`provider:${endpoint.provider}`, { unit, limit, windowMs });
      const more = used[unit] - taken[unit];
      if (more < 0) window.giveBack(-more);
      // A call that was dearer than thought makes the next ones wait, and holds up nothing itself.
      else window.take(more, this.#closed.signal).catch(() => {});
    }
  }

  /** Hold nothing any more. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const slots of this.#slots.values()) await slots.close().catch(() => {});
  }

  #slotsOf(scope: string, limit: number): SharedSlots {
    const key = `${scope} ${limit}`;
    let slots = this.#slots.get(key);
    if (slots === undefined) this.#slots.set(key, slots = new SharedSlots(scope, limit, this.#parts));
    return slots;
  }

  #windowOf(scope: string, { unit, limit, windowMs }: CountedLimit): SharedWindow {
    const key = `${scope} ${unit}/${windowMs}`;
    let window = this.#windows.get(`${key} ${limit}`);
    if (window === undefined) {
      const { clock } = this.#parts;
      this.#windows.set(
        `${key} ${limit}`,
        window = new SharedWindow({ key, limit, windowMs }, { store: this.#store, clock }),
      );
    }
    return window;
  }
}

interface CountedLimit {
  readonly unit: Unit;
  readonly limit: number;
  readonly windowMs: number;
}

function countedLimits(limits: LimitSettings): CountedLimit[] {
  const micro = (usd: string | undefined) => usd === undefined ? undefined : Math.floor(Number(usd) * MICRO_USD);
  const all: [Unit, number, number | undefined][] = [
    ["requests", MINUTE_MS, limits.requestsPerMinute],
    ["requests", DAY_MS, limits.requestsPerDay],
    ["tokens", MINUTE_MS, limits.tokensPerMinute],
    ["inputTokens", MINUTE_MS, limits.inputTokensPerMinute],
    ["outputTokens", MINUTE_MS, limits.outputTokensPerMinute],
    ["microUsd", MINUTE_MS, micro(limits.usdPerMinute)],
    ["microUsd", DAY_MS, micro(limits.usdPerDay)],
  ];
  return all.flatMap(([unit, windowMs, limit]) => limit === undefined ? [] : [{ unit, windowMs, limit }]);
}

function estimated({ request }: Cell): Amounts {
  const chars = request.messages.reduce(
    (sum, { content }) => sum + (typeof content === "string" ? content.length : 0),
    0,
  );
  const inputTokens = Math.ceil(chars / CHARS_PER_TOKEN);
  const outputTokens = request.maxTokens ?? OUTPUT_TOKENS;
  return { requests: 1, inputTokens, outputTokens, tokens: inputTokens + outputTokens, microUsd: 0 };
}

function usedBy({ inputTokens, outputTokens, costUsd }: Attempt, taken: Amounts): Amounts {
  const [input, output] = [inputTokens ?? taken.inputTokens, outputTokens ?? taken.outputTokens];
  return {
    requests: 1,
    inputTokens: input,
    outputTokens: output,
    tokens: input + output,
    microUsd: costUsd === null ? taken.microUsd : Math.ceil(Number(costUsd) * MICRO_USD),
  };
}

function averageOf(before: Amounts | undefined, latest: Amounts): Amounts {
  if (before === undefined) return latest;
  const next = (unit: Unit) => before[unit] + (latest[unit] - before[unit]) * NEWEST_SHARE;
  return {
    requests: 1,
    inputTokens: next("inputTokens"),
    outputTokens: next("outputTokens"),
    tokens: next("tokens"),
    microUsd: next("microUsd"),
  };
}
