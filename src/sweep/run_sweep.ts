import { dirname } from "node:path";
import { Secret, systemClock, UserError } from "../base/mod.ts";
import { assertModeAllowed, Redactor, type Tape } from "../cassette/mod.ts";
import { openCassette, withFaults } from "../recording/mod.ts";
import { openSqliteLedger, resultsHash } from "../ledger/mod.ts";
import { wireFormat } from "../provider/mod.ts";
import { createScorers } from "../scoring/mod.ts";
import type { Clock, Endpoint, Ledger, NotedFetch, Scorer } from "../spec/mod.ts";
import { fullJitter, withTimeout } from "../transport/mod.ts";
import { chooseRun, type ChosenRun } from "./_choose_run.ts";
import { GroupCommit } from "./_group_commit.ts";
import { type CellContext, runCell } from "./_run_cell.ts";
import { runCells } from "./_run_cells.ts";
import { totalsOf, writeResults } from "./_write_results.ts";
import type { RunOptions, RunSummary } from "./run_summary.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * Run a plan: every cell's call through the tape, its tries into the ledger, and the results into a folder. A live
 * run that was interrupted, by Ctrl-C or by a kill, is gone on with: what has ended is not called again.
 *
 * @throws {UserError} when the tape, the ledger or a credential is missing or unusable. A call that fails is no error:
 * it is a row.
 */
export async function runSweep(plan: SweepPlan, options: RunOptions): Promise<RunSummary> {
  const clock = options.clock ?? systemClock;
  const startMs = clock.nowMs();
  const scorers = createScorers(plan.score);
  assertModeAllowed(options.mode, environment(options)("CI"), options.allowLiveInCi ?? false);
  await assertNetwork(options);
  const endpoints = withCredentials(plan, options);
  await Deno.mkdir(dirname(options.ledgerPath), { recursive: true });
  await using ledger = await openSqliteLedger(options.ledgerPath);
  await using tape = await openTape(endpoints, options, clock);
  const chosen = await chooseRun(plan, options, ledger, clock);
  try {
    const interrupted = await callAll({ plan, options, clock, scorers, endpoints, ledger, tape, chosen });
    await tape.close();
    const summary = await summarizeRun({ plan, options, ledger, chosen, interrupted, wallMs: clock.nowMs() - startMs });
    await writeResults(ledger, chosen.run, { plan, scorers: scorers.map(({ name }) => name), summary });
    return summary;
  } finally {
    await chosen.release();
  }
}

interface RunParts {
  readonly plan: SweepPlan;
  readonly options: RunOptions;
  readonly clock: Clock;
  readonly scorers: readonly Scorer[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly ledger: Ledger;
  readonly tape: Tape;
  readonly chosen: ChosenRun;
}

/** Call all cells that have not ended yet; whether that was cut short. */
async function callAll(parts: RunParts): Promise<boolean> {
  const { plan, options, clock, ledger, tape, chosen } = parts;
  const { runId } = chosen.run;
  using stop = stopSignal(options.signal);
  const { signal } = stop;
  const commit = new GroupCommit(ledger);
  const context: CellContext = {
    runId,
    fetch: callFetch(tape, plan, clock),
    clock,
    wireOf: wireFormat,
    endpointOf: (cell) => parts.endpoints.get(cell.endpoint.key)!,
    scorers: parts.scorers,
    maxTries: plan.run.maxTries,
    backoff: fullJitter(),
    inFlight: new Map(),
    signal,
  };
  let failed: { readonly error: unknown } | null = null;
  const fail = (error: unknown) => void (failed ??= { error });
  const ended = await runCells({
    plan,
    chosen,
    concurrency: fixedOrder(tape) ? 1 : options.concurrency,
    signal,
    clock,
    run: async (cell) => {
      const attempts = await runCell(cell, context);
      await commit.add(attempts);
      return attempts;
    },
    onFailure: fail,
    onProgress: options.onProgress,
  });
  // What has ended is saved, also when the run ends with an error: it can then be gone on with.
  await commit.flush().catch(fail);
  const isDone = failed === null && chosen.finishedCount + ended === chosen.run.cells;
  await ledger.updateRun(runId, { status: isDone ? "done" : "interrupted", endedAt: clock.date().toISOString() });
  if (failed !== null) throw (failed as { readonly error: unknown }).error;
  return !isDone;
}

async function summarizeRun({ plan, options, ledger, chosen, interrupted, wallMs }: {
  plan: SweepPlan;
  options: RunOptions;
  ledger: Ledger;
  chosen: ChosenRun;
  interrupted: boolean;
  wallMs: number;
}): Promise<RunSummary> {
  const { run, out, finishedCount } = chosen;
  return {
    runId: run.runId,
    plan: plan.name,
    mode: options.mode,
    cells: run.cells,
    ...await totalsOf(ledger, run.runId),
    resumed: finishedCount,
    wallMs: Math.round(wallMs),
    resultsHash: await resultsHash(ledger.attempts(run.runId)),
    out,
    interrupted,
  };
}

function environment({ env }: RunOptions): (name: string) => string | undefined {
  return env ?? ((name) => Deno.env.get(name));
}

/** Said before anything is written: `deno task sweep` has no right to use the network. */
async function assertNetwork({ mode, fetch }: RunOptions): Promise<void> {
  if (mode === "replay" || fetch !== undefined) return;
  if ((await Deno.permissions.query({ name: "net" })).state !== "denied") return;
  throw new UserError(
    `Cannot run the sweep as mode "${mode}" calls live and this process may not use the network: ` +
      "use `deno task tapedeck sweep run`",
    { exitCode: 2 },
  );
}

/** A signal that follows the caller's. Its reason is always an `AbortError`: what it cuts short is no provider's timeout. */
function stopSignal(given: AbortSignal | undefined): { signal: AbortSignal; [Symbol.dispose](): void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  if (given?.aborted) stop();
  given?.addEventListener("abort", stop, { once: true });
  return { signal: controller.signal, [Symbol.dispose]: () => given?.removeEventListener("abort", stop) };
}

/** The plan's endpoints by key; where calls may go live, with the credentials that the environment holds. */
function withCredentials(plan: SweepPlan, options: RunOptions): Map<string, Endpoint> {
  const env = environment(options);
  return new Map(plan.endpoints.map((endpoint) => {
    const { key, apiKeyEnv } = endpoint;
    if (apiKeyEnv === null) return [key, endpoint];
    const value = env(apiKeyEnv)?.trim();
    if (value && !/^[\x21-\x7e]+$/.test(value)) {
      throw new UserError(
        `Cannot call the endpoint "${key}" as the environment variable ${apiKeyEnv} has a character that no key has`,
      );
    }
    if (value && new Redactor([value]).finds(`${key} ${endpoint.wireModel}`)) {
      throw new UserError(
        `Cannot keep the credential of the endpoint "${key}" out of its recordings as the value of ${apiKeyEnv} is a part ` +
          "of its own name or model",
      );
    }
    if (value) return [key, { ...endpoint, credential: new Secret(`env:${apiKeyEnv}`, value) }];
    if (options.mode === "replay") return [key, endpoint];
    throw new UserError(`Cannot call the endpoint "${key}" as the environment variable ${apiKeyEnv} is not set`, {
      exitCode: 2,
    });
  }));
}

async function openTape(endpoints: ReadonlyMap<string, Endpoint>, options: RunOptions, clock: Clock): Promise<Tape> {
  const { mode, cassettePath } = options;
  if (cassettePath === null && mode !== "passthrough") {
    throw new UserError(
      `Cannot run the sweep as mode "${mode}" needs a cassette and the plan names none ([run] cassette)`,
      { exitCode: 2 },
    );
  }
  const all = [...endpoints.values()];
  return await openCassette(cassettePath ?? "", {
    mode,
    endpoints: Object.fromEntries(all.map(({ key, baseUrl }) => [key, baseUrl])),
    secrets: all.flatMap(({ credential }) => credential === null ? [] : [credential]),
    allowLiveInCi: options.allowLiveInCi,
    ci: environment(options)("CI") ?? "",
    keepNetwork: options.keepNetwork,
    fetch: options.fetch,
    clock,
  });
}

/**
 * Recordings without scopes (imported, recorded by the proxy or by a plain client) belong to no cell: cells that ask the
 * same share them in the order in which they ask. One cell after the other makes that order the same in every replay.
 */
function fixedOrder(tape: Tape): boolean {
  return tape.mode === "replay" && tape.hasUnscoped;
}

/** Faults stand over the tape. A replay has no limits of time: what ran out of time once does so again, as recorded. */
function callFetch(tape: Tape, plan: SweepPlan, clock: Clock): NotedFetch {
  const fetch = plan.faults === null ? tape.fetch : withFaults(tape.fetch, { ...plan.faults, clock });
  return tape.mode === "replay" ? fetch : withTimeout(fetch, { totalMs: plan.run.timeoutMs, clock });
}
