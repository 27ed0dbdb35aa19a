import { systemClock, UserError } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { cellCount, planModules, type RunOptions, type RunSummary, type SweepPlan } from "../sweep/mod.ts";
import { leadRun, type RunLead } from "../sweep/share/mod.ts";
import { makeChunks, queueChunks, queueProgress, reopenChunks } from "./_chunk_table.ts";
import { storePlan } from "./_plan_store.ts";
import type { LimitsOfProviders } from "./_shared_limits.ts";
import { pricesToStore } from "./_stored_prices.ts";
import { openWorkerDatabase, type WorkerDatabase } from "./_worker_database.ts";
import { chunkSize } from "./chunk_size.ts";
import { mergeRunTapes } from "./merge_run_tapes.ts";
import { runWorker, type WorkerOptions } from "./run_worker.ts";

/** How often it is looked how far the workers are. */
const LOOK_MS = 500;

/** Options of {@linkcode runShared}: those of a run, of which `ledgerPath` is the URL of a database. */
export interface SharedRunOptions extends RunOptions {
  /** Where workers of this machine put their tapes, and where those of others are to be brought. */
  readonly tapeDir: string;
  /** Only wait for others; this process makes calls too unless given. */
  readonly noWork?: boolean;
  /** Of this process as a worker. */
  readonly worker?: Pick<WorkerOptions, "name" | "leaseMs" | "setupOf" | "onEvent">;
  /** Cells in a job; as many as the size of the run asks for unless given. */
  readonly chunkCells?: number;
  /** Told which run it is when its jobs are in the queue. */
  readonly onQueued?: (runId: string) => void;
}

/**
 * Run a plan by all workers of a ledger in PostgreSQL: put its cells into the queue, make calls too, wait until all cells
 * have ended, bring the tapes together, and write the results.
 *
 * It may be killed and started again at any time: the workers go on without it, and what is in the queue is not put there
 * again. Aborting its signal ends this process's part; the run then counts as interrupted here while others go on.
 *
 * @throws {UserError} when the plan cannot be handed to others, or the run cannot be gone on with.
 */
export async function runShared(plan: SweepPlan, options: SharedRunOptions): Promise<RunSummary> {
  const clock = options.clock ?? systemClock;
  const startMs = clock.nowMs();
  await using opened = await openWorkerDatabase(options.ledgerPath, { clock });
  const lead = await leadRun(plan, options, opened.ledger);
  try {
    await assertNewTape(lead);
    const { runId } = lead.run;
    await lead.begin();
    await queueRun(plan, { options, lead, opened });
    options.onQueued?.(runId);
    const isDone = await untilEnded(runId, { plan, options, lead, opened, clock, startMs });
    const recorded = isDone ? await mergeTapes(lead, { options, opened }) : 0;
    if (isDone) await opened.queue.cleanUp();
    return await lead.end({ wallMs: clock.nowMs() - startMs, interrupted: !isDone, recorded });
  } finally {
    lead.release();
  }
}

async function queueRun(
  plan: SweepPlan,
  { options, lead, opened: { database } }: {
    readonly options: SharedRunOptions;
    readonly lead: RunLead;
    readonly opened: WorkerDatabase;
  },
): Promise<void> {
  const { run: { runId }, endpoints } = lead;
  const cells = cellCount(plan);
  const found = new Map(
    [...endpoints].flatMap(([key, { price, priceOrigin: origin }]) =>
      price === null || origin === undefined || origin.source === "user" ? [] : [[key, { price, origin }]]
    ),
  );
  const { chunkCells } = await storePlan(database, runId, {
    plan,
    settings: {
      mode: options.mode as "record" | "append" | "passthrough",
      chunkCells: options.chunkCells ?? chunkSize(cells),
      prices: pricesToStore(found),
      limits: limitsOf(lead, options),
      runBudget: options.runBudget === undefined ? null : JSON.parse(JSON.stringify(options.runBudget)),
    },
  });
  await makeChunks(database, runId, { cells, chunkCells, perEndpoint: Math.ceil(cells / plan.endpoints.length) });
  await reopenChunks(database, runId);
  await queueChunks(database, runId);
}

/** What the user has set of the providers' accounts. */
function limitsOf({ endpoints }: RunLead, { setup }: SharedRunOptions): LimitsOfProviders {
  const transportOf = setup?.transportOf.bind(setup);
  return Object.fromEntries(
    [...endpoints.values()].map((endpoint) => [endpoint.provider, transportOf?.(endpoint).limits ?? {}]),
  );
}

/** What a run is watched and worked with. */
interface Session {
  readonly plan: SweepPlan;
  readonly options: SharedRunOptions;
  readonly lead: RunLead;
  readonly opened: WorkerDatabase;
  readonly clock: Clock;
  readonly startMs: number;
}

/** Work until all cells have ended, or this process is told to stop; whether they have. */
async function untilEnded(runId: string, session: Session): Promise<boolean> {
  const { plan, options } = session;
  const over = new AbortController();
  const stop = () => over.abort();
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  let refusal: string | null = null;
  const working = options.noWork ? Promise.resolve(null) : runWorker({
    ...workerOptions(options),
    // The plan is this process's own: what it names is run, and nothing that the database has in its place.
    allowCode: planModules(plan),
    ledgerUrl: options.ledgerPath,
    onlyRun: runId,
    signal: over.signal,
    onEvent(event) {
      if (event.type === "refused") refusal = event.reason;
      options.worker?.onEvent?.(event);
    },
  });
  // Its error comes out below, when there is nothing more to wait for.
  working.catch(stop);
  try {
    return await watch(runId, { ...session, stop: over.signal, refusal: () => refusal });
  } finally {
    stop();
    options.signal?.removeEventListener("abort", stop);
    await working;
  }
}

function workerOptions(options: SharedRunOptions) {
  const { env, fetch, warn, clock, allowLiveInCi, tapeDir, concurrency, worker } = options;
  return { env, fetch, warn, clock, allowLiveInCi, tapeDir, concurrency, ...worker };
}

async function watch(
  runId: string,
  { options, lead, opened: { database, ledger }, clock, startMs, stop, refusal }: Session & {
    readonly stop: AbortSignal;
    /** Why this process cannot make the run's calls; `null`: it can. */
    readonly refusal: () => string | null;
  },
): Promise<boolean> {
  for (;;) {
    const { open, queued, workers, done, failed, costUsd } = await queueProgress(database, runId);
    options.onProgress?.({
      done,
      failed,
      total: lead.run.cells,
      resumed: lead.finishedCount,
      costUsd,
      elapsedMs: clock.nowMs() - startMs,
    });
    if (open === 0) return true;
    if (queued === 0 || stop.aborted || (await ledger.run(runId))?.control === "cancel") return false;
    const reason = refusal();
    if (reason !== null && workers === 0) {
      throw new UserError(`${reason} (no other worker has cells of ${runId}, which stay in the queue)`);
    }
    await clock.sleep(LOOK_MS, stop).catch(() => {});
  }
}

/** The tapes in the folder become the run's; how many recordings that has. */
async function mergeTapes(
  { run: { runId, mode }, cassettePath }: RunLead,
  { options: { tapeDir, warn }, opened: { ledger } }: {
    readonly options: SharedRunOptions;
    readonly opened: WorkerDatabase;
  },
): Promise<number> {
  if (cassettePath === null || mode === "passthrough") return 0;
  const { kept, missing } = await mergeRunTapes({ ledger, runId, tapeDir, output: cassettePath });
  if (missing > 0) {
    warn?.(
      `The recordings of ${missing} tries are not in ${tapeDir}: bring the tapes ${runId}.*.jsonl of all workers there ` +
        `and merge them with \`tapedeck worker merge ${runId}\``,
    );
  }
  return kept;
}

/** @throws {UserError} when there are recordings already that other machines do not have. */
async function assertNewTape({ cassettePath, finishedCount, run: { mode } }: RunLead): Promise<void> {
  // A run that is gone on with has what is there from its own workers.
  if (mode !== "append" || cassettePath === null || finishedCount > 0) return;
  const size = await Deno.stat(cassettePath).then(({ size }) => size, () => 0);
  if (size === 0) return;
  throw new UserError(
    `Cannot share the run between workers as they do not have the recordings of its cassette: record anew (--mode ` +
      `record), or into a cassette of each run ({run} in its path): current value is "${cassettePath}"`,
    { exitCode: 2 },
  );
}
