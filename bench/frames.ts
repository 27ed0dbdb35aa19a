// deno-lint-ignore-file no-console
/** What a run of a million tries takes to become a frame, and at what memory: each way in a process of its own. */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { loadRun, scanRun } from "../src/analysis/mod.ts";
import { openSqliteLedger, resultColumns, runShape, writeParquet } from "../src/ledger/mod.ts";
import type { Attempt } from "../src/spec/mod.ts";
import { makeAttempts, makeRun } from "../tests/support/attempts.ts";
import { spread } from "./_spread.ts";

const ROWS = 1_000_000;
const OUTPUT_CHARS = 200;
const ROUNDS = 3;
const ROWS_AT_ONCE = 2000;
/** With pandas, where there is one: `TAPEDECK_PYTHON=venv/bin/python deno task bench frames`. */
const PYTHON = Deno.env.get("TAPEDECK_PYTHON") ?? "python3";
const RIVALS = fileURLToPath(new URL("./rivals/frames.py", import.meta.url));

/** What one process needed for a frame. */
interface Measured {
  readonly rows: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakMb: number;
}

type Way = "parquet" | "ledger" | "scan";

/** Prints seconds, processor seconds and peak memory of each way, ours and the rivals' in turn. */
export async function framesBench(rows: number = ROWS): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-frames-" });
  try {
    const places = await writeRun(folder, rows);
    console.log(
      `${rows.toLocaleString("en-US")} tries with answers of ${OUTPUT_CHARS} characters; the ledger has ` +
        `${megabytes(places.ledger)} MB, the Parquet file ${
          megabytes(places.parquet)
        } MB; ${ROUNDS} processes each, in turn\n`,
    );
    console.log("| way | seconds | of the processors | peak MB |\n| --- | --- | --- | --- |");
    await printed(places, "parquet", ["pyarrow", "pandas-parquet"]);
    await printed(places, "ledger", ["pandas-sql"]);
    await printed(places, "scan", []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const NAMES: { readonly [way: string]: string } = {
  parquet: "Parquet, `loadRun`",
  pyarrow: "Parquet, pyarrow `read_table`",
  "pandas-parquet": "Parquet, pandas `read_parquet`",
  ledger: "SQLite ledger, `loadRun`",
  "pandas-sql": "SQLite ledger, pandas `read_sql`, axes and scores as text",
  scan: "SQLite ledger, `scanRun` and a sum by endpoint",
};

async function printed(
  places: { readonly parquet: string; readonly ledger: string },
  way: Way,
  rivals: readonly string[],
): Promise<void> {
  const path = way === "parquet" ? places.parquet : places.ledger;
  const own = [Deno.execPath(), "run", "-A", "-q", "--no-lock", fileURLToPath(import.meta.url), way, path];
  const commands = new Map<string, readonly string[]>([
    [way, own],
    ...rivals.map((rival) => [rival, [PYTHON, RIVALS, rival, path]] as const),
  ]);
  const found = new Map<string, Measured[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, command] of commands) {
      const measured = await run(command, name === way);
      if (measured !== null) found.set(name, [...found.get(name) ?? [], measured]);
    }
  }
  for (const name of commands.keys()) {
    const all = found.get(name);
    if (all === undefined) {
      console.log(`| ${NAMES[name]} | missing: ${PYTHON} has no pandas with pyarrow | | |`);
      continue;
    }
    const of = (read: (one: Measured) => number, digits: number) => spread(all.map(read), digits);
    console.log(
      `| ${NAMES[name]} | ${of(({ seconds }) => seconds, 2)} | ${
        of(({ processorSeconds }) => processorSeconds, 2)
      } | ` +
        `${of(({ peakMb }) => peakMb, 0)} |`,
    );
  }
}

/** `null`: a rival is not there. */
async function run([file, ...args]: readonly string[], isOwn: boolean): Promise<Measured | null> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(file, { args }).output();
    if (success) return JSON.parse(new TextDecoder().decode(stdout));
    if (isOwn) throw new Error(`Cannot measure ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return null;
  } catch (error) {
    if (isOwn || !(error instanceof Deno.errors.NotFound)) throw error;
    return null;
  }
}

async function writeRun(folder: string, rows: number): Promise<{ readonly parquet: string; readonly ledger: string }> {
  const made = () => makeAttempts({ cells: rows, seed: "frames", outputChars: OUTPUT_CHARS, retryShare: 0 });
  const places = { parquet: `${folder}/results.parquet`, ledger: `${folder}/ledger.sqlite` };
  await using ledger = await openSqliteLedger(places.ledger);
  await ledger.startRun(makeRun());
  let batch: Attempt[] = [];
  for (const attempt of made()) {
    if (batch.push(attempt) < ROWS_AT_ONCE) continue;
    await ledger.append(batch);
    batch = [];
  }
  await ledger.append(batch);
  const columns = resultColumns(runShape({ temperature: [0, 0.5], seed: [1] }, ["exact", "contains"]));
  await writeParquet(places.parquet, iterated(made()), { columns });
  return places;
}

async function* iterated(attempts: Iterable<Attempt>): AsyncGenerator<Attempt> {
  yield* attempts;
}

function megabytes(path: string): string {
  return (Deno.statSync(path).size / 1e6).toFixed(0);
}

/** In a process of its own, as a peak is that of all that came before. The native library is loaded within the time. */
async function measure(way: Way, path: string): Promise<Measured> {
  const before = process.cpuUsage();
  const startMs = performance.now();
  const rows = way === "scan" ? await sumOf(path) : (await loadRun(path)).height;
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { rows, seconds, processorSeconds: (user + system) / 1e6, peakMb: peakMb() };
}

async function sumOf(path: string): Promise<number> {
  const { default: polars } = await import("nodejs-polars");
  using scan = await scanRun(path);
  const sums = await scan.groupBy("endpoint").agg(polars.col("cost_usd").sum(), polars.col("try").count().alias("n"))
    .collect();
  return sums.getColumn("n").toArray().reduce((sum: number, n) => sum + Number(n), 0);
}

function peakMb(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)![1]) * 1024 / 1e6);
}

if (import.meta.main) console.log(JSON.stringify(await measure(Deno.args[0] as Way, Deno.args[1])));
