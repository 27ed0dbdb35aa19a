// deno-lint-ignore-file no-console
/** How long a search of the whole catalog takes: the first of a process, its index included, and the ones after it. */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { loadEmbeddedCatalog, ModelSearch } from "../src/catalog/mod.ts";
import type { ModelRecord } from "../src/spec/mod.ts";

const QUERIES = [
  "claude sonnet",
  "cluade sonet",
  "gpt4o mini",
  "lama 3.1 8b instruct",
  "deepsek reasoning",
  "qwen tools <0.2",
  "vision free",
  "mistralai",
];
const ROUNDS = 50;
const PROCESSES = 7;

/** What one process measures, in milliseconds. */
interface Measured {
  readonly models: number;
  readonly cold: number;
  /** Of the processor, for the same: what else the machine does is not in it. */
  readonly coldCpu: number;
  readonly warmMedian: number;
  readonly warmWorst: number;
}

/** The models that ship, in so many lists: as if other routers had them all under names of their own. */
async function measure(lists: number): Promise<Measured> {
  const { models: shipped } = await loadEmbeddedCatalog();
  const models: ModelRecord[] = Array.from(
    { length: lists },
    (_, list) => list === 0 ? shipped : shipped.map((model) => ({ ...model, key: `${model.key}-${list}` })),
  ).flat();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const search = new ModelSearch(models);
  search.search(QUERIES[1]);
  const cold = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const query of QUERIES) {
      const asked = performance.now();
      search.search(query);
      // The first rounds are the compiler's.
      if (round >= ROUNDS / 5) warm.push(performance.now() - asked);
    }
  }
  warm.sort((a, b) => a - b);
  return {
    models: models.length,
    cold,
    coldCpu: (user + system) / 1000,
    warmMedian: warm[warm.length >> 1],
    warmWorst: warm[Math.floor(warm.length * 0.99)],
  };
}

/** Print the table, of so many processes. */
export async function catalogSearchBench(): Promise<void> {
  console.log(
    "| models | first search, index included: fastest ms | median ms | median CPU ms | later ones: median ms | 99 of 100 ms |",
  );
  console.log(
    "| ------ | ---------------------------------------- | --------- | ------------- | --------------------- | ------------ |",
  );
  for (const lists of [1, 6]) {
    const runs: Measured[] = [];
    for (let run = 0; run < PROCESSES; run++) {
      const { stdout, success } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "-q", fileURLToPath(import.meta.url), String(lists)],
        stderr: "inherit",
      }).output();
      if (!success) throw new Error("The measuring process failed");
      runs.push(JSON.parse(new TextDecoder().decode(stdout)));
    }
    const sorted = (name: keyof Measured) => runs.map((run) => run[name]).sort((a, b) => a - b);
    const median = (name: keyof Measured) => sorted(name)[PROCESSES >> 1];
    const cold = [sorted("cold")[0], median("cold"), median("coldCpu")].map((ms) => ms.toFixed(1));
    const warm = [median("warmMedian"), median("warmWorst")].map((ms) => ms.toFixed(2));
    console.log(`| ${[median("models"), ...cold, ...warm].join(" | ")} |`);
  }
}

if (import.meta.main) console.log(JSON.stringify(await measure(Number(Deno.args[0] ?? 1))));
