import { costIsUnknown } from "../../ledger/mod.ts";
import type { Attempt, EndpointKey, ErrorKind, ModelKey } from "../../spec/mod.ts";

/** One recorded try, as far as it is looked at. */
export interface RecordedTry extends
  Pick<
    Attempt,
    | "endpoint"
    | "provider"
    | "errorKind"
    | "inputTokens"
    | "outputTokens"
    | "costUsd"
    | "latencyMs"
    | "ttftMs"
    | "outputTps"
    | "retryWaitMs"
    | "score"
    | "httpStatus"
  > {
  readonly try: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Whether it may have cost something that nobody knows. */
  readonly isUnpriced: boolean;
}

/** A cell that was recorded to its end. */
export interface RecordedCell {
  readonly endpoint: EndpointKey;
  /** In their order; the last one ended it. */
  readonly tries: readonly RecordedTry[];
  /** `null`: it was answered. */
  readonly errorKind: ErrorKind | null;
}

/** The same question with the same parameters for the same time, wherever it was asked. */
export interface RecordedGroup {
  readonly key: string;
  readonly model: ModelKey;
  /** One of its attempts: all have the prompt and the parameters in common. */
  readonly sample: Attempt;
  readonly cells: ReadonlyMap<EndpointKey, RecordedCell>;
  /** When the last of its cells began. */
  readonly momentMs: number;
}

/** Ends that say nothing of an endpoint: nothing was recorded, or nothing was sent. */
const UNRECORDED: ReadonlySet<ErrorKind> = new Set([
  "cassette_miss",
  "recording_expired",
  "unrecordable",
  "aborted",
  "breaker_open",
  "budget_exceeded",
  "no_endpoint",
]);

/** Recorded groups in the order of their moments. Of a cell that several runs have, the rows of the first one count. */
export async function recordedGroups(
  attempts: Iterable<Attempt> | AsyncIterable<Attempt>,
  model: ModelKey | undefined,
): Promise<RecordedGroup[]> {
  const groups = new Map<string, { sample: Attempt; rows: Map<EndpointKey, { runId: string; rows: Attempt[] }> }>();
  for await (const attempt of attempts) {
    if (model !== undefined && attempt.model !== model) continue;
    const key = JSON.stringify([attempt.model, attempt.promptId, attempt.label, attempt.repeat]);
    // What a model said takes the most room, and is not looked at.
    const row = { ...attempt, output: null };
    const group = groups.get(key) ?? { sample: row, rows: new Map() };
    groups.set(key, group);
    const cell = group.rows.get(row.endpoint) ?? { runId: row.runId, rows: [] };
    group.rows.set(row.endpoint, cell);
    if (cell.runId === row.runId) cell.rows.push(row);
  }
  return [...groups].map(([key, { sample, rows }]) => groupOf(key, { sample, rows }))
    .filter(({ cells }) => cells.size > 0)
    .sort((a, b) => a.momentMs - b.momentMs || (a.key < b.key ? -1 : 1));
}

function groupOf(
  key: string,
  { sample, rows }: { readonly sample: Attempt; readonly rows: ReadonlyMap<EndpointKey, { rows: Attempt[] }> },
): RecordedGroup {
  const cells = new Map<EndpointKey, RecordedCell>();
  for (const [endpoint, { rows: own }] of rows) {
    const cell = cellOf(endpoint, own);
    if (cell !== null) cells.set(endpoint, cell);
  }
  const starts = [...cells.values()].map(({ tries }) => tries[0].startMs);
  return { key, model: sample.model, sample, cells, momentMs: Math.max(-Infinity, ...starts) };
}

/** `null`: it was not recorded to its end. */
function cellOf(endpoint: EndpointKey, rows: readonly Attempt[]): RecordedCell | null {
  const tries = rows.toSorted((a, b) => a.try - b.try);
  const last = tries.at(-1);
  if (last === undefined || !last.final || (last.errorKind !== null && UNRECORDED.has(last.errorKind))) return null;
  return { endpoint, tries: tries.map(tryOf), errorKind: last.errorKind };
}

function tryOf(attempt: Attempt): RecordedTry {
  const { endpoint, provider, errorKind, inputTokens, outputTokens, costUsd, latencyMs, ttftMs } = attempt;
  const { outputTps, retryWaitMs, score, httpStatus } = attempt;
  const startMs = Date.parse(attempt.startedAt);
  return {
    ...{ endpoint, provider, errorKind, inputTokens, outputTokens, costUsd, latencyMs, ttftMs },
    ...{ outputTps, retryWaitMs, score, httpStatus },
    try: attempt.try,
    startMs,
    endMs: startMs + (latencyMs ?? 0),
    isUnpriced: costIsUnknown(attempt),
  };
}
