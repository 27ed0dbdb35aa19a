import fc from "fast-check";
import type { Attempt, ErrorKind } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";

/** The model of all recordings. */
export const MODEL = "acme/x1";

/** The endpoints at which something may be recorded. */
export const ENDPOINTS = ["a", "b", "c"].map((provider) => `${MODEL}@${provider}`);

/** One cell as a test says it. */
export interface CellTraits {
  readonly endpoint: string;
  readonly prompt: string;
  readonly startMs: number;
  readonly latencyMs?: number;
  readonly costUsd?: string | null;
  readonly score?: number | null;
  readonly outputTokens?: number;
  /** How the try ended; several are tries one after another. `null`: answered. */
  readonly ends?: readonly (ErrorKind | null)[];
}

/** The rows of a cell. */
export function rowsOf(traits: CellTraits): Attempt[] {
  const { endpoint, prompt, startMs, ends = [null], latencyMs = 100, costUsd = "0.001", score = 1 } = traits;
  return ends.map((errorKind, i): Attempt =>
    makeAttempt({
      cellId: `cell_${endpoint}_${prompt}`,
      endpoint,
      model: MODEL,
      provider: endpoint.split("@")[1],
      promptId: prompt,
      try: i + 1,
      final: i === ends.length - 1,
      status: errorKind === null ? "ok" : "failed",
      errorKind,
      errorMessage: errorKind,
      httpStatus: errorKind === null ? 200 : 503,
      startedAt: new Date(startMs + i * (latencyMs + 10)).toISOString(),
      latencyMs,
      retryWaitMs: i === 0 ? 0 : 10,
      costUsd: errorKind === null ? costUsd : null,
      score: errorKind === null ? score : null,
      outputTokens: errorKind === null ? traits.outputTokens ?? 5 : null,
    })
  );
}

/** How a cell ends, and how tries before its last one do. */
const last = (kinds: readonly ErrorKind[]) => fc.constantFrom<ErrorKind | null>(null, null, null, ...kinds);
const before = fc.array(fc.constantFrom<ErrorKind>("timeout", "rate_limited"), { maxLength: 1 });
const usd = fc.option(fc.integer({ min: 0, max: 10_000 }).map((n) => (n / 1e7).toFixed(7)));

const cellWith = (kinds: readonly ErrorKind[]) =>
  fc.record({
    ends: fc.tuple(kinds.includes("timeout") ? before : fc.constant([]), last(kinds)).map((
      [some, end],
    ) => [...some, end]),
    startMs: fc.integer({ min: 0, max: 600_000 }),
    latencyMs: fc.integer({ min: 1, max: 5000 }),
    costUsd: usd,
    score: fc.option(fc.constantFrom(0, 0.5, 1)),
  });

/** The rows of some prompts at some endpoints, with holes where something was not recorded; cells end as given. */
function rowsWith(kinds: readonly ErrorKind[]): fc.Arbitrary<Attempt[]> {
  return fc
    .array(fc.tuple(...ENDPOINTS.map(() => fc.option(cellWith(kinds)))), { minLength: 1, maxLength: 8 })
    .map((prompts) =>
      prompts.flatMap((cells, prompt) =>
        cells.flatMap((traits, i) =>
          traits === null ? [] : rowsOf({ ...traits, endpoint: ENDPOINTS[i], prompt: `p${prompt}` })
        )
      )
    )
    .filter((rows) => rows.some(({ errorKind, final }) => final && errorKind !== "cassette_miss"));
}

/** Any recordings. */
export const arbitraryRows: fc.Arbitrary<Attempt[]> = rowsWith(["timeout", "invalid_request", "cassette_miss"]);

/** Recordings in which nothing is held against any endpoint. */
export const blamelessRows: fc.Arbitrary<Attempt[]> = rowsWith(["invalid_request", "cassette_miss"]);
