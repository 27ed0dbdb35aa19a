import { EventEmitter } from "node:events";
import { Logger, makeWorkerUtils, run, type Runner, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { orAborted } from "../base/mod.ts";
import { postgresTarget } from "../ledger/postgres/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { QUEUE_SCHEMA, TASK } from "./_sql.ts";

/** What a job says. */
export interface ChunkJob {
  readonly run: string;
  readonly chunk: number;
  readonly first: number;
  readonly last: number;
}

/** How jobs are taken from the queue. */
export interface TakeOptions {
  /** So many at once. */
  readonly parallel: number;
  /** Does a job, to its end; it must not throw. */
  readonly take: (job: ChunkJob) => Promise<void>;
  /** The runs whose jobs are left to others. */
  readonly skip: () => string[] | Promise<string[]>;
  /** Told when there is no job to take. */
  readonly onEmpty: () => void;
  /** No job is taken once it aborts; those that are under way end. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
}

/** How long to wait for news of jobs where none are told, and before a queue that broke off is taken from again. */
const POLL_MS = 1000;

/** What the library has to say of a database that is away, its callers are told by what they do themselves. */
const SILENT = new Logger(() => () => {});

/** The queue of chunks, in graphile-worker's tables. */
export class JobQueue implements AsyncDisposable {
  readonly #pool: pg.Pool;

  /** Nothing is connected before it is used. */
  constructor(url: string, { connections }: { readonly connections: number }) {
    const { config } = postgresTarget(url);
    const options = { ...config, max: connections, keepAlive: true, fallback_application_name: "tapedeck-queue" };
    // A copy by spreading loses what cannot be enumerated.
    this.#pool = new pg.Pool(Object.assign(options, { password: config.password }));
    // An idle connection that is cut is replaced when the next one is needed.
    this.#pool.on("error", () => {});
    this.#pool.on("connect", (client) => client.on("error", () => {}));
  }

  /** Bring the queue's tables up to date. */
  async migrate(): Promise<void> {
    await this.#withUtils((utils) => utils.migrate());
  }

  /** Remove what is left of jobs whose workers died. */
  async cleanUp(): Promise<void> {
    await this.#withUtils((utils) => utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] }));
  }

  /** Take jobs until `stop` aborts, and end when those that were taken have ended. */
  async take(options: TakeOptions): Promise<void> {
    const { stop, clock } = options;
    while (!stop.aborted) {
      try {
        await this.#takeUntilBroken(options);
      } catch {
        // The library ends where it could not tell the database that a job is done; the job has its lease for that.
      }
      if (!stop.aborted) await clock.sleep(POLL_MS, stop).catch(() => {});
    }
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #takeUntilBroken({ parallel, take, skip, onEmpty, stop }: TakeOptions): Promise<void> {
    const events: WorkerEvents = new EventEmitter();
    events.on("worker:getJob:empty", onEmpty);
    const runner = await run({
      pgPool: this.#pool,
      schema: QUEUE_SCHEMA,
      logger: SILENT,
      events,
      concurrency: parallel,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      parsedCronItems: [],
      forbiddenFlags: async () => await skip(),
      taskList: { [TASK]: (job: unknown) => take(job as ChunkJob) },
      // Without a batch, a job that cannot be completed is a rejection that nobody handles.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    await ended(runner, stop);
  }

  async #withUtils(work: (utils: Awaited<ReturnType<typeof makeWorkerUtils>>) => Promise<void>): Promise<void> {
    const utils = await makeWorkerUtils({ pgPool: this.#pool, schema: QUEUE_SCHEMA, logger: SILENT });
    try {
      await work(utils);
    } finally {
      await utils.release();
    }
  }
}

/** Wait until the runner ends by itself, or end it. */
async function ended(runner: Runner, stop: AbortSignal): Promise<void> {
  runner.promise.catch(() => {});
  try {
    await orAborted(runner.promise, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
    await runner.stop().catch(() => {});
    await runner.promise.catch(() => {});
  }
}
