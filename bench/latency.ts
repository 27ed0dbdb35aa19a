// deno-lint-ignore-file no-console
/**
 * How far our latency figures are from what the server's own clock says, in the situations that are easily measured
 * wrong: headers at once and a body much later, slow chunks, and a wait for a rate limit before the success.
 */
import { fileURLToPath } from "node:url";
import { stampedFetch, systemClock } from "../src/base/mod.ts";
import { openaiChat } from "../src/provider/mod.ts";
import type { CallNote, Endpoint } from "../src/spec/mod.ts";
import { callWithRetry, exchange, fullJitter, waitBeforeLive } from "../src/transport/mod.ts";
import { type ServerTimes, startLatencyServer } from "./_latency_server.ts";

/** The error of one figure in one situation: what we measured less what the server's own clock says. */
export interface LatencyRow {
  readonly situation: "late body" | "slow chunks" | "429 before";
  /** `own` is a process of its own, with a clock of its own. */
  readonly server: "same process" | "own process";
  readonly figure: "ttftMs" | "latencyMs";
  readonly runs: number;
  readonly medianErrorMs: number;
  readonly worstErrorMs: number;
}

const RUNS = 5;
const PATHS = { "late body": "late", "slow chunks": "slow", "429 before": "limited" } as const;
const SITUATIONS = ["late body", "slow chunks", "429 before"] as const;

/** The errors of the latency figures against a server on the loopback that keeps its own time. */
export async function latencyBench(): Promise<LatencyRow[]> {
  const rows: LatencyRow[] = [];
  const { promise: port, resolve } = Promise.withResolvers<number>();
  const server = startLatencyServer(resolve);
  rows.push(...await measureAll(await port, "same process"));
  await server.shutdown();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net", fileURLToPath(new URL("./_latency_server.ts", import.meta.url))],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  rows.push(...await measureAll(Number(new TextDecoder().decode(value).trim()), "own process"));
  child.kill();
  await reader.cancel();
  await child.status;
  return rows;
}

async function measureAll(port: number, server: LatencyRow["server"]): Promise<LatencyRow[]> {
  const rows: LatencyRow[] = [];
  for (const situation of SITUATIONS) {
    const url = `http://127.0.0.1:${port}/${PATHS[situation]}`;
    // The first call pays for what is set up once.
    await measure(url);
    const errors = { ttftMs: [] as number[], latencyMs: [] as number[] };
    for (let run = 0; run < RUNS; run++) {
      const { ours, theirs } = await measure(url);
      errors.ttftMs.push((ours.ttftMs ?? NaN) - theirs.firstTokenMs);
      errors.latencyMs.push((ours.latencyMs ?? NaN) - theirs.lastByteMs);
    }
    for (const figure of ["ttftMs", "latencyMs"] as const) {
      const sorted = errors[figure].toSorted((a, b) => Math.abs(a) - Math.abs(b));
      const medianErrorMs = round(sorted[Math.floor(RUNS / 2)]);
      rows.push({ situation, server, figure, runs: RUNS, medianErrorMs, worstErrorMs: round(sorted[RUNS - 1]) });
    }
  }
  return rows;
}

async function measure(baseUrl: string) {
  const network = stampedFetch(fetch, systemClock);
  const results = await callWithRetry(({ number, waitMs }) => {
    const note: CallNote = { caller: { try: number } };
    waitBeforeLive(note, { waitMs, clock: systemClock });
    return exchange({ messages: [{ role: "user", content: "Hi" }], stream: true }, endpointAt(baseUrl), {
      wire: openaiChat,
      fetch: network,
      note,
    });
  }, { maxTries: 2, backoff: fullJitter({ baseMs: 1 }), random: () => 0 });
  const { outcome } = results[results.length - 1];
  if (!outcome.ok) throw new Error(`Cannot measure as the call failed: current value is ${outcome.failure.message}`);
  const theirs: ServerTimes = await (await fetch(new URL("/times", baseUrl))).json();
  return { ours: outcome.completion.timing, theirs };
}

function endpointAt(baseUrl: string): Endpoint {
  const names = { key: "m@local", model: "m", provider: "local", wireModel: "m", wire: "openai-chat" };
  return { ...names, baseUrl, price: null, credential: null };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** The rows as lines, of which the first names the columns. */
export function latencyLines(rows: readonly LatencyRow[]): string[] {
  const head = "situation | server | figure | runs | median error, ms | worst error, ms";
  return [head, ...rows.map((row) => Object.values(row).join(" | "))];
}

if (import.meta.main) console.log(latencyLines(await latencyBench()).join("\n"));
