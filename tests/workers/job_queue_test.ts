import { assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/mod.ts";
import { openWorkerDatabase } from "../../src/workers/_worker_database.ts";
import { jobSpec, QUEUE_SCHEMA } from "../../src/workers/_sql.ts";
import { hasPostgres, startPostgres } from "../support/postgres.ts";

Deno.test({
  name: "a queue is not empty for as long as its last job is under way, whoever asks for another one",
  ignore: hasPostgres.ignore,
  async fn() {
    await using postgres = await startPostgres();
    await using opened = await openWorkerDatabase(postgres.url, { clock: systemClock });
    await opened.database.query(
      `SELECT ${QUEUE_SCHEMA}.add_jobs(ARRAY[${jobSpec("c")}])
       FROM (SELECT 'run_a' AS run_id, 1 AS chunk, 0 AS first_cell, 4 AS last_cell, 0 AS place) c`,
    );
    const stop = new AbortController();
    const seen: string[] = [];
    let [asked, isUnderWay] = [0, false];
    const others = Promise.withResolvers<void>();
    await opened.queue.take({
      parallel: 3,
      clock: systemClock,
      stop: stop.signal,
      skip() {
        // The other two have asked, were told that there is nothing, and ask once more.
        if (isUnderWay && ++asked === 4) others.resolve();
        return [];
      },
      async take({ run, chunk }) {
        isUnderWay = true;
        assertEquals(opened.queue.isBusy, true);
        seen.push(`${run}/${chunk} taken`);
        await others.promise;
        seen.push(`${run}/${chunk} done`);
      },
      onEmpty() {
        if (!isUnderWay) return;
        seen.push("empty");
        stop.abort();
      },
    });
    assertEquals(seen, ["run_a/1 taken", "run_a/1 done", "empty"]);
    assertEquals(opened.queue.isBusy, false);
  },
});
