import { assertEquals } from "@std/assert";
import { Secret } from "../../src/base/mod.ts";
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
