import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import type { JobQueue, TakeOptions } from "../../src/workers/_job_queue.ts";
import { Worker } from "../../src/workers/_worker.ts";
import { hasPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { queuedRun } from "./_queued_run.ts";

Deno.test({
  name: "a worker that is to end when there is nothing to take waits until the queue has said so",
  ignore: hasPostgres.ignore,
  async fn() {
    using dir = tempDir();
    await using run = await queuedRun({ cells: 10, chunkCells: 5 });
    const clock = new VirtualClock();
    const taken = Promise.withResolvers<TakeOptions>();
    const over = Promise.withResolvers<void>();
    // One whose database is slow: it has been asked for nothing yet.
    const queue = {
      isBusy: false,
      async take(options: TakeOptions) {
        taken.resolve(options);
        await over.promise;
      },
    } as Pick<JobQueue, "isBusy" | "take"> as JobQueue;
    const parts = { database: run.database, ledger: run.ledger, queue, clock };
    const working = new Worker({ ...parts, ledgerUrl: run.server.url, tapeDir: dir.path, once: true }).run();
    const { stop, onEmpty } = await taken.promise;
    // Each time it has looked around when it sleeps again.
    for (let beat = 0; beat < 3; beat++) {
      while (clock.nextWakeMs() === null) await new Promise((resolve) => setTimeout(resolve, 0));
      await clock.advance(60_000);
    }
    assertEquals(stop.aborted, false);
    onEmpty();
    assertEquals(stop.aborted, true);
    over.resolve();
    assertEquals((await working).cells, 0);
  },
});
