import type { Attempt, CallTry, RouteRecord, RunRecord, ScoringRecord } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";

/** What stands in a ledger of each version, in words that both databases understand: the rows that were new in it. */
export const ROWS_OF_VERSION: { readonly [version: number]: string } = {
  1: `
    INSERT INTO runs (run_id, plan, plan_hash, mode, cassette, cells, status, started_at, ended_at, manifest)
    VALUES ('run_1', 'quickstart', 'plan_1', 'replay', NULL, 3, 'done', '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:01:00.000Z', '{"zeta":1,"alpha":[null]}');
    INSERT INTO attempts (run_id, cell_index, try, cell_id, final, label, request_id, endpoint, model, provider, prompt_id,
      repeat, axes, status, error_kind, error_message, http_status, queue_ms, retry_wait_ms, retries, scores, source,
      billed, started_at)
    VALUES ('run_1', 0, 1, 'cell_0', false, 'temperature=0', 'req_0', 'm@p', 'm', 'p', 'p1', 1, '{"temperature":0}',
      'failed', 'rate_limited', 'Slow down', 429, 0, 0, 0, '{}', 'live', true, '2026-01-01T00:00:01.000Z');
    INSERT INTO attempts (run_id, cell_index, try, cell_id, final, label, request_id, endpoint, model, provider, prompt_id,
      repeat, axes, status, http_status, input_tokens, output_tokens, cost_usd, cost_source, ttft_ms, ttfo_ms, latency_ms,
      tpot_ms, output_tps, queue_ms, retry_wait_ms, retries, finish_reason, scores, score, output, summary, output_hash,
      cassette_key, source, billed, started_at)
    VALUES ('run_1', 0, 2, 'cell_0', true, 'temperature=0', 'req_0', 'm@p', 'm', 'p', 'p1', 1, '{"temperature":0}',
      'ok', 200, 10, 2, '0.00000000000000000012300', 'tokens', 12.5, 12.5, 60, 0.1, 10000, 1.5, 250, 1, 'stop',
      '{"exact":1}', 1, 'é
42', 'é', 'output_1', 'key_1', 'live', true, '2026-01-01T00:00:02.000Z');
  `,
  2: "",
  3: `
    INSERT INTO routes (run_id, scope, at, route_id, model, policy, chosen, answered, audit, outcome)
    VALUES (NULL, 'call_1', '2026-01-01T00:00:03.000Z', 'route_1', 'm', 'cost', 'm@p', 'm@p',
      '{"id":"route_1","at":"2026-01-01T00:00:03.000Z"}', '{"answered":"m@p","failed":[]}');
  `,
  4: "",
  5: `
    UPDATE runs SET control = 'pause';
    INSERT INTO scorings (run_id, number, scorers, config, config_hash, created_at, ended_at)
    VALUES ('run_1', 2, '["judge"]', '{"b":1,"a":2}', 'scoring_1', '2026-01-01T00:00:04.000Z', NULL);
    INSERT INTO scores (run_id, number, cell_index, scorer, score, metadata, cost_usd, calls, at)
    VALUES ('run_1', 2, 0, 'judge', 0.5, '{"why":"so"}', NULL, 2, '2026-01-01T00:00:05.000Z');
  `,
  6: `
    INSERT INTO leases (run_id, chunk, token, worker, expires_at)
    VALUES ('run_1', 0, 3, 'worker_1', '2026-01-01T00:00:06.000Z');
  `,
  7: `
    INSERT INTO run_samples (run_id, part, lines) VALUES ('run_1', 0, '{"prompt":"x"}');
  `,
  8: `
    INSERT INTO calls (call_id, try, scope, endpoint, model, provider, status, http_status, input_tokens, output_tokens,
      cost_usd, cost_source, ttft_ms, latency_ms, output_tps, source, billed, started_at)
    VALUES ('call_1', 1, 'question', 'm@p', 'm', 'p', 'ok', 200, 10, 2, '0.5', 'tokens', 12.5, 60, 10000, 'live', true,
      '2026-01-01T00:00:07.000Z');
  `,
};

/** The rows as the newest version reads them. */
export const PAST_RUN: RunRecord = makeRun({
  cassette: null,
  cells: 3,
  status: "done",
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: "2026-01-01T00:01:00.000Z",
  manifest: { zeta: 1, alpha: [null] },
});

const UNKNOWN = {
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  errorKind: null,
  errorMessage: null,
} as const;
const OF_BOTH = {
  cellId: "cell_0",
  label: "temperature=0",
  requestId: "req_0",
  endpoint: "m@p",
  model: "m",
  provider: "p",
  promptId: "p1",
  axes: { temperature: 0 },
  source: "live",
  billed: true,
  turn: 1,
} as const;

/** The tries as the newest version reads them. */
export const PAST_ATTEMPTS: readonly Attempt[] = [
  makeAttempt({
    ...OF_BOTH,
    ...UNKNOWN,
    final: false,
    status: "failed",
    errorKind: "rate_limited",
    errorMessage: "Slow down",
    httpStatus: 429,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    costSource: null,
    ttftMs: null,
    ttfoMs: null,
    latencyMs: null,
    tpotMs: null,
    outputTps: null,
    queueMs: 0,
    retryWaitMs: 0,
    retries: 0,
    finishReason: null,
    scores: {},
    score: null,
    output: null,
    summary: null,
    outputHash: null,
    cassetteKey: null,
    startedAt: "2026-01-01T00:00:01.000Z",
  }),
  makeAttempt({
    ...OF_BOTH,
    ...UNKNOWN,
    try: 2,
    status: "ok",
    httpStatus: 200,
    inputTokens: 10,
    outputTokens: 2,
    costUsd: "0.00000000000000000012300",
    costSource: "tokens",
    ttftMs: 12.5,
    ttfoMs: 12.5,
    latencyMs: 60,
    tpotMs: 0.1,
    outputTps: 10_000,
    queueMs: 1.5,
    retryWaitMs: 250,
    retries: 1,
    finishReason: "stop",
    scores: { exact: 1 },
    score: 1,
    output: "é\n42",
    summary: "é",
    outputHash: "output_1",
    cassetteKey: "key_1",
    startedAt: "2026-01-01T00:00:02.000Z",
  }),
];

/** From version 3 on. */
export const PAST_ROUTE = {
  runId: null,
  scope: "call_1",
  audit: { id: "route_1", at: "2026-01-01T00:00:03.000Z" },
  outcome: { answered: "m@p", failed: [] },
} as unknown as RouteRecord;

/** From version 5 on. */
export const PAST_SCORING: ScoringRecord = {
  runId: "run_1",
  number: 2,
  scorers: ["judge"],
  config: { b: 1, a: 2 },
  configHash: "scoring_1",
  createdAt: "2026-01-01T00:00:04.000Z",
  endedAt: null,
};

/** From version 8 on. */
export const PAST_CALL: CallTry = {
  callId: "call_1",
  try: 1,
  scope: "question",
  endpoint: "m@p",
  model: "m",
  provider: "p",
  status: "ok",
  errorKind: null,
  httpStatus: 200,
  inputTokens: 10,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  outputTokens: 2,
  reasoningTokens: null,
  costUsd: "0.5",
  costSource: "tokens",
  ttftMs: 12.5,
  latencyMs: 60,
  outputTps: 10_000,
  source: "live",
  billed: true,
  startedAt: "2026-01-01T00:00:07.000Z",
};
