import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Secret, UserError } from "../../src/base/mod.ts";
import { fromAiSdk } from "../../src/provider/ai_sdk/mod.ts";
import { openaiEmbeddings } from "../../src/provider/embeddings/mod.ts";
import { openaiChat } from "../../src/provider/mod.ts";
import type { ChatClient, WireFormat } from "../../src/spec/mod.ts";
import { embed, exchange } from "../../src/transport/mod.ts";
import { endpointAt, HI } from "./loopback.ts";

const KEY = "sk-test-0123456789";
const REFUSED = `Incorrect API key provided: ${KEY}. Is ${KEY} yours?`;
const SAID = "Incorrect API key provided: [secret env:KEY]. Is [secret env:KEY] yours?";
const credential = new Secret("env:KEY", KEY);
const endpoint = endpointAt("http://127.0.0.1:9/v1", { credential });
const realFetch = globalThis.fetch;
const fetch = () => Promise.resolve(Response.json({ error: { message: REFUSED } }, { status: 401 }));

async function messageWith(wire: WireFormat | ChatClient): Promise<string> {
  const { outcome } = await exchange(HI, endpoint, { wire, fetch, note: { caller: {} } });
  return outcome.ok ? "an answer" : outcome.failure.message;
}

Deno.test("a key that the provider repeats in its error is not in the failure", async () => {
  assertEquals(await messageWith(openaiChat), SAID);
  const outcome = await embed({ inputs: ["a"] }, endpoint, { format: openaiEmbeddings, fetch });
  assertEquals(outcome.ok || outcome.failure.message, SAID);
});

Deno.test("nor is one that a client repeats", async () => {
  const { client } = fromAiSdk({
    specificationVersion: "v4",
    provider: "sample.chat",
    modelId: "m",
    doGenerate: () => Promise.reject(new Error(REFUSED)),
    doStream: () => Promise.reject(new Error(REFUSED)),
  });
  assertEquals(await messageWith(client), SAID);
});

/** What a call's failure says whose provider answers with this message. */
async function saidOf(message: string, code: string | null = null): Promise<string> {
  const fetch = () => Promise.resolve(Response.json({ error: { message, code } }, { status: 401 }));
  const { outcome } = await exchange(HI, endpoint, { wire: openaiChat, fetch, note: { caller: {} } });
  return outcome.ok ? "an answer" : `${outcome.failure.message} ${outcome.failure.code}`;
}

Deno.test("in whatever spelling it is repeated, and where it is cut off", async () => {
  for (const spelled of [btoa(`user:${KEY}`), KEY.replaceAll("-", "%2D"), JSON.stringify(JSON.stringify(KEY))]) {
    const said = await saidOf(`Refused: ${spelled}`);
    assertStringIncludes(said, "[secret env:KEY]");
    assertEquals(said.includes("0123456789") || said.includes(btoa(KEY).slice(4, 16)), false, said);
  }
  assertEquals(await saidOf("no", KEY), "no [secret env:KEY]");
  for (let before = 180; before < 2100; before += 7) {
    const said = await saidOf(`${"x".repeat(before)} ${KEY} and more, ${"y".repeat(2100)}`);
    assertEquals(said.includes(KEY.slice(0, 12)), false, said.slice(-60));
  }
});

Deno.test("what a call throws does not have the key in it either", async () => {
  const thrown = new UserError(`Cannot call as ${KEY} is wrong`, { cause: { headers: { "x-api-key": KEY } } });
  const fetch = () => Promise.reject(thrown);
  const error = await assertRejects(() => exchange(HI, endpoint, { wire: openaiChat, fetch, note: { caller: {} } }));
  assertEquals(Deno.inspect(error).includes(KEY), false);
  assertStringIncludes((error as Error).message, "[secret env:KEY]");
  const reset = () => Promise.reject(new TypeError(`error sending request for url (http://a/?key=${KEY})`));
  const { outcome } = await exchange(HI, endpoint, { wire: openaiChat, fetch: reset, note: { caller: {} } });
  assertEquals([outcome.ok, JSON.stringify(outcome).includes(KEY)], [false, false]);
});

Deno.test("a key is not carried along to where a server redirects", async () => {
  const seen: string[] = [];
  await using elsewhere = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    seen.push(JSON.stringify([...request.headers]));
    return Response.json({});
  });
  const location = `http://127.0.0.1:${elsewhere.addr.port}/v1/chat/completions`;
  await using provider = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(null, { status: 307, headers: { location } }),
  );
  const baseUrl = `http://127.0.0.1:${provider.addr.port}/v1`;
  for (const auth of [undefined, { header: "x-api-key", prefix: "" }]) {
    const keyed = endpointAt(baseUrl, { credential, ...(auth === undefined ? {} : { auth }) });
    const { outcome, httpStatus } = await exchange(HI, keyed, {
      wire: openaiChat,
      fetch: realFetch,
      note: { caller: {} },
    });
    assertEquals([outcome.ok, httpStatus], [false, 307]);
  }
  assertEquals(seen, []);
  // Without a key there is nothing to keep.
  await exchange(HI, endpointAt(baseUrl), { wire: openaiChat, fetch: realFetch, note: { caller: {} } });
  assertEquals(seen.length, 1);
});
