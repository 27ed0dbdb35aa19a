import { passThrough } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { createSimulated, type SimulatedEndpoint } from "../../src/provider/simulated/mod.ts";
import type { Attempt, LimitSettings, TransportSettings } from "../../src/spec/mod.ts";
import { loadPlan, type RunSummary, runSweep } from "../../src/sweep/mod.ts";
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

const TIMEOUTS = { headersMs: 10_000, idleMs: 5000, totalMs: 30_000 };

/** Without retries, limits or a breaker: what a loop over `fetch` does. */
const WITHOUT_HELP: TransportSettings = {
  ...defaultTransportSettings,
  limits: { adaptive: false },
  breaker: { ...defaultTransportSettings.breaker, minCalls: Infinity },
  timeouts: TIMEOUTS,
};

/** How a soak is done. */
export interface SoakOptions {
  readonly cellsPerEndpoint: number;
  readonly concurrency: number;
  /** Whether the transport may do more than send. */
  readonly helps: boolean;
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

/** A sweep over all troubles on a clock that moves by itself, recorded on a real tape, with a real ledger. */
export async function soak({ cellsPerEndpoint, concurrency, helps, folder, onProgress }: SoakOptions): Promise<Soak> {
  const clock = new HastyClock();
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
  await Deno.writeTextFile(`${folder}/soak.toml`, planText(cellsPerEndpoint, { maxTries: helps ? 4 : 1 }));
  const plan = await loadPlan(`${folder}/soak.toml`);
  const settingsOf = (provider: string): TransportSettings =>
    helps
      ? {
        ...defaultTransportSettings,
        limits: TROUBLES.find((one) => one.provider === provider)!.limits,
        timeouts: TIMEOUTS,
      }
      : WITHOUT_HELP;
  const summary = await clock.while(runSweep(plan, {
    mode: "record",
    cassettePath: `${folder}/soak.jsonl`,
    ledgerPath: `${folder}/ledger.sqlite`,
    outRoot: `${folder}/runs`,
    concurrency,
    allowLiveInCi: true,
    env: () => undefined,
    clock,
    fetch,
    prices: () => Promise.resolve(new Map()),
    setup: { transportOf: ({ provider }) => settingsOf(provider) },
    onProgress: ({ done }) => onProgress?.(done),
  }));
  for (const server of servers.values()) server.close();
  await using ledger = await openSqliteLedger(`${folder}/ledger.sqlite`);
  const attempts: Attempt[] = [];
  for await (const attempt of ledger.attempts(summary.runId)) attempts.push(attempt);
  return { summary, attempts, seen, clock };
}

function planText(cells: number, { maxTries }: { maxTries: number }): string {
  const endpoints = TROUBLES.map(({ provider }) =>
    `[[endpoints]]\nkey = "simulated/parrot@${provider}"\nbase_url = "http://${provider}.simulated/v1"\nwire_model = "parrot"\n`
  );
  return [
    `name = "soak"\nrepeats = ${cells / 100}\n`,
    ...endpoints,
    "[parameters]\nmax_tokens = 20\n",
    `[run]\nmax_tries = ${maxTries}\n`,
    `[prompts]\ntemplate = "Say {{word}}."\nitems = [${
      Array.from({ length: 100 }, (_, i) => `{ id = "p${i}", word = "${i}" }`).join(", ")
    }]\n`,
  ].join("\n");
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
