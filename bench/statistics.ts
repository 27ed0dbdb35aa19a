// deno-lint-ignore-file no-console
import process from "node:process";
import { fileURLToPath } from "node:url";
import { quantile, seededRandom } from "../src/base/mod.ts";
import { bootstrapInterval, type BootstrapStatistic } from "../src/statistics/mod.ts";

const ROWS = 10_000;
const RESAMPLES = 10_000;
const ROUNDS = 3;
const STATISTICS: { readonly [name: string]: BootstrapStatistic } = {
  mean: "mean",
  median: "median",
  "quantile 0.95": { quantile: 0.95 },
};
/** With SciPy, where there is one: `TAPEDECK_PYTHON=venv/bin/python deno task bench statistics`. */
const PYTHON = Deno.env.get("TAPEDECK_PYTHON") ?? "python3";

interface Seconds {
  readonly processor: number;
  readonly wall: number;
}

/** Prints what an interval of 10,000 rows by 10,000 resamples takes, beside a plain loop and SciPy. */
export async function statisticsBench(): Promise<void> {
  console.log(`${ROWS.toLocaleString("en-US")} skewed values, ${RESAMPLES.toLocaleString("en-US")} resamples, BCa`);
  const random = seededRandom("statistics bench");
  const values = Array.from({ length: ROWS }, () => Math.exp(3 * random()));
  const clusters = values.map((_, i) => Math.floor(i / 10));
  for (const [name, statistic] of Object.entries(STATISTICS)) {
    print(`Tapedeck, ${name}`, best(() => bootstrapInterval(values, { statistic, resamples: RESAMPLES })));
    print(
      `Tapedeck, ${name}, 1,000 groups`,
      best(() => bootstrapInterval(values, { statistic, clusters, resamples: RESAMPLES })),
    );
  }
  const ninth = (ascending: Float64Array) => quantile(ascending, 0.9)!;
  print(
    "Tapedeck, a function of a sample",
    best(() => bootstrapInterval(values, { statistic: ninth, resamples: RESAMPLES })),
  );
  print(
    "a plain loop, mean, percentile",
    best(() => plainLoop(values, (sample) => sample.reduce((a, b) => a + b) / ROWS)),
  );
  print("a plain loop, median, percentile", best(() => plainLoop(values, middle), 1));
  await scipy(values);
}

/** What one writes without a library: draw, copy, compute, sort. */
function plainLoop(values: readonly number[], statistic: (sample: number[]) => number): readonly [number, number] {
  const found: number[] = [];
  const random = seededRandom("plain loop");
  for (let r = 0; r < RESAMPLES; r++) {
    found.push(statistic(values.map(() => values[Math.floor(random() * values.length)])));
  }
  found.sort((a, b) => a - b);
  return [quantile(found, 0.025)!, quantile(found, 0.975)!];
}

function middle(sample: number[]): number {
  return quantile(Float64Array.from(sample).sort(), 0.5)!;
}

async function scipy(values: readonly number[]): Promise<void> {
  const script = fileURLToPath(new URL("./rivals/bootstrap.py", import.meta.url));
  const input = await Deno.makeTempFile({ prefix: "tapedeck-bootstrap-" });
  try {
    await Deno.writeTextFile(input, JSON.stringify({ values, resamples: RESAMPLES }));
    const { success, stdout } = await new Deno.Command(PYTHON, { args: [script, input] }).output();
    if (!success) return console.log(`${"SciPy".padEnd(40)} missing: ${PYTHON} has no scipy`);
    const figures: { readonly [name: string]: Seconds } = JSON.parse(new TextDecoder().decode(stdout));
    for (const [name, seconds] of Object.entries(figures)) print(name, seconds);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log(`${"SciPy".padEnd(40)} missing: there is no ${PYTHON}`);
  } finally {
    await Deno.remove(input);
  }
}

/** The quickest of some rounds: what else runs on the machine only makes them slower. */
function best(work: () => unknown, rounds = ROUNDS): Seconds {
  const measured = Array.from({ length: rounds }, () => {
    const [startMs, before] = [performance.now(), process.cpuUsage()];
    work();
    const { user, system } = process.cpuUsage(before);
    return { processor: (user + system) / 1e6, wall: (performance.now() - startMs) / 1000 };
  });
  return measured.reduce((one, other) => other.wall < one.wall ? other : one);
}

function print(name: string, { processor, wall }: Seconds): void {
  console.log(`${name.padEnd(40)} ${wall.toFixed(2).padStart(7)} s, of the processor ${processor.toFixed(2)} s`);
}
