import { assert, assertEquals, assertThrows } from "@std/assert";
import { Secret, stampedFetch, VirtualClock } from "../../src/base/mod.ts";
import { openaiEmbeddings } from "../../src/provider/mod.ts";
import type { Endpoint } from "../../src/spec/mod.ts";
import { defaultTransportSettings, EmbeddingClient, Transport } from "../../src/transport/mod.ts";

const ENDPOINT: Endpoint = {
  key: "acme/embed@bench",
  model: "acme/embed",
  provider: "bench",
  baseUrl: "http://bench.example/v1",
  wireModel: "embed",
  wire: "openai-chat",
  price: null,
  credential: new Secret("env:KEY", "sk-canary-0123456789"),
};

const VECTORS = {
  data: [{ index: 1, embedding: [0, 1] }, { index: 0, embedding: [1, 0] }],
  usage: { prompt_tokens: 6 },
};

/** A call for two texts, whose tries get these responses. */
async function embedded(...responses: readonly Response[]) {
  const clock = new VirtualClock();
  const sent: Request[] = [];
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    sent.push(new Request(input, init));
    return Promise.resolve(responses[sent.length - 1]);
  };
  const client = new EmbeddingClient(openaiEmbeddings, { inputs: ["Hi", "Ho"], dimensions: 2 });
  const transport = new Transport({ clock, settings: () => defaultTransportSettings });
  let ended = false;
  const calling = transport.call(client.asChat(), ENDPOINT, {
    wire: client,
    fetch: stampedFetch(fetch, clock),
    note: () => ({ caller: {} }),
    seed: "hi",
  }).finally(() => ended = true);
  while (!ended) await clock.advance(1000);
  return { client, sent, results: await calling };
}

Deno.test("texts are asked for in the dialect of embeddings, with the key, and come back in their order", async () => {
  const { client, sent, results } = await embedded(Response.json(VECTORS));
  assertEquals(client.vectors, [[1, 0], [0, 1]]);
  assertEquals(sent[0].url, "http://bench.example/v1/embeddings");
  assertEquals(sent[0].headers.get("authorization"), "Bearer sk-canary-0123456789");
  assertEquals(await sent[0].json(), { model: "embed", input: ["Hi", "Ho"], dimensions: 2 });
  const [{ outcome }] = results;
  assert(outcome.ok);
  assertEquals([outcome.completion.usage.inputTokens, outcome.completion.text], [6, ""]);
});

Deno.test("what is refused is tried again, and what keeps being refused is the provider's failure", async () => {
  const busy = () =>
    Response.json({ error: { message: "Slow down" } }, { status: 429, headers: { "retry-after": "1" } });
  const again = await embedded(busy(), Response.json(VECTORS));
  assertEquals([again.sent.length, again.client.vectors], [2, [[1, 0], [0, 1]]]);
  assertEquals(again.results.map(({ httpStatus }) => httpStatus), [429, 200]);
  const gone = await embedded(Response.json({ error: { message: "No such model" } }, { status: 404 }));
  const [{ outcome }] = gone.results;
  assert(!outcome.ok);
  assertEquals([outcome.failure.kind, gone.client.vectors], ["not_found", null]);
});

Deno.test("an answer that is none, under a good status, is a failure", async () => {
  const { results, client } = await embedded(...Array.from({ length: 9 }, () => Response.json({ data: [] })));
  const { outcome } = results.at(-1)!;
  assertEquals([outcome.ok, client.vectors], [false, null]);
});

Deno.test("nothing cannot be embedded", () => {
  assertThrows(() => new EmbeddingClient(openaiEmbeddings, { inputs: [] }), RangeError, "current value is []");
});
