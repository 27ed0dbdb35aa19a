// deno-lint-ignore-file no-console
/** How long whole processes take once dependencies are cached: the help, the quickstart sweep, planning a million cells. */

const ROOT = new URL("..", import.meta.url).pathname;

interface Command {
  readonly name: string;
  readonly aim: string;
  readonly args: readonly string[];
}

const COMMANDS: readonly Command[] = [
  { name: "tapedeck --help", aim: "150 ms", args: ["run", "-P=cli", "src/cli/main.ts", "--help"] },
  { name: "deno task sweep", aim: "1500 ms", args: ["task", "sweep", "--out", "RUNS", "--json"] },
  {
    name: "sweep plan sweeps/million.toml",
    aim: "2000 ms, 150 MB",
    args: ["run", "-P=cli", "src/cli/main.ts", "sweep", "plan", "sweeps/million.toml", "--json"],
  },
];

async function timed(args: readonly string[], folder: string): Promise<{ ms: number; rssMb: number }> {
  const start = performance.now();
  const { success, stderr } = await new Deno.Command("/usr/bin/env", {
    args: [
      "bash",
      "-c",
      'exec 3>&2; TIMEFORMAT=; "$@" >/dev/null 2>&3 & pid=$!; peak=0; while kill -0 $pid 2>/dev/null; do v=$(grep VmHWM /proc/$pid/status 2>/dev/null | tr -dc 0-9); [ -n "$v" ] && peak=$v; sleep 0.005; done; wait $pid; code=$?; echo "PEAK $peak" >&2; exit $code',
      "bash",
      Deno.execPath(),
      ...args.map((arg) => arg === "RUNS" ? folder : arg),
    ],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
  }).output();
  const ms = performance.now() - start;
  const said = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`deno ${args.join(" ")} failed: ${said}`);
  return { ms, rssMb: Number(/PEAK (\d+)/.exec(said)?.[1] ?? 0) / 1024 };
}

/** Print the table: medians of so many runs, after one that does not count. */
export async function startupBench(runs = 5): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    console.log("whole process | median ms | peak RSS MB | aim");
    for (const { name, aim, args } of COMMANDS) {
      await timed(args, folder);
      const results = [];
      for (let i = 0; i < runs; i++) results.push(await timed(args, folder));
      const middle = results.sort((a, b) => a.ms - b.ms)[runs >> 1];
      console.log([name, middle.ms.toFixed(0), middle.rssMb.toFixed(0), aim].join(" | "));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await startupBench();
