// deno-lint-ignore-file no-console
/**
 * How fast a recorded sweep is replayed, from the plan to committed ledger rows and result files, and how much memory
 * that takes, at two sizes. Every size runs in a process of its own, held to one core.
 */
import { parsePlan, runSweep } from "../mod.ts";

const ENDPOINT = "example/model-1@bench/fp16";
/** As the tasks `sweep` and `tapedeck` have them: the heap is kept small, for little speed. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=20";
const BASE_URL = "http://127.0.0.1:9/v1";

function planText(cells: number): string {
  const prompts = cells / 10;
  return [
    'name = "bench"',
    "repeats = 5",
    "[[endpoints]]",
    `key = "${ENDPOINT}"`,
    `base_url = "${BASE_URL}"`,
    'price = { input_per_1m_usd = "0.15", output_per_1m_usd = "0.60" }',
    "[grid]",
    "temperature = [0, 1]",
    "[prompts]",
    'template = "What is {{n}} plus one? Answer with the number alone."',
    "items = [",
    ...Array.from({ length: prompts }, (_, n) => `  { id = "p${n}", n = ${n}, expected = ${n + 1} },`),
    "]",
    "[score]",
    "number = true",
  ].join("\n");
}

/** A made-up network: ten events and a usage chunk, like a small streamed answer. */
function answerFetch(_input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { messages } = JSON.parse(init!.body as string);
  const n = Number(/\d+/.exec(messages.at(-1).content)![0]);
  const chunk = (delta: object, finish: string | null) =>
    `data: ${
      JSON.stringify({
        id: "c",
        object: "chat.completion.chunk",
        created: 1,
        model: "m",
        choices: [{ index: 0, delta, finish_reason: finish }],
      })
    }\n\n`;
  const words = ["The", " answer", " to", " the", " question", " is", " of", " course", " ", String(n + 1)];
  const usage = { prompt_tokens: 20, completion_tokens: words.length, total_tokens: 20 + words.length };
  const text = words.map((content) => chunk({ content }, null)).join("") + chunk({}, "stop") +
    `data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`;
  return Promise.resolve(new Response(text, { headers: { "content-type": "text/event-stream" } }));
}

async function run(cells: number, mode: "record" | "replay", folder: string): Promise<void> {
  const plan = await parsePlan(planText(cells), { path: `${folder}/bench.toml` });
  let rss = 0;
  let cellsMs = 0;
  const start = performance.now();
  const summary = await runSweep(plan, {
    ledgerPath: `${folder}/${mode}.sqlite`,
    outRoot: `${folder}/${mode}`,
    mode,
    cassettePath: `${folder}/bench.jsonl`,
    concurrency: 32,
    allowLiveInCi: true,
    fetch: answerFetch as typeof fetch,
    onProgress: ({ done }) => {
      if (done % 500 === 0) rss = Math.max(rss, Deno.memoryUsage().rss);
      if (done === cells) cellsMs = performance.now() - start;
    },
  });
  const cellsRssMb = rss / 2 ** 20;
  rss = Math.max(rss, Deno.memoryUsage().rss);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    JSON.stringify({
      cells,
      mode,
      seconds,
      perS: cells / cellsMs * 1000,
      cellsRssMb,
      rssMb: rss / 2 ** 20,
      ok: summary.ok,
      hash: summary.resultsHash,
    }),
  );
}

async function child(args: string[]): Promise<Record<string, number | string>> {
  const command = new Deno.Command("taskset", {
    args: ["-c", "1", Deno.execPath(), "run", "-A", V8_FLAGS, import.meta.filename!, "--child", ...args],
    stdout: "piped",
    stderr: "inherit",
  });
  const output = await command.output();
  if (!output.success) throw new Error(`the bench process failed: ${args.join(" ")}`);
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

/** Print the table. */
export async function sweepReplayBench(sizes: readonly number[] = [10_000, 100_000]): Promise<void> {
  console.log(
    "sweep replay | cells | cells/s to the ledger | peak RSS MB | s with result files | peak RSS MB | same hash as recording",
  );
  for (const cells of sizes) {
    const folder = await Deno.makeTempDir();
    try {
      const recorded = await child([String(cells), "record", folder]);
      const replayed = await child([String(cells), "replay", folder]);
      const { seconds, perS, cellsRssMb, rssMb, hash } = replayed as Record<string, number>;
      console.log(
        [
          "replay",
          cells,
          perS.toFixed(0),
          cellsRssMb.toFixed(0),
          seconds.toFixed(1),
          rssMb.toFixed(0),
          hash === recorded.hash,
        ].join(" | "),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

if (import.meta.main) {
  const [flag, cells, mode, folder] = Deno.args;
  if (flag === "--child") await run(Number(cells), mode as "record" | "replay", folder);
  else await sweepReplayBench();
}
