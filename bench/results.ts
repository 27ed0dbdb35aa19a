// deno-lint-ignore-file no-console
/** The memory that results of any length take: made-up attempts, iterated and never stored, in a process for each size. */
import { fileURLToPath } from "node:url";
import { resultColumns, resultsHash, runShape, writeCsv, writeParquet } from "../src/ledger/mod.ts";
import type { Attempt } from "../src/spec/mod.ts";
import { makeAttempts } from "../tests/support/attempts.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const OUTPUT_CHARS = 200;
/** Those of the command line. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=20";

/** What one process needed. */
interface Measured {
  readonly rows: number;
  readonly parquetSeconds: number;
  readonly parquetMb: number;
  readonly csvSeconds: number;
  readonly hashSeconds: number;
  readonly peakMb: number;
}

/** Prints a line for each number of rows. */
export async function resultsBench(sizes: readonly number[] = SIZES): Promise<void> {
  console.log(`rows with answers of ${OUTPUT_CHARS} characters, 45 columns; the time has the making of the rows in it`);
  for (const rows of sizes) {
    const args = ["run", "-A", "-q", "--no-lock", V8_FLAGS, fileURLToPath(import.meta.url), String(rows)];
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(`Cannot write ${rows} rows: ${decoder.decode(stderr)}`);
    const { parquetSeconds, parquetMb, csvSeconds, hashSeconds, peakMb }: Measured = JSON.parse(decoder.decode(stdout));
    console.log(
      `${rows.toLocaleString("en-US").padStart(10)} rows: peak ${peakMb} MB; Parquet ${parquetSeconds.toFixed(1)} s, ` +
        `${parquetMb.toFixed(1)} MB; CSV ${csvSeconds.toFixed(1)} s; hash ${hashSeconds.toFixed(1)} s`,
    );
  }
}

/** In a process of its own, as a peak is that of all that came before. */
async function measure(rows: number): Promise<Measured> {
  const columns = resultColumns(runShape({ temperature: [0, 0.5] }, ["exact"]));
  const attempts = async function* (): AsyncGenerator<Attempt> {
    yield* makeAttempts({ cells: rows, seed: "results", outputChars: OUTPUT_CHARS });
  };
  const seconds = async (work: () => Promise<unknown>) => {
    const startMs = performance.now();
    await work();
    return (performance.now() - startMs) / 1000;
  };
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-results-" });
  try {
    const path = `${folder}/results.parquet`;
    const parquetSeconds = await seconds(() => writeParquet(path, attempts(), { columns }));
    const csvSeconds = await seconds(() => writeCsv(`${folder}/results.csv`, attempts(), { columns }));
    const hashSeconds = await seconds(() => resultsHash(attempts()));
    const parquetMb = (await Deno.stat(path)).size / 1e6;
    return { rows, parquetSeconds, parquetMb, csvSeconds, hashSeconds, peakMb: peakMb() };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function peakMb(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)![1]) * 1024 / 1e6);
}

if (import.meta.main) console.log(JSON.stringify(await measure(Number(Deno.args[0]))));
