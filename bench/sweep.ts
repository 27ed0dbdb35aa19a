// deno-lint-ignore-file no-console
/**
 * Sweeps beside other harnesses, whole processes, in one run on one loopback server: start-up, time and memory per case,
 * speed against a server that takes 50 ms, replay, waste under a rate limit, what a kill and what two shards at once
 * lose, bytes on disk, and the way into a data frame. `bench sweep` does all; `BENCH_ONLY=overhead,kill` some.
 */
import { evalite } from "./harnesses/_evalite.ts";
import { inspect } from "./harnesses/_inspect.ts";
import { promptfoo } from "./harnesses/_promptfoo.ts";
import { LoopbackServer } from "./harnesses/_loopback_server.ts";
import { tapedeck } from "./harnesses/_tapedeck.ts";
import { bytesOf, type Job, take, type Taken, type Tool } from "./harnesses/_tool.ts";

const ROUNDS = Number(Deno.env.get("BENCH_ROUNDS") ?? 3);
/** Cases that the rivals are asked for at the most: beyond them they take minutes. */
const RIVALS_MOST = 10_000;

interface Bench {
  readonly tools: readonly Tool[];
  readonly server: LoopbackServer;
}

const PARTS: { readonly [name: string]: (bench: Bench) => Promise<void> } = {
  overhead,
  latency: serverWithLatency,
  replay,
  limit: rateLimit,
  kill,
  shards,
  frame,
};

/** Print the tables. */
export async function sweepBench(): Promise<void> {
  const tools = (await Promise.all([tapedeck(), promptfoo(), evalite(), inspect()])).filter((tool) => tool !== null);
  await using server = await LoopbackServer.start();
  const only = Deno.env.get("BENCH_ONLY")?.split(",") ?? Object.keys(PARTS);
  for (const name of only) await PARTS[name]({ tools, server });
}

/** The figures of a job, the median by time of some rounds in fresh folders; `null`: the tool cannot do it. */
async function measure(
  tool: Tool,
  job: Omit<Job, "folder">,
  rounds = ROUNDS,
): Promise<(Taken & { bytes: number }) | null> {
  const all: (Taken & { bytes: number })[] = [];
  for (let round = 0; round < rounds; round++) {
    await using folder = await TempFolder.make();
    const whole = { ...job, folder: folder.path };
    const command = await tool.command(whole);
    if (command === null) return null;
    const taken = await take(command);
    if (taken.code !== 0) return null;
    all.push({ ...taken, bytes: await bytesOf(tool.results(whole)) });
  }
  return all.sort((a, b) => a.seconds - b.seconds)[Math.floor(rounds / 2)];
}

async function overhead({ tools }: Bench): Promise<void> {
  row(
    "a model in the process, 4 at once",
    "start-up s",
    "ms/case 1,000",
    "10,000",
    "100,000",
    "peak MB 10,000",
    "100,000",
    "KB on disk/case",
  );
  for (const tool of tools) {
    for (const best of tool.name.startsWith("promptfoo") ? [false, true] : [false]) {
      const job = { concurrency: 4, target: "echo", cache: "off", best } as const;
      const one = await measure(tool, { ...job, cases: 1 });
      if (one === null) continue;
      const sizes = [1000, 10_000, 100_000].map((cases) =>
        cases > RIVALS_MOST && !tool.name.startsWith("Tapedeck") ? null : cases
      );
      const taken: (Awaited<ReturnType<typeof measure>>)[] = [];
      for (const cases of sizes) {
        taken.push(cases === null ? null : await measure(tool, { ...job, cases }, cases > 1000 ? 1 : ROUNDS));
      }
      const perCase = taken.map((each, i) =>
        each === null ? "–" : ((each.seconds - one.seconds) / sizes[i]! * 1000).toFixed(3)
      );
      const memory = taken.slice(1).map((each) => each === null ? "–" : each.rssMb.toFixed(0));
      const bytes = taken[1] === null || taken[1].bytes === 0 ? "–" : (taken[1].bytes / 10_000 / 1024).toFixed(2);
      row(`${tool.name}${best ? ", best case" : ""}`, one.seconds.toFixed(2), ...perCase, ...memory, bytes);
    }
  }
}

async function serverWithLatency({ tools, server }: Bench): Promise<void> {
  row("1,000 calls to a server that takes 50 ms", ...[4, 20, 100, 500].map((n) => `${n} at once: s`));
  const bare: number[] = [];
  for (const concurrency of [4, 20, 100, 500]) {
    await server.set({ delayMs: 50 });
    bare.push(await bareLoop(server.url, { cases: 1000, concurrency }));
  }
  row("a bare loop over fetch", ...bare.map((seconds) => seconds.toFixed(2)));
  for (const tool of tools) {
    const cells: string[] = [];
    for (const [i, concurrency] of [4, 20, 100, 500].entries()) {
      await server.set({ delayMs: 50 });
      const one = await measure(tool, { cases: 1, concurrency, target: server.url, cache: "off" }, 1);
      await server.set({ delayMs: 50 });
      const taken = await measure(tool, { cases: 1000, concurrency, target: server.url, cache: "off" }, 1);
      if (one === null || taken === null) cells.push("–");
      else cells.push(`${taken.seconds.toFixed(2)} (${((taken.seconds - one.seconds + 0.05) / bare[i]).toFixed(2)} ×)`);
    }
    row(tool.name, ...cells);
  }
  note("× is the time without the tool's own start-up, beside the bare loop's");
}

async function replay({ tools, server }: Bench): Promise<void> {
  row("1,000 recorded calls, replayed", "s, whole process", "ms/case without start-up", "peak MB", "calls made");
  for (const tool of tools) {
    await using folder = await TempFolder.make();
    const job = { cases: 1000, concurrency: 20, target: server.url, folder: folder.path } as const;
    const record = await tool.command({ ...job, cache: "record" });
    if (record === null) continue;
    await server.set({});
    if ((await take(record)).code !== 0) continue;
    await server.set({});
    const taken = await take((await tool.command({ ...job, cache: "replay" }))!);
    const { answered } = await server.counts();
    const one = await measure(tool, { cases: 1, concurrency: 20, target: server.url, cache: "off" }, 1);
    const perCase = one === null ? "–" : (taken.seconds - one.seconds).toFixed(3);
    row(tool.name, taken.seconds.toFixed(2), perCase, taken.rssMb.toFixed(0), String(answered));
  }
}

async function rateLimit({ tools, server }: Bench): Promise<void> {
  row(
    "1,000 calls, 50 a second allowed (floor 20 s)",
    "20 at once: s",
    "wasted calls",
    "100 at once: s",
    "wasted calls",
  );
  for (const tool of tools) {
    const cells: string[] = [];
    for (const concurrency of [20, 100]) {
      await server.set({ delayMs: 20, perSecond: 50 });
      const taken = await measure(tool, { cases: 1000, concurrency, target: server.url, cache: "off" }, 1);
      const { refused, answered } = await server.counts();
      const failed = taken === null || answered < 1000 ? ` (${answered} answered)` : "";
      cells.push(taken === null ? "–" : taken.seconds.toFixed(1), `${(refused / 10).toFixed(1)} %${failed}`);
    }
    row(tool.name, ...cells);
  }
}

async function kill({ tools, server }: Bench): Promise<void> {
  row(
    "1,000 calls, SIGKILL in the midst, resumed",
    "answered at the kill",
    "called twice",
    "of them at most in flight",
    "cases in the end",
  );
  for (const tool of tools) {
    await using folder = await TempFolder.make();
    const job = { cases: 1000, concurrency: 20, target: server.url, folder: folder.path, cache: "off" } as const;
    const command = await tool.command(job);
    const resume = await tool.command({ ...job, resume: true });
    if (command === null || resume === null) {
      row(tool.name, "–", "–", "–", "no resume");
      continue;
    }
    await tool.command(job);
    await server.set({ delayMs: 50 });
    const { file, args, env, cwd } = command;
    const child = new Deno.Command(file, { args: [...args], env: { ...env }, cwd, stdout: "null", stderr: "null" })
      .spawn();
    while ((await server.counts()).answered < 450) await new Promise((resolve) => setTimeout(resolve, 5));
    const { answered } = await server.counts();
    child.kill("SIGKILL");
    await child.status;
    await take((await tool.command({ ...job, resume: true }))!);
    const { repeated, distinct } = await server.counts();
    row(tool.name, String(answered), String(repeated), "20", String(distinct));
  }
}

async function shards({ tools, server }: Bench): Promise<void> {
  row("1,000 cases in two processes at once, one store", "answers recorded", "calls made again by a second run");
  for (const tool of tools) {
    await using folder = await TempFolder.make();
    const job = { cases: 1000, concurrency: 20, target: server.url, folder: folder.path, cache: "record" } as const;
    const halves = [1, 2].map((index) => ({ ...job, shard: { index, of: 2 } }));
    const commands = await Promise.all(halves.map((half) => tool.command(half)));
    if (commands.includes(null)) {
      row(tool.name, "–", "no shards");
      continue;
    }
    await server.set({ delayMs: 5 });
    await Promise.all(commands.map((command) => take(command!)));
    const { answered } = await server.counts();
    await server.set({});
    await take((await tool.command(job))!);
    row(tool.name, String(answered), String((await server.counts()).answered));
  }
}

async function frame({ tools }: Bench): Promise<void> {
  row("results of 10,000 cases into a data frame", "s, whole process", "rows", "peak MB");
  for (const tool of tools) {
    await using folder = await TempFolder.make();
    const job = { cases: 10_000, concurrency: 4, target: "echo", cache: "off", folder: folder.path } as const;
    const load = await tool.frame?.(job);
    const command = load === undefined || load === null ? null : await tool.command(job);
    if (command === null) {
      row(tool.name, "–", "has none", "–");
      continue;
    }
    await take(command);
    const taken = await take(load!);
    row(tool.name, taken.seconds.toFixed(2), taken.stdout.trim().split("\n").at(-1)!, taken.rssMb.toFixed(0));
  }
}

/** The least that a client can do: so many loops over `fetch`, in a process of its own. */
async function bareLoop(url: string, { cases, concurrency }: { cases: number; concurrency: number }): Promise<number> {
  const script = new URL("./harnesses/_bare_loop.ts", import.meta.url).pathname;
  const taken = await take({
    file: Deno.execPath(),
    args: ["run", "-A", script, url, String(cases), String(concurrency)],
  });
  return Number(taken.stdout);
}

class TempFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<TempFolder> {
    return new TempFolder(await Deno.makeTempDir({ prefix: "tapedeck-bench-" }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

let isFirst = true;
let columns = 0;

/** A row of a table in Markdown; one with other columns than the one before begins a new table. */
function row(...cells: string[]): void {
  const begins = cells.length !== columns || !/^(Tapedeck|promptfoo|evalite|inspect|a bare)/.test(cells[0]);
  if (begins && !isFirst) console.log("");
  isFirst = false;
  columns = cells.length;
  console.log(`| ${cells.join(" | ")} |`);
  if (begins) console.log(`| ${cells.map((_, i) => i === 0 ? "---" : "---:").join(" | ")} |`);
}

function note(text: string): void {
  console.log(`\n${text}`);
}

if (import.meta.main) await sweepBench();
