import type { Command, Job, Tool } from "./_tool.ts";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const ECHO = new URL("./_echo_provider.ts", import.meta.url).pathname;
const FRAME = new URL("./_tapedeck_frame.ts", import.meta.url).pathname;

/** As `deno task tapedeck` and `deno task sweep` run it. */
const RUN = [
  "run",
  "-q",
  "-A",
  "--unstable-no-legacy-abort",
  "--v8-flags=--max-semi-space-size=4,--heap-growing-percent=20",
  "--config",
  CONFIG,
];

function planText({ target, concurrency, cache }: Job): string {
  const endpoint = target === "echo"
    ? [`key = "bench/model@echo"`, `base_url = "http://127.0.0.1:9"`]
    : [`key = "bench/model@bench"`, `base_url = "${target}"`];
  return [
    'name = "bench"',
    "stream = false",
    ...(target === "echo" ? [`plugins = ["${ECHO}"]`] : []),
    "[[endpoints]]",
    ...endpoint,
    'price = { input_per_1m_usd = "0.15", output_per_1m_usd = "0.60" }',
    "[parameters]",
    "temperature = 0",
    "[prompts]",
    'file = "cases.jsonl"',
    'template = "Q: {{q}}"',
    "[score]",
    "contains = true",
    "[run]",
    `concurrency = ${concurrency}`,
    "max_tries = 100",
    ...(cache === "off" ? [] : ['cassette = "tape.jsonl"']),
  ].join("\n");
}

/** Ours: the command line, from a plan to rows in SQLite and result files. */
export function tapedeck(): Tool {
  return {
    name: `Tapedeck (Deno ${Deno.version.deno})`,
    async command(job): Promise<Command> {
      const { folder, cases, cache, resume, shard } = job;
      await Deno.mkdir(folder, { recursive: true });
      const rows = Array.from({ length: cases }, (_, i) => ({ q: `question number ${i}`, expected: `number ${i}` }));
      await Deno.writeTextFile(`${folder}/cases.jsonl`, rows.map((row) => JSON.stringify(row)).join("\n"));
      await Deno.writeTextFile(`${folder}/plan.toml`, planText(job));
      const mode = cache === "off" ? "passthrough" : cache === "record" ? "append" : "replay";
      return {
        file: Deno.execPath(),
        args: [
          ...RUN,
          MAIN,
          "sweep",
          "run",
          `${folder}/plan.toml`,
          ...["--mode", mode, "--out", `${folder}/runs`, "--allow-live-in-ci", "--json", "--yes"],
          ...(resume || shard !== undefined ? [] : ["--new"]),
          ...(shard === undefined ? [] : ["--shard", `${shard.index}/${shard.of}`]),
        ],
        env: { NO_COLOR: "1" },
      };
    },
    results: ({ folder, cache }) => [`${folder}/runs`, ...(cache === "off" ? [] : [`${folder}/tape.jsonl`])],
    frame: ({ folder }) => Promise.resolve({ file: Deno.execPath(), args: [...RUN, FRAME, `${folder}/runs`] }),
  };
}
