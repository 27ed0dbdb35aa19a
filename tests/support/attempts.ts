import { seededRandom } from "../../src/base/mod.ts";
import type { Attempt, JsonValue, RunRecord } from "../../src/spec/mod.ts";

export interface MakeAttemptsOptions {
  /** How many cells. */
  readonly cells: number;
  readonly seed: string;
  readonly runId?: string;
  /** The length of each output in characters; a short answer unless given. */
  readonly outputChars?: number;
  /** The share of cells whose first try is a 429. 0.1 unless given. */
  readonly retryShare?: number;
}

const ENDPOINTS = ["smollm2-135m@local/q4_0", "smollm2-135m@local/q4_1"] as const;
const TEMPERATURES = [0, 0.3, 0.7, 1] as const;
const WORDS = ["the", "answer", "is", "42,", "naïve", "日本", "“quoted”", "a;b", "=1+1", "line\nbreak"] as const;

/**
 * The attempts of a made-up run, in cell order: two endpoints, four temperatures, some retries, some failures. The
 * same options give the same rows on every machine.
 */
export function* makeAttempts(options: MakeAttemptsOptions): Generator<Attempt> {
  const random = seededRandom(options.seed);
  for (let index = 0; index < options.cells; index++) {
    const retried = random() < (options.retryShare ?? 0.1);
    if (retried) yield { ...attempt(index, 1, random, options), ...RATE_LIMITED };
    const last = attempt(index, retried ? 2 : 1, random, options);
    yield random() < 0.03 ? { ...last, ...BROKEN } : last;
  }
}

/** The run that the attempts of {@linkcode makeAttempts} belong to. */
export function makeRun(change: Partial<RunRecord> = {}): RunRecord {
  return {
    runId: "run_1",
    plan: "quickstart",
    planHash: "plan_1",
    mode: "replay",
    cassette: "cassettes/quickstart.jsonl",
    cells: 10,
    status: "running",
    startedAt: "2026-01-02T03:04:05.000Z",
    endedAt: null,
    manifest: { versions: { tapedeck: "0.1.0" } },
    control: null,
    ...change,
  };
}

/** One plain, successful attempt, with what a test wants to be different. */
export function makeAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    runId: "run_1",
    cellId: "cell_1",
    cellIndex: 0,
    try: 1,
    turn: 1,
    final: true,
    label: "temperature=0",
    requestId: "req_1",
    endpoint: ENDPOINTS[0],
    model: "smollm2-135m",
    provider: "local",
    promptId: "p1",
    repeat: 1,
    axes: { temperature: 0 },
    status: "ok",
    errorKind: null,
    errorMessage: null,
    httpStatus: 200,
    inputTokens: 30,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: 5,
    reasoningTokens: null,
    costUsd: "0.0000125",
    costSource: "hour/slots",
    ttftMs: 20,
    ttfoMs: 20,
    latencyMs: 60,
    tpotMs: 10,
    outputTps: 100,
    queueMs: 0,
    retryWaitMs: 0,
    retries: 0,
    finishReason: "stop",
    scores: { exact: 1 },
    score: 1,
    output: "42",
    summary: "42",
    outputHash: "out_1",
    cassetteKey: "key_1",
    source: "replay",
    billed: false,
    startedAt: "2026-01-02T03:04:05.000Z",
    ...change,
  };
}

const FAILED: Partial<Attempt> = {
  status: "failed",
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  costSource: null,
  ttftMs: null,
  ttfoMs: null,
  tpotMs: null,
  outputTps: null,
  finishReason: null,
  scores: {},
  score: null,
  output: null,
  summary: null,
  outputHash: null,
};

const RATE_LIMITED: Partial<Attempt> = {
  ...FAILED,
  final: false,
  errorKind: "rate_limited",
  errorMessage: "Too many requests",
  httpStatus: 429,
};

const BROKEN: Partial<Attempt> = {
  ...FAILED,
  errorKind: "server_error",
  errorMessage: "Internal error",
  httpStatus: 500,
};

function attempt(index: number, tryNumber: number, random: () => number, options: MakeAttemptsOptions): Attempt {
  const endpoint = ENDPOINTS[index % 2];
  const temperature = TEMPERATURES[Math.floor(index / 2) % TEMPERATURES.length];
  const outputTokens = 2 + Math.floor(random() * 40);
  const ttftMs = milliseconds(15 + 20 * random() + (index % 2) * 8);
  const tpotMs = milliseconds(6 + 5 * random());
  const latencyMs = milliseconds(ttftMs + tpotMs * (outputTokens - 1));
  const exact = random() < 0.8 - 0.4 * temperature ? 1 : 0;
  const contains: number | null = random() < 0.1 ? null : Math.max(exact, random() < 0.3 ? 1 : 0);
  const output = text(random, options.outputChars ?? 12);
  const axes: { [axis: string]: JsonValue } = { temperature, seed: 1 + Math.floor(index / 8) };
  return makeAttempt({
    runId: options.runId ?? "run_1",
    cellId: `cell_${index}`,
    cellIndex: index,
    try: tryNumber,
    label: `temperature=${temperature} seed=${axes.seed}`,
    requestId: `req_${index}`,
    endpoint,
    promptId: `p${1 + (Math.floor(index / 8) % 12)}`,
    axes,
    inputTokens: 20 + Math.floor(random() * 30),
    outputTokens,
    costUsd: (latencyMs * 2.5e-8).toFixed(15),
    ttftMs,
    ttfoMs: ttftMs,
    latencyMs,
    tpotMs,
    outputTps: 1000 / tpotMs,
    retryWaitMs: tryNumber > 1 ? 250 : 0,
    retries: tryNumber - 1,
    scores: { exact, contains },
    score: contains === null ? exact : (exact + contains) / 2,
    output,
    summary: output.split("\n")[0],
    outputHash: `out_${index}`,
    cassetteKey: `key_${index}_${tryNumber}`,
  });
}

/** To the microsecond, as the tape keeps it. */
function milliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function text(random: () => number, chars: number): string {
  let text = "";
  while (text.length < chars) text += `${WORDS[Math.floor(random() * WORDS.length)]} `;
  return text.slice(0, chars);
}
