import { assert, assertEquals } from "@std/assert";
import { defaultTransportSettings } from "../../src/transport/mod.ts";
import type { LimitSettings } from "../../src/spec/mod.ts";
import { loadPlan, type RunSetup, type RunSummary } from "../../src/sweep/mod.ts";
import { runShared, runWorker, type WorkerEvent } from "../../src/workers/mod.ts";
import { hasPostgres, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { type SeenCall, slowPlanText, slowPrompts, startSlowParrot } from "./_slow_parrot.ts";

/** A run by several workers of this process, of which the coordinator alone knows what the user has set. */
async function sharedRun({ cells, workers, concurrency, delayMs = 5, limits = {}, rest, hold, onEvent }: {
  readonly cells: number;
  readonly workers: number;
  readonly concurrency: number;
  readonly delayMs?: number;
  readonly limits?: LimitSettings;
  readonly rest?: string;
  readonly hold?: (call: SeenCall) => Promise<Response | void> | undefined;
  /** Told of what each worker does. */
  readonly onEvent?: (worker: string, event: WorkerEvent) => void;
}): Promise<{ readonly summary: RunSummary; readonly calls: readonly SeenCall[] }> {
  using folder = tempDir();
  await using postgres = await startPostgres();
  await using parrot = startSlowParrot({ delayMs, hold });
  await Deno.writeTextFile(`${folder.path}/plan.toml`, slowPlanText(parrot.baseUrl, rest));
  await Deno.writeTextFile(`${folder.path}/prompts.jsonl`, slowPrompts(cells));
  const plan = await loadPlan(`${folder.path}/plan.toml`);
  const tapeDir = `${folder.path}/tapes`;
  const stop = new AbortController();
  const common = { tapeDir, concurrency, allowLiveInCi: true, warn: () => {} };
  const envOf = (worker: string) => (name: string) => name === "PARROT_KEY" ? `sk-of-${worker}` : undefined;
  const setup: RunSetup = { transportOf: () => ({ ...defaultTransportSettings, limits }) };
  const others: Promise<unknown>[] = [];
  const summary = await runShared(plan, {
    ...common,
    env: envOf("nobody"),
    ledgerPath: postgres.url,
    outRoot: `${folder.path}/runs`,
    mode: "record",
    cassettePath: `${folder.path}/tape.jsonl`,
    noWork: true,
    chunkCells: 5,
    setup,
    onQueued() {
      for (let i = 0; i < workers; i++) {
        const name = `w${i}`;
        others.push(runWorker({
          ...common,
          env: envOf(name),
          ledgerUrl: postgres.url,
          name,
          signal: stop.signal,
          onEvent: (event) => onEvent?.(name, event),
        }));
      }
    },
  });
  stop.abort();
  await Promise.all(others);
  return { summary, calls: parrot.calls };
}

Deno.test({
  name: "two workers keep a limit of requests that only the coordinator knows: the server refuses none",
  ignore: hasPostgres.ignore,
  async fn() {
    // What is let through in a second, and twice that at once, as windows may follow one another.
    const perSecond = 40;
    let [tokens, lastMs, refused] = [2 * perSecond, performance.now(), 0];
    const { summary, calls } = await sharedRun({
      cells: 150,
      workers: 2,
      concurrency: 20,
      limits: { requestsPerMinute: 60 * perSecond },
      hold() {
        const nowMs = performance.now();
        tokens = Math.min(2 * perSecond, tokens + (nowMs - lastMs) / 1000 * perSecond);
        lastMs = nowMs;
        if (tokens-- >= 1) return undefined;
        refused++;
        return Promise.resolve(new Response("{}", { status: 429, headers: { "retry-after": "1" } }));
      },
    });
    assertEquals([summary.ok, calls.length, refused], [150, 150, 0]);
  },
});

Deno.test({
  name: "three workers make no more calls at once than their provider allows, and all of them make some",
  ignore: hasPostgres.ignore,
  async fn() {
    const byWorker = new Set<string>();
    const taking = new Set<string>();
    const allTake = Promise.withResolvers<void>();
    let [now, most] = [0, 0];
    const { summary } = await sharedRun({
      cells: 90,
      workers: 3,
      concurrency: 10,
      delayMs: 0,
      limits: { concurrency: 4 },
      // What a worker has taken it alone can call for: nobody is done before the last of them has begun.
      onEvent(worker, { type }) {
        if (type === "taken" && taking.add(worker).size === 3) allTake.resolve();
      },
      async hold({ worker }) {
        byWorker.add(worker);
        most = Math.max(most, ++now);
        await allTake.promise;
        await new Promise((resolve) => setTimeout(resolve, 30));
        now--;
      },
    });
    assertEquals([summary.ok, most, byWorker.size], [90, 4, 3]);
  },
});

Deno.test({
  name: "three workers never spend more than the budget of their run, and leave what there is no money for",
  ignore: hasPostgres.ignore,
  async fn() {
    const { summary, calls } = await sharedRun({
      cells: 120,
      workers: 3,
      concurrency: 8,
      rest: `[parameters]\nmax_tokens = 5\n[budget]\nusd = "0.001"\n`,
    });
    const spent = calls.length * 0.00002;
    assertEquals([summary.interrupted, summary.ok], [true, calls.length]);
    assert(spent <= 0.001 && spent > 0.0008, `${calls.length} calls for ${spent}`);
    assertEquals(summary.costUsd, spent.toFixed(5));
  },
});
