import { seededRandom } from "../../src/base/mod.ts";
import type { Attempt, ErrorKind } from "../../src/spec/mod.ts";
import { makeAttempt } from "./attempts.ts";

export interface ClockedRunOptions {
  readonly endpoints: readonly string[];
  readonly cells: number;
  /** Calls in flight at each endpoint; 4 unless given. */
  readonly concurrency?: number;
  /** 2026-01-02T03:04:05Z unless given. */
  readonly start?: string;
  /** The share of tries that fail; 0.1 unless given. */
  readonly failing?: number;
  readonly kinds?: readonly ErrorKind[];
  /** About; 900 unless given. */
  readonly latencyMs?: number;
  /** The first cell's index; 0 unless given. */
  readonly firstCell?: number;
  readonly seed?: string;
}

const STATUS: { readonly [kind: string]: number } = { rate_limited: 429, server_error: 500, overloaded: 529 };

/**
 * The attempts of a made-up run on the clock: each endpoint takes so many calls at once, tries fail and are made again,
 * up to three times, and wait for their turn.
 */
export function clockedRun(options: ClockedRunOptions): Attempt[] {
  const { endpoints, concurrency = 4, failing = 0.1, latencyMs = 900, firstCell = 0 } = options;
  const random = seededRandom(options.seed ?? "clocked");
  const startMs = Date.parse(options.start ?? "2026-01-02T03:04:05.000Z");
  const kinds = options.kinds ?? ["rate_limited", "server_error", "timeout"];
  const free = new Map(endpoints.map((endpoint) => [endpoint, new Array<number>(concurrency).fill(startMs)]));
  const rows: Attempt[] = [];
  for (let cell = 0; cell < options.cells; cell++) {
    const endpoint = endpoints[cell % endpoints.length];
    const slots = free.get(endpoint)!;
    for (let number = 1; number <= 3; number++) {
      const slot = slots.indexOf(Math.min(...slots));
      const startedMs = Math.round(slots[slot] + 5);
      const isFailed = random() < failing;
      const took = Math.round(latencyMs * (0.4 + 1.4 * random()) * (isFailed ? 0.3 : 1));
      slots[slot] = startedMs + took;
      const retryWaitMs = number === 1 ? 0 : Math.round(400 * random());
      const answered = makeAttempt({
        cellIndex: firstCell + cell,
        cellId: `cell_${firstCell + cell}`,
        endpoint,
        model: endpoint.split("@")[0],
        provider: (endpoint.split("@")[1] ?? "local").split("/")[0],
        promptId: `p${Math.floor(cell / endpoints.length) % 12}`,
        try: number,
        retries: number - 1,
        latencyMs: took,
        ttftMs: took / 5,
        queueMs: Math.min(Math.round(400 * random()), startedMs - startMs),
        retryWaitMs,
        costUsd: (took * 1e-6).toFixed(9),
        score: random() < 0.7 ? 1 : 0,
        startedAt: new Date(startedMs).toISOString(),
      });
      rows.push(isFailed ? failed(answered, kinds[Math.floor(random() * kinds.length)], number === 3) : answered);
      if (!isFailed) break;
    }
  }
  return rows;
}

/** The same try, failed. A call that ran into a timeout is paid, the others are not. */
export function failed(attempt: Attempt, errorKind: ErrorKind, final = true): Attempt {
  return {
    ...attempt,
    status: "failed",
    final,
    errorKind,
    errorMessage: errorKind,
    httpStatus: STATUS[errorKind] ?? null,
    costUsd: errorKind === "timeout" ? attempt.costUsd : null,
    outputTokens: null,
    ttftMs: null,
    ttfoMs: null,
    tpotMs: null,
    outputTps: null,
    score: null,
    scores: {},
    output: null,
  };
}
