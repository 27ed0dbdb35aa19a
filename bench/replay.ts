// deno-lint-ignore-file no-console
/**
 * How fast a tape replays, beside a yardstick of sixty lines: a Map from the same hash to the body.
 * Every tool runs in a process of its own, and every answer is compared byte for byte.
 */
import { openCassette, requestKey } from "../src/cassette/mod.ts";
import { type Traffic, trafficBodies, writeTraffic } from "./traffic.ts";
import { yardstick } from "./yardstick.ts";

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What one process measured. */
interface Figures {
  openMs: number;
  sequentialPerS: number;
  medianMs: number;
  parallelPerS: number;
  streamsPerS: number;
  boundaries: string;
}

/** There with `--expose-gc`. */
const collectGarbage = (globalThis as { gc?: () => void }).gc;

const URL = "https://api.example.com/v1/chat/completions";

async function openTool(tool: string, path: string): Promise<Fetch> {
  if (tool === "yardstick") return await yardstick(path);
  const tape = await openCassette(path, { keepNetwork: true });
  return tape.fetch as Fetch;
}

function post(fetch: Fetch, body: string): Promise<Response> {
  return fetch(URL, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer sk-bench-000000" },
    body,
  });
}

async function check(fetch: Fetch, { request, answer }: Traffic, i: number): Promise<void> {
  const text = await (await post(fetch, request(i))).text();
  if (text !== answer(i)) throw new Error(`answer ${i} differs`);
}

/** The same traffic, made beforehand: what is timed is the replay alone. */
function madeBeforehand({ count, request, answer }: Traffic): Traffic {
  const requests = Array.from({ length: count }, (_, i) => request(i));
  const answers = Array.from({ length: count }, (_, i) => answer(i));
  return { count, request: (i) => requests[i], answer: (i) => answers[i] };
}

/** What opening a tape and its first answer add to the heap. The collector is called, which slows what comes next. */
async function measureHeap(tool: string, path: string, count: number): Promise<number> {
  const traffic = trafficBodies(count);
  collectGarbage?.();
  const before = Deno.memoryUsage().heapUsed;
  const fetch = await openTool(tool, path);
  await check(fetch, traffic, 0);
  collectGarbage?.();
  const mb = (Deno.memoryUsage().heapUsed - before) / 2 ** 20;
  await check(fetch, traffic, 1);
  return mb;
}

async function measure(tool: string, path: string, streamPath: string, count: number): Promise<Figures> {
  const traffic = madeBeforehand(trafficBodies(count));
  let start = performance.now();
  const fetch = await openTool(tool, path);
  await check(fetch, traffic, 0);
  const openMs = performance.now() - start;

  const times = new Float64Array(count - 1);
  start = performance.now();
  for (let i = 1; i < count; i++) {
    const before = performance.now();
    await check(fetch, traffic, i);
    times[i - 1] = performance.now() - before;
  }
  const sequentialPerS = (count - 1) / (performance.now() - start) * 1000;

  const again = await openTool(tool, path);
  let next = 0;
  start = performance.now();
  await Promise.all(Array.from({ length: 32 }, async () => {
    while (next < count) await check(again, traffic, next++);
  }));
  const parallelPerS = count / (performance.now() - start) * 1000;

  const streams = await measureStreams(await openTool(tool, streamPath));
  return { openMs, sequentialPerS, medianMs: times.sort()[times.length >> 1], parallelPerS, ...streams };
}

async function measureStreams(fetch: Fetch): Promise<{ streamsPerS: number; boundaries: string }> {
  const count = 200;
  const traffic = madeBeforehand(trafficBodies(count, 200));
  const start = performance.now();
  let chunks = 0;
  for (let i = 0; i < count; i++) {
    const response = await post(fetch, traffic.request(i));
    let length = 0;
    for await (const chunk of response.body!) {
      chunks++;
      length += chunk.length;
    }
    if (length !== traffic.answer(i).length) throw new Error(`stream ${i} differs`);
  }
  return { streamsPerS: count / (performance.now() - start) * 1000, boundaries: `${chunks / count}/200` };
}

async function child<T>(what: "--child" | "--heap", tool: string, count: number, paths: readonly string[]): Promise<T> {
  const flags = what === "--heap" ? ["--v8-flags=--expose-gc"] : [];
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...flags, import.meta.filename!, what, tool, String(count), ...paths],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  if (!output.success) throw new Error(`the ${tool} process failed`);
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/** Print the table; `runs` processes of each tool in turn, medians. */
export async function replayBench(runs = 7): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const streamPath = `${folder}/streams.jsonl`;
    await writeTraffic(streamPath, URL, trafficBodies(200, 200), requestKey);
    console.log(
      "replay | recordings | open+1st ms | heap MB | seq req/s | median ms | 32 in flight req/s | SSE streams/s | chunks",
    );
    for (const count of [2000, 20_000]) {
      const path = `${folder}/chat-${count}.jsonl`;
      await writeTraffic(path, URL, trafficBodies(count), requestKey);
      // In turn, so that a machine that slows down slows both.
      const all: { [tool: string]: Figures[] } = { tapedeck: [], yardstick: [] };
      for (let i = 0; i < runs; i++) {
        for (const tool in all) all[tool].push(await child<Figures>("--child", tool, count, [path, streamPath]));
      }
      for (const tool in all) {
        const of = (pick: (f: Figures) => number) => median(all[tool].map(pick));
        const heapMb = await child<number>("--heap", tool, count, [path]);
        console.log([
          tool.padEnd(9),
          count,
          of((f) => f.openMs).toFixed(1),
          heapMb.toFixed(2),
          of((f) => f.sequentialPerS).toFixed(0),
          of((f) => f.medianMs).toFixed(4),
          of((f) => f.parallelPerS).toFixed(0),
          of((f) => f.streamsPerS).toFixed(0),
          all[tool][0].boundaries,
        ].join(" | "));
      }
      for (const figure of ["sequentialPerS", "parallelPerS"] as const) {
        const ratios = all.tapedeck.map((ours, i) => ours[figure] / all.yardstick[i][figure]);
        console.log(
          `tapedeck / yardstick, ${figure}, ${count} recordings: ${
            (median(ratios) * 100).toFixed(0)
          } % (median of pairs)`,
        );
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [flag, tool, count, path, streamPath] = Deno.args;
  if (flag === "--child") console.log(JSON.stringify(await measure(tool, path, streamPath, Number(count))));
  else if (flag === "--heap") console.log(await measureHeap(tool, path, Number(count)));
  else await replayBench();
}
