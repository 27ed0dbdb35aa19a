import { EventEmitter } from "node:events";
import { Logger, makeWorkerUtils, run, type WorkerEvents } from "graphile-worker";
import pg from "pg";
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
  /** Told when there is no job to take, and none is under way. */
  readonly onEmpty: () => void;
  /** No job is taken once it aborts; those that are under way end. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
}

/** How long to wait for news of jobs where none are told, and before a queue that broke off is taken from again. */
const POLL_MS = 1000;
/** A queue that asked for no job for so long, though it could do one, has broken off. */
const SILENCE_MS = 5000;
const CONNECT_TIMEOUT_MS = 15_000;

/** What the library has to say of a database that is away, its callers are told by what they do themselves. */
const SILENT = new Logger(() => () => {});

/** The queue of chunks, in graphile-worker's tables. */
export class JobQueue implements AsyncDisposable {
  readonly #newPool: () => pg.Pool;
  readonly #under = new Set<Promise<void>>();
  /** Who has asked for a job and waits for the answer: it may be one. */
  #asking = new Set<unknown>();
  #pool: pg.Pool;

  /** Nothing is connected before it is used. */
  constructor(url: string, { connections }: { readonly connections: number }) {
    const { config } = postgresTarget(url);
    this.#newPool = () => newPool(config, connections);
    this.#pool = this.#newPool();
  }

  /** Whether a job is under way, or may be on its way here. */
  get isBusy(): boolean {
    return this.#under.size + this.#asking.size > 0;
  }

  /** Bring the queue's tables up to date. */
  async migrate(): Promise<void> {
    await this.#withUtils((utils) => utils.migrate());
  }

  /** Remove what is left of jobs whose workers died. */
  async cleanUp(): Promise<void> {
    await this.#withUtils((utils) => utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] }));
  }

  /**
   * Take jobs until `stop` aborts, and end when those that were taken have ended. The library ends, or stands still, where
   * it could not tell the database that a job is done: then it is begun anew, and jobs under way go on without it.
   */
  async take(options: TakeOptions): Promise<void> {
    const { stop, clock } = options;
    const take = (job: ChunkJob) => {
      const work = options.take(job).finally(() => this.#under.delete(work));
      this.#under.add(work);
      return work;
    };
    while (!stop.aborted) {
      try {
        await this.#takeUntilBroken({ ...options, take });
      } catch {
        // The database is away.
      }
      if (stop.aborted) break;
      // Not waited for: it may be what stands still.
      this.#pool.end().catch(() => {});
      this.#pool = this.#newPool();
      await clock.sleep(POLL_MS, stop).catch(() => {});
    }
    while (this.#under.size > 0) await Promise.all(this.#under);
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #takeUntilBroken({ parallel, take, skip, onEmpty, stop, clock }: TakeOptions): Promise<void> {
    const events: WorkerEvents = new EventEmitter();
    const broken = new AbortController();
    let askedMs = clock.nowMs();
    // One of its own: what broke off may still ask, and never be answered.
    const asking = this.#asking = new Set();
    events.on("worker:getJob:start", ({ worker }) => {
      askedMs = clock.nowMs();
      asking.add(worker);
    });
    events.on("worker:getJob:error", ({ worker }) => asking.delete(worker));
    events.on("worker:getJob:empty", ({ worker }) => {
      asking.delete(worker);
      if (!this.isBusy) onEmpty();
    });
    // Its task begins in the same turn.
    events.on("job:start", ({ worker }) => asking.delete(worker));
    events.on("pool:gracefulShutdown", () => broken.abort());
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
    runner.promise.then(() => broken.abort(), () => broken.abort());
    const over = AbortSignal.any([stop, broken.signal]);
    while (!over.aborted) {
      await clock.sleep(POLL_MS, over).catch(() => {});
      if (this.#under.size >= parallel) askedMs = clock.nowMs();
      else if (clock.nowMs() - askedMs > SILENCE_MS) broken.abort();
    }
    const stopped = runner.stop().catch(() => {});
    if (!broken.signal.aborted) await stopped;
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

function newPool(config: pg.PoolConfig, connections: number): pg.Pool {
  const options = {
    ...config,
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    fallback_application_name: "tapedeck-queue",
  };
  // A copy by spreading loses what cannot be enumerated.
  const pool = new pg.Pool(Object.assign(options, { password: config.password }));
  // An idle connection that is cut is replaced when the next one is needed.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
