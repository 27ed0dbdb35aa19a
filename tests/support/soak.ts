import { passThrough } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { createSimulated, type SimulatedEndpoint } from "../../src/provider/simulated/mod.ts";
import type { Attempt, LimitSettings, TransportSettings } from "../../src/spec/mod.ts";
import { loadPlan, type RunSummary, runSweep, type SweepPlan } from "../../src/sweep/mod.ts";
import { defaultTransportSettings } from "../../src/transport/mod.ts";
import { HastyClock } from "./hasty_clock.ts";

/** What a provider does to its callers, and what it lets them do. */
interface Trouble {
  readonly provider: string;
  readonly laws: Omit<SimulatedEndpoint, "model">;
  /** What its users know of it. */
  readonly limits: LimitSettings;
}

const latency = { ttftMs: { kind: "lognormal", median: 300, sigma: 0.5 }, tokensPerSecond: 300 } as const;
const answer = { textTokens: 12 };
const minute = 60_000;

/** Five providers, each bad in its own way but the first. */
const TROUBLES: readonly Trouble[] = [
  {
    provider: "limited",
    laws: { latency, answer, rateLimit: { requestsPerMinute: 1500, counting: "sliding" } },
    limits: { requestsPerMinute: 1500 },
  },
  {
    provider: "storm",
    laws: {
      latency,
      answer,
      rateLimit: { requestsPerMinute: 1200, counting: "fixed", concurrency: 40 },
      failures: [{
        kind: "rate_limit",
        afterMs: 4000,
        probability: 0.6,
        window: { everyMs: 2 * minute, forMs: 15_000, fromMs: 10_000 },
      }],
    },
    limits: { requestsPerMinute: 1200, concurrency: 40 },
  },
  {
    provider: "bursts",
    laws: {
      latency,
      answer,
      failures: [
        { kind: "server_error", status: 503, probability: 0.9, window: { everyMs: minute, forMs: 8000, fromMs: 5000 } },
        { kind: "overloaded", probability: 0.01 },
      ],
    },
    limits: {},
  },
  {
    provider: "breaks",
    laws: {
      latency,
      answer,
      failures: [
        { kind: "reset", probability: 0.03 },
        { kind: "mid_stream", probability: 0.02 },
        { kind: "malformed", probability: 0.01 },
        { kind: "stall", at: "headers", probability: 0.01 },
        { kind: "stall", at: "body", probability: 0.01 },
      ],
    },
    limits: {},
  },
  { provider: "dead", laws: { latency, answer, failures: [{ kind: "server_error", probability: 1 }] }, limits: {} },
];

const PROMPTS = 100;

/** How long anybody waits for an answer. */
export const SOAK_TIMEOUTS = { headersMs: 10_000, idleMs: 5000, totalMs: 30_000 };

/** How a soak is done. */
export interface SoakOptions {
  readonly cellsPerEndpoint: number;
  readonly concurrency: number;
  /** Where tape, ledger and results go. */
  readonly folder: string;
  /** Told now and then how many cells have ended. */
  readonly onProgress?: (done: number) => void;
}

/** What came of a soak. */
export interface Soak {
  readonly summary: RunSummary;
  readonly attempts: readonly Attempt[];
  /** What each provider has seen. */
  readonly seen: ReadonlyMap<string, SeenCalls>;
  readonly clock: HastyClock;
}

/** What a provider has seen of its callers. */
export interface SeenCalls {
  /** When each request came. */
  readonly atMs: number[];
  /** The most that were on their way at once, to the last byte of their answers. */
  mostAtOnce: number;
}

/** The providers, and what they let their users do. */
export const SOAK_LIMITS: ReadonlyMap<string, LimitSettings> = new Map(
  TROUBLES.map(({ provider, limits }) => [provider, limits]),
);

/** The providers of a soak, on a network of their own. */
export interface Troubles {
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
  readonly seen: ReadonlyMap<string, SeenCalls>;
  close(): void;
}

/** The providers of a soak, which behave the same each time. */
export function startTroubles(clock: HastyClock): Troubles {
  const seen = new Map<string, SeenCalls>(TROUBLES.map(({ provider }) => [provider, { atMs: [], mostAtOnce: 0 }]));
  const inFlight = new Map<string, number>();
  const servers = new Map(TROUBLES.map(({ provider, laws }) => [
    provider,
    createSimulated({ seed: "soak", clock, endpoints: [{ model: "parrot", ...laws }] }),
  ]));
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const provider = new URL(request.url).hostname.split(".")[0];
    const own = seen.get(provider)!;
    const change = (by: number) => inFlight.set(provider, (inFlight.get(provider) ?? 0) + by);
    const leave = () => change(-1);
    own.atMs.push(clock.nowMs());
    change(1);
    own.mostAtOnce = Math.max(own.mostAtOnce, inFlight.get(provider)!);
    try {
      const response = await orAborted(servers.get(provider)!.handle(request), init?.signal ?? null);
      return passThrough(response, { chunk: () => {}, end: leave, error: leave, cancel: leave });
    } catch (error) {
      leave();
      throw error;
    }
  };
  return { fetch, seen, close: () => servers.forEach((server) => server.close()) };
}

/** A sweep over all troubles on a clock that moves by itself, recorded on a real tape, with a real ledger. */
export async function soak({ cellsPerEndpoint, concurrency, folder, onProgress }: SoakOptions): Promise<Soak> {
  const clock = new HastyClock();
  const troubles = startTroubles(clock);
  const plan = await soakPlan(cellsPerEndpoint, folder);
  const transportOf = ({ provider }: { provider: string }): TransportSettings => ({
    ...defaultTransportSettings,
    limits: SOAK_LIMITS.get(provider)!,
    timeouts: SOAK_TIMEOUTS,
  });
  const summary = await clock.while(runSweep(plan, {
    mode: "record",
    cassettePath: `${folder}/soak.jsonl`,
    ledgerPath: `${folder}/ledger.sqlite`,
    outRoot: `${folder}/runs`,
    concurrency,
    allowLiveInCi: true,
    env: () => undefined,
    clock,
    fetch: troubles.fetch,
    prices: () => Promise.resolve(new Map()),
    setup: { transportOf },
    onProgress: ({ done }) => onProgress?.(done),
  }));
  troubles.close();
  await using ledger = await openSqliteLedger(`${folder}/ledger.sqlite`);
  const attempts: Attempt[] = [];
  for await (const attempt of ledger.attempts(summary.runId)) attempts.push(attempt);
  return { summary, attempts, seen: troubles.seen, clock };
}

/** The plan of a soak, which is a file too. */
export async function soakPlan(cellsPerEndpoint: number, folder: string): Promise<SweepPlan> {
  const endpoints = TROUBLES.map(({ provider }) =>
    `[[endpoints]]\nkey = "simulated/parrot@${provider}"\nbase_url = "http://${provider}.simulated/v1"\nwire_model = "parrot"\n`
  );
  const items = Array.from({ length: PROMPTS }, (_, i) => `{ id = "p${i}", word = "${i}" }`);
  const text = [
    `name = "soak"\nrepeats = ${cellsPerEndpoint / PROMPTS}\n`,
    ...endpoints,
    "[parameters]\nmax_tokens = 20\n",
    `[run]\ntimeout_ms = ${SOAK_TIMEOUTS.totalMs}\n`,
    `[prompts]\ntemplate = "Say {{word}}."\nitems = [${items.join(", ")}]\n`,
  ];
  await Deno.writeTextFile(`${folder}/soak.toml`, text.join("\n"));
  return await loadPlan(`${folder}/soak.toml`);
}

/** A server in the process does not see its client go. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (signal === null) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
