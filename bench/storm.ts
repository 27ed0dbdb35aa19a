// deno-lint-ignore-file no-console
/**
 * A storm of 429s: a provider with a known limit, and more callers than it lets through. Whose calls come through, and
 * how many are wasted: the transport's, those of `p-retry` in `p-limit`, and those of the `openai` package by itself.
 */
import OpenAI from "openai";
import pLimit from "p-limit";
import pRetry, { AbortError } from "p-retry";
import { stampedFetch, systemClock } from "../src/base/mod.ts";
import { endpointOf, findProvider, readRateLimits, wireFormat } from "../src/provider/mod.ts";
import type { ChatRequest, TransportSettings } from "../src/spec/mod.ts";
import { defaultTransportSettings, Transport } from "../src/transport/mod.ts";

const LIMIT_PER_MINUTE = 300;
const CALLERS = 64;
/** The first minute has the burst that is free at the start. */
const FROM_S = 60;
const UNTIL_S = 180;
const COUNTINGS = ["bucket", "sliding", "fixed"] as const;

const request: ChatRequest = {
  messages: [{ role: "user", content: "How deep is the sea?" }],
  stream: true,
  maxTokens: 20,
};

/** Makes one call, with all its retries: whether it was answered. */
type Caller = (signal: AbortSignal) => Promise<boolean>;

const CONTENDERS: { readonly [name: string]: (model: string, origin: string) => Caller } = {
  "Tapedeck, limit set": (model, origin) => tapedeck(model, origin, { requestsPerMinute: LIMIT_PER_MINUTE }),
  "Tapedeck, limit learned": (model, origin) => tapedeck(model, origin, {}),
  "p-retry in p-limit": rivalOfParts,
  "openai, its own retries": rivalOfOpenai,
};

/** Print the table. */
export async function stormBench(): Promise<void> {
  console.log(`| provider counts by | client | goodput | wasted | answered | refused | given up |`);
  console.log(`| --- | --- | --- | --- | --- | --- | --- |`);
  // All at once: they share no endpoint, and some 60 calls a second leave two cores idle.
  const tables = await Promise.all(COUNTINGS.map(storm));
  for (const line of tables.flat()) console.log(line);
}

async function storm(counting: string): Promise<string[]> {
  const names = Object.keys(CONTENDERS);
  const models = names.map((_, i) => `simulated/storm-${i}`);
  await using server = await startServer(counting, models);
  const stop = new AbortController();
  const lost = names.map(() => 0);
  const running = names.flatMap((name, i) => {
    const call = CONTENDERS[name](models[i], server.origin);
    return Array.from({ length: CALLERS }, async () => {
      while (!stop.signal.aborted) {
        const isAnswered = await call(stop.signal).catch(() => null);
        if (isAnswered === false && !stop.signal.aborted) lost[i]++;
      }
    });
  });
  await new Promise((resolve) => setTimeout(resolve, UNTIL_S * 1000));
  stop.abort();
  // Some clients do not wake from their waits when they are called off: what counts is what the server has seen.
  await Promise.race([Promise.all(running), new Promise((resolve) => setTimeout(resolve, 2000))]);
  const counts: { [model: string]: { second: number; ok: boolean }[] } = await (await fetch(`${server.origin}/counts`))
    .json();
  return names.map((name, i) => {
    const seen = (counts[models[i]] ?? []).filter(({ second }) => second >= FROM_S && second < UNTIL_S);
    const ok = seen.filter((one) => one.ok).length;
    const most = LIMIT_PER_MINUTE * (UNTIL_S - FROM_S) / 60;
    const wasted = seen.length === 0 ? 0 : 1 - ok / seen.length;
    return `| ${counting} | ${name} | ${percent(ok / most)} | ${percent(wasted)} | ${ok} | ${seen.length - ok} | ${
      lost[i]
    } |`;
  });
}

function tapedeck(model: string, origin: string, limits: TransportSettings["limits"]): Caller {
  const endpoint = endpointOf(findProvider("simulated"), { model, wireModel: model, baseUrl: `${origin}/v1` });
  const settings: TransportSettings = { ...defaultTransportSettings, limits };
  const transport = new Transport({ clock: systemClock, settings: () => settings, readLimits: readRateLimits });
  const wire = wireFormat("openai-chat");
  let calls = 0;
  return async (signal) => {
    const results = await transport.call(request, endpoint, {
      wire,
      fetch: stampedFetch(fetch, systemClock),
      note: () => ({ caller: {} }),
      seed: `${model}/${calls++}`,
      signal,
    });
    return results.at(-1)!.outcome.ok;
  };
}

/** As its users write it: so many at once, ten tries with growing waits. */
function rivalOfParts(model: string, origin: string): Caller {
  const limit = pLimit(16);
  const once = async (signal: AbortSignal) => {
    const response = await fetch(`${origin}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model, messages: request.messages, stream: true, max_tokens: 20 }),
      signal,
    });
    await response.text();
    if (response.ok) return true;
    if (response.status !== 429 && response.status < 500) throw new AbortError(`status ${response.status}`);
    throw new Error(`status ${response.status}`);
  };
  return async (signal) => {
    try {
      return await limit(() => pRetry(() => once(signal), { retries: 9, randomize: true, signal }));
    } catch {
      return false;
    }
  };
}

function rivalOfOpenai(model: string, origin: string): Caller {
  const client = new OpenAI({ apiKey: "none", baseURL: `${origin}/v1` });
  return async (signal) => {
    try {
      const stream = await client.chat.completions.create(
        { model, messages: [{ role: "user", content: "How deep is the sea?" }], stream: true, max_tokens: 20 },
        { signal },
      );
      for await (const _ of stream);
      return true;
    } catch {
      return false;
    }
  };
}

async function startServer(counting: string, models: readonly string[]) {
  const script = new URL("./_storm_server.ts", import.meta.url).pathname;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--unstable-no-legacy-abort", script, String(LIMIT_PER_MINUTE), counting, ...models],
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const port = Number((await reader.read()).value);
  await reader.cancel();
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      process.kill();
      await process.status;
    },
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
