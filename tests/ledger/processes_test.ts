import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../../src/base/mod.ts";
import { openLedger, resultsHash } from "../../src/ledger/mod.ts";
import { makeAttempts, makeRun } from "../support/attempts.ts";
import { collect, iterate } from "../support/iterate.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";

let server: PostgresServer;

Deno.test.beforeAll(async () => {
  if (!hasPostgres.ignore) server = await startPostgres();
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

/** A test for both ledgers; `place` gives a new one's file or URL. */
function test(name: string, fn: (place: () => Promise<string>) => Promise<void>): void {
  Deno.test(`SQLite: ${name}`, async () => {
    using dir = tempDir();
    let number = 0;
    await fn(() => Promise.resolve(`${dir.path}/${number++}.sqlite`));
  });
  Deno.test({ name: `PostgreSQL: ${name}`, ignore: hasPostgres.ignore, fn: () => fn(() => server.database()) });
}

const WRITER = fileURLToPath(new URL("../support/ledger_writer.ts", import.meta.url));

const ASKER = fileURLToPath(new URL("../support/lock_asker.ts", import.meta.url));

/** Start a process that writes the rows of `makeAttempts({ cells, seed: runId, runId })`. */
function startWriter(path: string, options: { runId: string; cells: number; first?: number; batch: number }) {
  const { runId, cells, first = 0, batch } = options;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", WRITER, path, runId, String(cells), String(first), String(batch)],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** The lines that a process prints, until it ends. */
async function* lines(process: Deno.ChildProcess): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

test("two processes may write one run at the same time, and rows that both have are kept once", async (place) => {
  const path = await place();
  const cells = 600;
  await using ledger = await openLedger(path);
  await ledger.startRun(makeRun({ runId: "shared", cells }));
  const writers = [0, 200].map((first) => startWriter(path, { runId: "shared", cells, first, batch: 3 }));
  for (const writer of writers) {
    const last = (await Array.fromAsync(lines(writer))).at(-1);
    assertEquals([last, (await writer.status).success], ["done", true]);
  }
  const expected = [...makeAttempts({ cells, seed: "shared", runId: "shared" })];
  assertEquals(await collect(ledger.attempts("shared")), expected);
});

test("two processes may write two runs into one new file at the same time", async (place) => {
  const path = await place();
  const writers = ["a", "b"].map((runId) => startWriter(path, { runId, cells: 200, batch: 5 }));
  for (const writer of writers) {
    assertEquals((await Array.fromAsync(lines(writer))).at(-1), "done");
    await writer.status;
  }
  await using ledger = await openLedger(path);
  for (const runId of ["a", "b"]) {
    assertEquals(await collect(ledger.attempts(runId)), [...makeAttempts({ cells: 200, seed: runId, runId })]);
  }
});

Deno.test("a writer that waits for another's lock goes on when it is free, without blocking its process", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  const { DatabaseSync } = await import("node:sqlite");
  await using ledger = await openLedger(path);
  await ledger.startRun(makeRun());
  using other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  const attempts = [...makeAttempts({ cells: 3, seed: "locked" })];
  const written = ledger.append(attempts);
  // Only when the event loop goes round while the writer waits does this line let go of the lock.
  await Promise.race([written, new Promise((resolve) => setTimeout(resolve, 0))]);
  other.exec("ROLLBACK");
  await written;
  assertEquals(await collect(ledger.attempts("run_1")), attempts);
});

test("a writer that is killed at any point loses no row that was safe, doubles none, and can go on", async (place) => {
  const random = seededRandom("kill");
  for (let round = 0; round < 4; round++) {
    const path = await place();
    const runId = `run_${round}`;
    const cells = 400;
    const safe = new Set<string>();
    let kills = 0;
    for (let done = false; !done;) {
      const writer = startWriter(path, { runId, cells, batch: 7 });
      const killAt = kills < 3 ? Math.floor(random() * 25) : Infinity;
      let seen = 0;
      for await (const line of lines(writer)) {
        if (line.startsWith("safe ")) line.slice(5).split(" ").forEach((place) => safe.add(place));
        done ||= line === "done";
        if (++seen === killAt) {
          writer.kill("SIGKILL");
          kills++;
        }
      }
      await writer.status;
      await using ledger = await openLedger(path);
      const places = (await collect(ledger.attempts(runId))).map((row) => `${row.cellIndex}/${row.try}`);
      assertEquals(new Set(places).size, places.length);
      for (const place of safe) assert(places.includes(place), `the row ${place} was lost`);
    }
    await using ledger = await openLedger(path);
    const expected = [...makeAttempts({ cells, seed: runId, runId })];
    assertEquals(await resultsHash(ledger.attempts(runId)), await resultsHash(iterate(expected)));
  }
});

test("who only asks whether a name is locked keeps nobody from locking it", async (place) => {
  const path = await place();
  await using ledger = await openLedger(path);
  const asking = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", ASKER, path, "run_1"],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const answers = lines(asking);
  assertEquals((await answers.next()).value, "asking");
  // What a file allows is over in microseconds: only many rounds would meet it.
  const rounds = path.startsWith("postgres") ? 50 : 3000;
  for (let round = 0; round < rounds; round++) {
    const lock = await ledger.lock("run_1");
    assert(lock !== null, `refused in round ${round}`);
    lock.release();
  }
  await asking.stdin.close();
  const [seen] = await Array.fromAsync(answers);
  assertEquals(Object.keys(JSON.parse(seen)), ["free", "locked"]);
  assertEquals((await asking.status).success, true);
});
