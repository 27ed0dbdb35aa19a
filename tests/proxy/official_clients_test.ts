import { assert, assertEquals, assertRejects } from "@std/assert";
import OpenAI from "openai";
import { fileURLToPath } from "node:url";
import { openProxy, type OpenProxyOptions } from "../../src/proxy/mod.ts";
import { openCassette } from "../../src/recording/mod.ts";
import { noNetwork, recordsOf, tempTape } from "../cassette/support.ts";
import { needs } from "../support/require.ts";
import { startOpenaiServer } from "./_openai_server.ts";
import { openaiTalk } from "./_openai_talk.ts";

const KEY = "sk-test-0123456789abcdef";

const python = await needs("openai");

type Client = (baseURL: string) => Promise<unknown>;

const npmClient: Client = async (baseURL) =>
  plain(await openaiTalk(new OpenAI({ apiKey: KEY, baseURL, maxRetries: 2 })));

const pypiClient: Client = async (baseURL) => {
  const { success, stdout, stderr } = await new Deno.Command(python.get(), {
    args: [fileURLToPath(new URL("_openai_talk.py", import.meta.url))],
    env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: baseURL },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
};

/** What a client parsed, without the classes around it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The real API stands on this machine: calls to OpenAI's own address are led to it. */
const ledTo = (url: string): typeof globalThis.fetch => (input, init) =>
  fetch(String(input).replace("https://api.openai.com", url), init);

async function throughProxy(tape: string, client: Client, options: OpenProxyOptions) {
  await using proxy = await openProxy(tape, { ci: "", keepNetwork: true, ...options });
  const parsed = await client(`${proxy.url}/openai/v1`);
  return { parsed, status: await proxy.close() };
}

async function inProcess(tape: string, mode: "record" | "replay", network: typeof globalThis.fetch): Promise<unknown> {
  await using cassette = await openCassette(tape, { mode, ci: "", keepNetwork: true, fetch: network });
  return plain(await openaiTalk(new OpenAI({ apiKey: KEY, fetch: cassette.fetch })));
}

/** Each talk makes so many calls: one is tried again after its 429. */
const CALLS = 11;

for (const [name, client, ignore] of [["npm", npmClient, false], ["PyPI", pypiClient, python.ignore]] as const) {
  Deno.test(
    `the client "openai" from ${name} parses the same from the server and from the tape`,
    { ignore },
    async () => {
      await using tape = await tempTape();
      let recorded;
      {
        await using server = startOpenaiServer();
        recorded = await throughProxy(tape.path, client, { mode: "record", fetch: ledTo(server.url) });
        assertEquals([server.requests(), recorded.status.recorded], [CALLS, CALLS]);
      }
      const replayed = await throughProxy(tape.path, client, { fetch: noNetwork });
      assertEquals(replayed.parsed, recorded.parsed);
      const { hits, misses, unplayed } = replayed.status;
      assertEquals([hits, misses, unplayed], [CALLS, 0, 0]);
      assert(!(await Deno.readTextFile(tape.path)).includes(KEY));
      assertEquals(
        new Set((await recordsOf(tape.path)).map(({ request }) => new URL(request.url).origin)),
        new Set([
          "https://api.openai.com",
        ]),
      );
    },
  );

  Deno.test(`what ${name}'s client recorded through the proxy plays in the process, and the other way round`, {
    ignore,
  }, async () => {
    await using byProxy = await tempTape();
    await using byFetch = await tempTape();
    let proxied, fetched;
    {
      await using server = startOpenaiServer();
      proxied = await throughProxy(byProxy.path, client, { mode: "record", fetch: ledTo(server.url) });
    }
    {
      await using server = startOpenaiServer();
      fetched = await inProcess(byFetch.path, "record", ledTo(server.url));
    }
    // The two servers mint the same ids, so that all four are the same.
    assertEquals(fetched, proxied.parsed);
    assertEquals(await inProcess(byProxy.path, "replay", noNetwork), fetched);
    assertEquals((await throughProxy(byFetch.path, client, { fetch: noNetwork })).parsed, proxied.parsed);
  });
}

Deno.test("a miss reaches the caller of an official client at once, in words that say what was asked", async () => {
  await using tape = await tempTape();
  {
    await using server = startOpenaiServer();
    await throughProxy(tape.path, npmClient, { mode: "record", fetch: ledTo(server.url) });
  }
  await using proxy = await openProxy(tape.path, { keepNetwork: true, fetch: noNetwork });
  const client = new OpenAI({ apiKey: KEY, baseURL: `${proxy.url}/openai/v1`, maxRetries: 5 });
  const call = () =>
    client.chat.completions.create({ model: "model-2", messages: [{ role: "user", content: "hello" }] });
  const error = await assertRejects(
    call,
    OpenAI.APIError,
    "Cannot replay POST https://api.openai.com/v1/chat/completions",
  );
  assertEquals([error.status, error.code, error.type], [418, "cassette_miss", "cassette_miss"]);
  assertEquals(proxy.status().misses, 1);
});

Deno.test("an upstream of one's own plays under its name, wherever it stands", async () => {
  await using tape = await tempTape();
  const client: Client = (url) => npmClient(url.replace("/openai/v1", "/mine"));
  let recorded;
  {
    await using server = startOpenaiServer();
    recorded = await throughProxy(tape.path, client, { mode: "record", upstreams: { mine: `${server.url}/v1` } });
  }
  const elsewhere = "http://127.0.0.1:9/another/path";
  const replayed = await throughProxy(tape.path, client, { upstreams: { mine: elsewhere }, fetch: noNetwork });
  assertEquals(replayed.parsed, recorded.parsed);
  await using cassette = await openCassette(tape.path, { keepNetwork: true, endpoints: { mine: elsewhere } });
  const own = new OpenAI({ apiKey: KEY, baseURL: elsewhere, fetch: cassette.fetch });
  assertEquals(plain(await openaiTalk(own)), recorded.parsed);
});
