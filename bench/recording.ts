// deno-lint-ignore-file no-console
/** What recording costs: the throughput with 100 in flight against a server that takes 20 ms, and the first byte. */
import { openCassette } from "../src/recording/mod.ts";
import { trafficBodies } from "./traffic.ts";

const IN_FLIGHT = 100;
const CALLS = 4000;
const ROUNDS = 7;
const FIRST_BYTES = 600;

type Fetch = typeof globalThis.fetch;

/** Print the figures. */
export async function recordingBench(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await throughput(folder);
    await firstByte(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function throughput(folder: string): Promise<void> {
  await using server = await delayServer(20);
  const bodies = requestBodies(CALLS);
  const plain: number[] = [];
  const recorded: number[] = [];
  await callAll(fetch, server.url, bodies);
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await callAll(fetch, server.url, bodies));
    const tape = await openCassette(`${folder}/${round}.jsonl`, { mode: "record", ci: "" });
    recorded.push(await callAll(tape.fetch as Fetch, server.url, bodies));
    await tape.close();
  }
  const lost = plain.map((perS, i) => 1 - recorded[i] / perS);
  console.log(
    `recording, ${IN_FLIGHT} in flight, 20 ms: ${median(plain).toFixed(0)} calls/s without a tape, ${
      median(recorded).toFixed(0)
    } with: ${(median(lost) * 100).toFixed(1)} % lost (median of ${ROUNDS} pairs; aim 5 %)`,
  );
}

/** Calls per second. */
async function callAll(fetch: Fetch, url: string, bodies: readonly string[]): Promise<number> {
  let next = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (next < bodies.length) await (await post(fetch, url, bodies[next++])).text();
  }));
  return bodies.length / (performance.now() - start) * 1000;
}

async function firstByte(folder: string): Promise<void> {
  await using server = await delayServer(0);
  await using tape = await openCassette(`${folder}/first.jsonl`, { mode: "record", ci: "" });
  const bodies = requestBodies(FIRST_BYTES);
  const plain: number[] = [];
  const recorded: number[] = [];
  for (const [i, body] of bodies.entries()) {
    const pair = [[fetch, plain], [tape.fetch as Fetch, recorded]] as const;
    for (const [fetch, times] of i % 2 === 0 ? pair : pair.toReversed()) {
      times.push(await firstByteMs(fetch, server.url, body));
    }
  }
  // The first calls are the compiler's.
  const [without, with_] = [plain, recorded].map((times) => median(times.slice(FIRST_BYTES / 6)));
  console.log(
    `first byte: ${without.toFixed(3)} ms without a tape, ${with_.toFixed(3)} ms with: ` +
      `${(with_ - without).toFixed(3)} ms more (medians of ${FIRST_BYTES * 5 / 6}; aim 0.2 ms)`,
  );
}

async function firstByteMs(fetch: Fetch, url: string, body: string): Promise<number> {
  const start = performance.now();
  const response = await post(fetch, url, body);
  const reader = response.body!.getReader();
  await reader.read();
  const ms = performance.now() - start;
  while (!(await reader.read()).done);
  return ms;
}

function post(fetch: Fetch, url: string, body: string): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer sk-bench-000000" },
    body,
  });
}

function requestBodies(count: number): string[] {
  const { request } = trafficBodies(count);
  return Array.from({ length: count }, (_, i) => request(i));
}

async function delayServer(delayMs: number) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("_delay_server.ts", import.meta.url).pathname, String(delayMs)],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const port = (await reader.read()).value!.trim();
  return {
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

if (import.meta.main) await recordingBench();
