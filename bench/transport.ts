// deno-lint-ignore-file no-console
/**
 * What the transport adds to a call, and how exact its time to the first token is under load: both beside the least that
 * a client can do, against a server in a process of its own.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import OpenAI from "openai";
import { stampedFetch, systemClock } from "../src/base/mod.ts";
import { openaiChat, readRateLimits } from "../src/provider/mod.ts";
import type { ChatRequest, Endpoint } from "../src/spec/mod.ts";
import { defaultTransportSettings, Transport } from "../src/transport/mod.ts";
import { spread } from "./_spread.ts";

/** Pairs of calls in a round, one bare and one by another client. */
const PAIRS = 500;
const ROUNDS = 5;
const STREAM = { tokens: 20, gapMs: 250, leastDelayMs: 100, mostDelayMs: 900 };

const REQUEST: ChatRequest = {
  messages: [{ role: "user", content: "How deep is the sea?" }],
  stream: false,
  maxTokens: 100,
};
const BODY = { model: "bench", messages: REQUEST.messages, max_tokens: 100 };
const HEADERS = { "content-type": "application/json", authorization: "Bearer sk-bench-000000" };

/** Print both tables. */
export async function transportBench(): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net", fileURLToPath(new URL("./_transport_server.ts", import.meta.url))],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const origin = `http://127.0.0.1:${new TextDecoder().decode(value).trim()}`;
  try {
    await addedTable(origin);
    await exactnessTable(origin);
  } finally {
    child.kill();
    await reader.cancel();
    await child.status;
  }
}

async function addedTable(origin: string): Promise<void> {
  const endpoint = endpointAt(origin);
  const transport = newTransport();
  const openai = new OpenAI({ baseURL: origin, apiKey: "sk-bench-000000", maxRetries: 0 });
  const makers: { readonly [client: string]: () => Promise<unknown> } = {
    "bare fetch, JSON parsed": async () => JSON.parse(await bareCall(origin)()),
    "Tapedeck, whole stack": () => callBy(transport, endpoint, REQUEST),
    "openai": () => openai.chat.completions.create(BODY as OpenAI.ChatCompletionCreateParamsNonStreaming),
  };
  const bare = bareCall(origin);
  console.log("| one call after the other | ms | processor ms | aim, ms |\n| --- | --- | --- | --- |");
  console.log(`| bare fetch | ${await added(bare, null)} | |`);
  for (const [name, make] of Object.entries(makers)) {
    const aim = name.startsWith("Tapedeck") ? "0.15" : "";
    console.log(`| ${name}: more than bare fetch | ${await added(make, bare)} | ${aim} |`);
  }
}

/** Two cells: what a call costs, beyond that of the one beside it. Pairs in turn, so that nobody always comes second. */
async function added(make: () => Promise<unknown>, beside: (() => Promise<unknown>) | null): Promise<string> {
  const rounds = { ms: [] as number[], cpuMs: [] as number[] };
  for (let round = -1; round < ROUNDS; round++) {
    const more = { ms: [] as number[], cpuMs: [] as number[] };
    for (let pair = 0; pair < PAIRS; pair++) {
      const first = pair % 2 === 0 || beside === null ? null : await costOf(beside);
      const ours = await costOf(make);
      const theirs = first ?? (beside === null ? { ms: 0, cpuMs: 0 } : await costOf(beside));
      for (const figure of ["ms", "cpuMs"] as const) more[figure].push(ours[figure] - theirs[figure]);
    }
    // The round before the first one warms up.
    if (round < 0) continue;
    for (const figure of ["ms", "cpuMs"] as const) rounds[figure].push(median(more[figure]));
  }
  return `${spread(rounds.ms, 3)} | ${spread(rounds.cpuMs, 3)}`;
}

interface Cost {
  readonly ms: number;
  /** Of all threads of this process, which other work on the machine stretches less than the time. */
  readonly cpuMs: number;
}

async function costOf(make: () => Promise<unknown>): Promise<Cost> {
  const startMs = performance.now();
  const before = process.cpuUsage();
  await make();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startMs, cpuMs: (user + system) / 1000 };
}

async function exactnessTable(origin: string): Promise<void> {
  const offsetMs = await clockOffsetMs(origin);
  console.log("\n| streams in flight | reader | p50 ms | p99 ms | worst ms | p99, × bare | aim |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const inFlight of [200, 1000]) {
    const errors = { ours: [] as number[][], bare: [] as number[][] };
    const { fetchOnce, transportOnce } = streamers(offsetMs);
    for (let round = 0; round < 3; round++) {
      const turns = [["bare", fetchOnce], ["ours", transportOnce]] as const;
      for (const [name, once] of round % 2 === 0 ? turns : turns.toReversed()) {
        errors[name].push(await keepInFlight(inFlight, { origin, once }));
      }
    }
    const p99 = (rounds: number[][]) => median(rounds.map((round) => percentile(round, 0.99)));
    const ratio = p99(errors.ours) / p99(errors.bare);
    for (const name of ["bare", "ours"] as const) {
      const figures = [0.5, 0.99, 1].map((share) => spread(errors[name].map((round) => percentile(round, share)), 2));
      const aim = name === "bare" ? "" : inFlight === 200 ? "p99 ≤ 7 ms" : "≤ 1.2 × bare";
      const label = name === "bare" ? "bare reader" : "Tapedeck, whole stack";
      console.log(`| ${[inFlight, label, ...figures, name === "bare" ? "" : ratio.toFixed(2), aim].join(" | ")} |`);
    }
  }
}

/** Each streams once and tells how much later than the server sent it the first token was seen. */
function streamers(offsetMs: number) {
  const transport = newTransport();
  const request = { ...REQUEST, stream: true };
  const transportOnce = async (endpoint: Endpoint) => {
    let handOverMs = 0;
    let sentMs = NaN;
    const wire = {
      ...openaiChat,
      fromWire: (response: Parameters<typeof openaiChat.fromWire>[0]) => {
        sentMs = sentMsIn(new TextDecoder().decode(response.body));
        return openaiChat.fromWire(response);
      },
    };
    const [{ outcome }] = await transport.call(request, endpoint, {
      wire,
      fetch: network,
      note: () => ({
        caller: {},
        beforeLive: () => {
          handOverMs = epochMs();
          return Promise.resolve();
        },
      }),
      seed: "",
    });
    if (!outcome.ok) throw new Error(`Cannot measure as a call failed: current value is ${outcome.failure.message}`);
    return handOverMs + outcome.completion.timing.ttftMs! + offsetMs - sentMs;
  };
  const fetchOnce = async ({ baseUrl }: Endpoint) => {
    const body = JSON.stringify({ ...BODY, stream: true });
    const response = await fetch(`${baseUrl}/chat/completions`, { method: "POST", headers: HEADERS, body });
    const chunks = response.body!.getReader();
    const first = await chunks.read();
    const seenMs = epochMs();
    for (let part = first; !part.done;) part = await chunks.read();
    return seenMs + offsetMs - sentMsIn(new TextDecoder().decode(first.value));
  };
  return { fetchOnce, transportOnce };
}

/** So many streams at any time, each worker two in turn; the errors of all but each worker's first. */
async function keepInFlight(
  count: number,
  { origin, once }: { origin: string; once: (endpoint: Endpoint) => Promise<number> },
): Promise<number[]> {
  const errors: number[] = [];
  await Promise.all(Array.from({ length: count }, async (_, worker) => {
    await systemClock.sleep(worker * 5000 / count);
    for (let turn = 0; turn < 2; turn++) {
      const delayMs = STREAM.leastDelayMs +
        (worker * 7919 + turn * 104_729) % (STREAM.mostDelayMs - STREAM.leastDelayMs);
      const error = await once(endpointAt(`${origin}/stream/${delayMs}/${STREAM.tokens}/${STREAM.gapMs}`));
      if (turn > 0) errors.push(error);
    }
  }));
  return errors;
}

/** What to add to our time to have the server's: from the quickest of many exchanges of both. */
async function clockOffsetMs(origin: string): Promise<number> {
  let best = { tripMs: Infinity, offsetMs: 0 };
  for (let ping = 0; ping < 300; ping++) {
    const askedMs = epochMs();
    const theirsMs = Number(await (await fetch(`${origin}/time`)).text());
    const tripMs = epochMs() - askedMs;
    if (tripMs < best.tripMs) best = { tripMs, offsetMs: theirsMs - askedMs - tripMs / 2 };
  }
  return best.offsetMs;
}

function bareCall(origin: string): () => Promise<string> {
  return async () => {
    const response = await fetch(`${origin}/chat/completions`, {
      method: "POST",
      headers: HEADERS,
      body: JSON.stringify(BODY),
    });
    return await response.text();
  };
}

function newTransport(): Transport {
  const limits = { requestsPerMinute: 10_000_000, tokensPerMinute: 10_000_000_000, concurrency: 5000 };
  const settings = { ...defaultTransportSettings, limits };
  let events = 0;
  return new Transport({
    clock: systemClock,
    settings: () => settings,
    readLimits: readRateLimits,
    onEvent: () => void events++,
  });
}

const network = stampedFetch(fetch, systemClock);

async function callBy(transport: Transport, endpoint: Endpoint, request: ChatRequest): Promise<void> {
  const [{ outcome }] = await transport.call(request, endpoint, {
    wire: openaiChat,
    fetch: network,
    note: () => ({ caller: {} }),
    seed: "",
  });
  if (!outcome.ok) throw new Error(`Cannot measure as a call failed: current value is ${outcome.failure.message}`);
}

function endpointAt(baseUrl: string): Endpoint {
  const credential = { name: "bench", reveal: () => "sk-bench-000000" };
  const names = { key: "bench@local", model: "bench", provider: "local", wireModel: "bench", wire: "openai-chat" };
  return { ...names, baseUrl, price: null, credential };
}

function sentMsIn(text: string): number {
  return Number(/"sent_ms":([\d.]+)/.exec(text)?.[1]);
}

/** Milliseconds since 1970, by the monotonic clock. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

if (import.meta.main) await transportBench();
