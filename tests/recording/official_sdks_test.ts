import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type SimulatedEndpoint, startSimulated } from "../../src/provider/simulated/mod.ts";
import { openProxy } from "../../src/proxy/mod.ts";
import { openCassette } from "../../src/recording/mod.ts";
import { noNetwork, tempTape } from "../cassette/support.ts";
import { anthropicTalk, googleTalk, openaiTalk, type SdkTalk } from "./_sdk_talks.ts";

const ENDPOINTS: readonly SimulatedEndpoint[] = [
  { model: "simulated/quick", price: { inputUsd: "0.000001", outputUsd: "0.000002" } },
  { model: "simulated/vectors", kind: "embedding", capability: { dimensions: 16 } },
  { model: "simulated/busy", failures: [{ kind: "overloaded", every: 1 }] },
];

const SDKS: readonly (readonly [name: string, talk: SdkTalk])[] = [
  ["openai", openaiTalk],
  ["@anthropic-ai/sdk", anthropicTalk],
  ["@google/genai", googleTalk],
];

/** How a client comes to the server: the origin that it is given, and the `fetch`. */
type Door = (tape: string, server: string | null, use: UseDoor) => Promise<unknown>;
type UseDoor = (origin: string, fetch: typeof globalThis.fetch) => Promise<unknown>;

/** Where the server is said to be in a replay; nothing listens there. */
const NOWHERE = "http://127.0.0.1:9";

const inProcess: Door = async (tape, server, use) => {
  const origin = server ?? NOWHERE;
  await using cassette = await openCassette(tape, {
    mode: server === null ? "replay" : "record",
    ci: "",
    keepNetwork: true,
    endpoints: { sim: origin },
    ...(server === null ? { fetch: noNetwork, unused: "error" } : {}),
  });
  return await use(origin, cassette.fetch);
};

const throughProxy: Door = async (tape, server, use) => {
  await using proxy = await openProxy(tape, {
    mode: server === null ? "replay" : "record",
    ci: "",
    keepNetwork: true,
    upstreams: { sim: server ?? NOWHERE },
    ...(server === null ? { fetch: noNetwork, unused: "error" } : {}),
  });
  const result = await use(`${proxy.url}/sim`, fetch);
  const { misses } = await proxy.close();
  assertEquals(misses, 0);
  return result;
};

/** What a client parsed, without the classes around it and the headers of one hop. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner) => name === "sdkHttpResponse" ? undefined : inner));
}

/** The talk, and the chunks in which each answer came. */
async function talked(talk: SdkTalk, { origin, fetch }: { origin: string; fetch: typeof globalThis.fetch }) {
  const answers: Promise<string[]>[] = [];
  const parsed = await talk({
    origin,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const [seen, given] = response.body!.tee();
      answers.push(Array.fromAsync(seen.pipeThrough(new TextDecoderStream())));
      return new Response(given, response);
    },
  });
  return { parsed: plain(parsed), chunks: await Promise.all(answers) };
}

const record = async (door: Door, tape: string, talk: SdkTalk) => {
  await using server = startSimulated({ seed: "sdk", endpoints: ENDPOINTS });
  return {
    ...await door(tape, server.origin, (origin, fetch) => talked(talk, { origin, fetch })) as Awaited<
      ReturnType<typeof talked>
    >,
    requests: server.requests.length,
  };
};

const replay = async (door: Door, tape: string, talk: SdkTalk) =>
  await door(tape, null, (origin, fetch) => talked(talk, { origin, fetch })) as Awaited<ReturnType<typeof talked>>;

for (const [name, talk] of SDKS) {
  Deno.test(`the client ${name} parses the same from the simulated server and from the tape, chunk by chunk`, async () => {
    await using tape = await tempTape();
    const recorded = await record(inProcess, tape.path, talk);
    const replayed = await replay(inProcess, tape.path, talk);
    assertEquals(replayed.parsed, recorded.parsed);
    assertEquals(replayed.chunks, recorded.chunks);
    assert(recorded.chunks.some((chunks) => chunks.length > 10), "no answer came in chunks");
  });

  Deno.test(`the client ${name} parses the same from the simulated server and from the proxy`, async () => {
    await using tape = await tempTape();
    const recorded = await record(throughProxy, tape.path, talk);
    const replayed = await replay(throughProxy, tape.path, talk);
    assertEquals(replayed.parsed, recorded.parsed);
  });

  Deno.test(`what the client ${name} recorded through the proxy plays in the process, and the other way round`, async () => {
    await using byProxy = await tempTape();
    await using byFetch = await tempTape();
    const proxied = await record(throughProxy, byProxy.path, talk);
    const fetched = await record(inProcess, byFetch.path, talk);
    // The same seed, the same answers.
    assertEquals(proxied.parsed, fetched.parsed);
    assertEquals(proxied.requests, fetched.requests);
    assertEquals((await replay(inProcess, byProxy.path, talk)).parsed, fetched.parsed);
    assertEquals((await replay(throughProxy, byFetch.path, talk)).parsed, fetched.parsed);
  });
}

// deno-lint-ignore no-explicit-any
type Parsed = any;

/** What makes sure that the clients have parsed what they asked for, and not the same nothing twice. */
const SAID: { readonly [name: string]: (parsed: Parsed) => void } = {
  "openai"({ plain, again, called, streamedCalls, gathered, schema, image, embedded, models, unknown, busy }) {
    assertNotEquals(plain.choices[0].message.content, again.choices[0].message.content);
    assertWeather(JSON.parse(called.choices[0].message.tool_calls[0].function.arguments));
    assert(streamedCalls.some(({ choices }: Parsed) => choices[0]?.delta.tool_calls?.[0].function.name));
    assertWeather(JSON.parse(gathered.choices[0].message.tool_calls[0].function.arguments));
    assertWeather(JSON.parse(schema.choices[0].message.content));
    assertEquals(image.usage.prompt_tokens - plain.usage.prompt_tokens, 256);
    assertEquals([embedded.length, embedded[0].embedding.length], [2, 16]);
    assertEquals(models.map(({ id }: Parsed) => id), ENDPOINTS.map(({ model }) => model));
    assertEquals([unknown.name, unknown.status, busy.name, busy.status], ["Error", 404, "Error", 503]);
  },
  "@anthropic-ai/sdk"({ plain, called, streamedThought, thought, gathered, stopped, models, unknown, busy }) {
    assertEquals([plain.stop_reason, plain.content[0].type], ["end_turn", "text"]);
    assertEquals(called.content.map(({ type }: Parsed) => type), ["thinking", "tool_use"]);
    assertWeather(called.content[1].input);
    assert(thought.content[0].signature.length > 20 && thought.usage.output_tokens_details.thinking_tokens > 0);
    assert(streamedThought.some(({ delta }: Parsed) => delta?.type === "signature_delta"));
    assertEquals(gathered.content.map(({ type }: Parsed) => type), ["thinking", "text"]);
    assertEquals([stopped.stop_reason, stopped.stop_sequence], ["stop_sequence", " "]);
    // Those that embed are none of this door's; a page of one each.
    assertEquals(models.map(({ id }: Parsed) => id), ["simulated/quick", "simulated/busy"]);
    assertEquals([unknown.status, busy.status], [404, 529]);
  },
  "@google/genai"({ plain, called, answered, streamedThought, thought, schema, embedded, models, unknown, busy }) {
    assertEquals(plain.candidates[0].finishReason, "STOP");
    const calls = called.candidates[0].content.parts.filter(({ functionCall }: Parsed) => functionCall);
    assertWeather(calls[0].functionCall.args);
    assert(calls[0].thoughtSignature.length > 20);
    assertEquals(typeof answered.candidates[0].content.parts[0].text, "string");
    assert(thought.candidates[0].content.parts[0].thought && thought.usageMetadata.thoughtsTokenCount > 0);
    assert(streamedThought.length > 10);
    assertWeather(JSON.parse(schema.candidates[0].content.parts[0].text));
    assertEquals([embedded.length, embedded[0].values.length], [2, 16]);
    assertEquals(models.length, ENDPOINTS.length);
    assertEquals([unknown.status, busy.status], [404, 503]);
  },
};

function assertWeather({ city, days, ...rest }: Parsed): void {
  assertEquals([typeof city, Number.isInteger(days) && days >= 1 && days <= 7, rest], ["string", true, {}]);
}

for (const [name, talk] of SDKS) {
  Deno.test(`the client ${name} is given what it asks the simulated server for`, async () => {
    await using server = startSimulated({ seed: "sdk", endpoints: ENDPOINTS });
    SAID[name](plain(await talk({ origin: server.origin, fetch })));
    assert(server.requests.every(({ status, problem }) => (problem === null) === (status === 200)));
  });
}
