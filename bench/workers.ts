// deno-lint-ignore-file no-console
/**
 * What a second worker brings, and what a queue in PostgreSQL adds to a cell: processes of `tapedeck worker` against a
 * server that answers after 50 ms, with so few calls in flight each that they wait for it most of the time.
 */
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/base/mod.ts";
import { openPostgresDatabase, type PostgresDatabase } from "../src/ledger/postgres/mod.ts";
import { parsePlan, type SweepPlan } from "../src/sweep/mod.ts";
import { runShared } from "../src/workers/mod.ts";
import { startPostgres } from "../tests/support/postgres.ts";

const ANSWER_MS = 50;
const CONCURRENCY = 4;
const CELLS = 1000;
const ROUNDS = 3;
const PLACES = { main: here("../src/cli/main.ts"), server: here("./_delay_server.ts") };

/** Print cells per second with one worker and with two, and what each cell took beside its answer. */
export async function workersBench(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-bench-" });
  const server = spawn(["run", "-q", "--allow-net", PLACES.server, String(ANSWER_MS)], "piped");
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  const plan = await planAt(`http://127.0.0.1:${new TextDecoder().decode(value).trim()}`);
  await using postgres = await startPostgres();
  await using database = await openPostgresDatabase(postgres.url, { clock: systemClock });
  try {
    const rates: { readonly [workers: number]: number[] } = { 1: [], 2: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const workers of [1, 2]) {
        rates[workers].push(await rateOf(plan, { workers, url: postgres.url, folder, database }));
      }
    }
    const [one, two] = [1, 2].map((workers) => rates[workers].toSorted((a, b) => a - b)[ROUNDS >> 1]);
    const least = CONCURRENCY * 1000 / ANSWER_MS;
    console.log(
      `${CELLS} cells of ${ANSWER_MS} ms, ${CONCURRENCY} calls in flight a worker, median of ${ROUNDS} rounds\n\n` +
        "| workers | cells/s | without any overhead | ms added to a cell |\n| --- | --- | --- | --- |\n" +
        `| 1 | ${one.toFixed(0)} | ${least} | ${added(one, 1)} |\n| 2 | ${two.toFixed(0)} | ${2 * least} | ${
          added(two, 2)
        } |\n\n` +
        `Two workers are ${(two / one).toFixed(2)} × one (aim: 1.8)`,
    );
  } finally {
    server.kill();
    await reader.cancel();
    await server.status;
    await Deno.remove(folder, { recursive: true });
  }
}

/** How long a place was taken by a cell beyond its answer. */
function added(rate: number, workers: number): string {
  return (workers * CONCURRENCY * 1000 / rate - ANSWER_MS).toFixed(1);
}

async function rateOf(plan: SweepPlan, { workers, url, folder, database }: {
  readonly workers: number;
  readonly url: string;
  readonly folder: string;
  readonly database: PostgresDatabase;
}): Promise<number> {
  const flags = ["--ledger", url, "--tape-dir", folder, "--concurrency", String(CONCURRENCY), "--allow-live-in-ci"];
  const processes = Array.from({ length: workers }, () => spawn(["run", "-q", "-A", PLACES.main, "worker", ...flags]));
  try {
    while (await listening(database) < workers) await new Promise((resolve) => setTimeout(resolve, 100));
    const { runId } = await runShared(plan, {
      ledgerPath: url,
      outRoot: folder,
      tapeDir: `${folder}/none`,
      mode: "passthrough",
      cassettePath: null,
      concurrency: 1,
      noWork: true,
      fresh: true,
      allowLiveInCi: true,
    });
    const [{ seconds }] = await database.query(
      `SELECT (SELECT extract(epoch FROM max(ended_at)) FROM tapedeck.chunks WHERE run_id = $1)::double precision
         - (SELECT extract(epoch FROM min(started_at::timestamptz)) FROM tapedeck.attempts WHERE run_id = $1)
         ::double precision AS seconds`,
      [runId],
    );
    return CELLS / (seconds as number);
  } finally {
    for (const process of processes) process.kill("SIGTERM");
    await Promise.all(processes.map(({ status }) => status));
  }
}

async function listening(database: PostgresDatabase): Promise<number> {
  const rows = await database.query(
    "SELECT 1 AS one FROM pg_stat_activity WHERE application_name = 'tapedeck-queue' AND query LIKE 'LISTEN%'",
  );
  return rows.length;
}

function spawn(args: readonly string[], stdout: "piped" | "null" = "null"): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), { args: [...args], stdin: "null", stdout, stderr: "null" }).spawn();
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function planAt(origin: string): Promise<SweepPlan> {
  return parsePlan(
    `name = "workers"
repeats = ${CELLS}
stream = false
[[endpoints]]
key = "bench/model@local"
base_url = "${origin}"
[prompts]
items = [{ prompt = "How deep is the sea?" }]
`,
    { path: "bench.toml" },
  );
}
