// deno-lint-ignore-file no-console
/**
 * What the transport is worth in trouble: 20,000 calls to five providers, each bad in its own way, as a sweep makes them
 * and as a loop over `fetch` does. Time is virtual; the calls, the tape and the ledger are real.
 */
import { stampedFetch } from "../src/base/mod.ts";
import { openaiChat } from "../src/provider/mod.ts";
import type { Attempt } from "../src/spec/mod.ts";
import { cellsOf } from "../src/sweep/mod.ts";
import { exchange, withTimeout } from "../src/transport/mod.ts";
import { HastyClock } from "../tests/support/hasty_clock.ts";
import { type Soak, soak, SOAK_TIMEOUTS, soakPlan, startTroubles } from "../tests/support/soak.ts";

const CELLS_PER_ENDPOINT = 4000;
const CONCURRENCY = 64;

/** Print the table. */
export async function soakBench(): Promise<void> {
  console.log("| provider | calls by | answered | calls | wasted | added, median | p95 | answer, median |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  const folder = await Deno.makeTempDir();
  try {
    await soakLoop(folder);
    await soakSweep(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Each call once, so many at a time, with the same limits of time. */
async function soakLoop(folder: string): Promise<void> {
  const clock = new HastyClock();
  const troubles = startTroubles(clock);
  const fetch = withTimeout(stampedFetch(troubles.fetch, clock), { ...SOAK_TIMEOUTS, clock });
  const answers = new Map<string, number[]>();
  const cells = cellsOf(await soakPlan(CELLS_PER_ENDPOINT, folder));
  const worker = async () => {
    for (const { request, endpoint } of cells) {
      const { outcome } = await exchange(request, endpoint, { wire: openaiChat, fetch, note: { caller: {} } });
      const own = answers.get(endpoint.provider) ?? [];
      answers.set(endpoint.provider, own);
      if (outcome.ok) own.push(outcome.completion.timing.latencyMs!);
    }
  };
  await clock.while(Promise.all(Array.from({ length: CONCURRENCY }, worker)));
  troubles.close();
  for (const [provider, latencies] of answers) {
    const calls = troubles.seen.get(provider)!.atMs.length;
    const added = latencies.map(() => 0);
    console.log(line({ provider, by: "a loop", of: CELLS_PER_ENDPOINT, calls, latencies, added }));
  }
  const answered = [...answers.values()].reduce((sum, { length }) => sum + length, 0);
  console.log(`a loop: ${answered} answered in ${(clock.nowMs() / 60_000).toFixed(1)} virtual minutes`);
}

async function soakSweep(folder: string): Promise<void> {
  const heapMb: number[] = [];
  const onProgress = (done: number) => {
    if (done % CELLS_PER_ENDPOINT === 0) heapMb.push(usedMb());
  };
  const result = await soak({ cellsPerEndpoint: CELLS_PER_ENDPOINT, concurrency: CONCURRENCY, folder, onProgress });
  for (const text of linesOf(result)) console.log(text);
  console.log(
    `a sweep: ${result.summary.ok} answered in ${(result.clock.nowMs() / 60_000).toFixed(1)} virtual minutes; ` +
      `heap after each fifth of the cells, MB: ${heapMb.map((mb) => mb.toFixed(0)).join(", ")}`,
  );
}

function linesOf({ attempts, seen }: Soak): string[] {
  return [...Map.groupBy(attempts, ({ provider }) => provider)].map(([provider, rows]) => {
    const answered = rows.filter(({ final, status }) => final && status === "ok");
    const byCell = Map.groupBy(rows, ({ cellId }) => cellId);
    return line({
      provider,
      by: "a sweep",
      of: byCell.size,
      calls: seen.get(provider)!.atMs.length,
      latencies: answered.map(({ latencyMs }) => latencyMs!),
      added: answered.map(({ cellId }) => addedMs(byCell.get(cellId)!)),
    });
  });
}

function line({ provider, by, of, calls, latencies, added }: {
  provider: string;
  by: string;
  of: number;
  calls: number;
  latencies: readonly number[];
  added: readonly number[];
}): string {
  const wasted = calls === 0 ? 0 : 1 - latencies.length / calls;
  const times = [quantile(added, 0.5), quantile(added, 0.95), quantile(latencies, 0.5)].map(seconds);
  return `| ${[provider, by, percent(latencies.length / of), calls, percent(wasted), ...times].join(" | ")} |`;
}

/** What a cell took beside the answer that it got: waits, and tries in vain. */
function addedMs(tries: readonly Attempt[]): number {
  return tries.reduce(
    (sum, { queueMs, retryWaitMs, final, latencyMs }) => sum + queueMs + retryWaitMs + (final ? 0 : latencyMs ?? 0),
    0,
  );
}

function usedMb(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return Deno.memoryUsage().heapUsed / 1e6;
}

function quantile(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * q)] ?? null;
}

function seconds(ms: number | null): string {
  return ms === null ? "–" : `${(ms / 1000).toFixed(2)} s`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
