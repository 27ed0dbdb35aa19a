import { assert, assertEquals, assertRejects } from "@std/assert";
import { embed } from "../../src/transport/mod.ts";
import { openCassette } from "../../src/recording/mod.ts";
import { openaiEmbeddings } from "../../src/provider/mod.ts";
import type { Endpoint } from "../../src/spec/mod.ts";
import { tempDir } from "../support/temp_dir.ts";

const ENDPOINT: Endpoint = {
  key: "author/embedder@local",
  model: "author/embedder",
  provider: "local",
  baseUrl: "",
  wireModel: "embedder",
  wire: "openai-chat",
  price: null,
  credential: null,
};

/** A server that embeds a text as its length. */
function lengths(seen: Headers[] = []) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    seen.push(request.headers);
    const { input } = await request.json();
    const data = input.map((text: string, index: number) => ({ index, embedding: [text.length, 1] }));
    return Response.json({ data, model: "embedder-1", usage: { prompt_tokens: 7 } });
  });
  return { server, baseUrl: `http://127.0.0.1:${server.addr.port}/v1` };
}

Deno.test("embeddings are recorded, and replayed without the server", async () => {
  using dir = tempDir();
  const path = `${dir.path}/embeddings.jsonl`;
  const { server, baseUrl } = lengths();
  const endpoint = { ...ENDPOINT, baseUrl };
  const request = { inputs: ["a tape", "a deck!"] };
  const options = { endpoints: { [endpoint.key]: baseUrl }, allowLiveInCi: true, keepNetwork: true };
  const recording = await openCassette(path, { ...options, mode: "record" });
  const live = await embed(request, endpoint, { format: openaiEmbeddings, fetch: recording.fetch });
  await recording.close();
  await server.shutdown();
  await using tape = await openCassette(path, { ...options, mode: "replay" });
  const note = { caller: {} };
  const replayed = await embed(request, endpoint, { format: openaiEmbeddings, fetch: tape.fetch, note });
  assert(live.ok && replayed.ok);
  assertEquals(replayed.result.vectors, [[6, 1], [7, 1]]);
  assertEquals(replayed.result, { ...live.result, latencyMs: replayed.result.latencyMs });
  assertEquals(typeof replayed.result.latencyMs, "number");
});

Deno.test("a text that is not on the tape is a miss, not a call", async () => {
  using dir = tempDir();
  const path = `${dir.path}/empty.jsonl`;
  await (await openCassette(path, { mode: "record", allowLiveInCi: true })).close();
  await using tape = await openCassette(path, { mode: "replay", keepNetwork: true });
  const endpoint = { ...ENDPOINT, baseUrl: "http://127.0.0.1:9/v1" };
  const outcome = await embed({ inputs: ["never"] }, endpoint, { format: openaiEmbeddings, fetch: tape.fetch });
  assertEquals(outcome.ok ? null : outcome.failure.kind, "cassette_miss");
});

Deno.test("the endpoint says how its credential goes into the headers", async () => {
  const seen: Headers[] = [];
  const { server, baseUrl } = lengths(seen);
  const credential = { name: "env:KEY", reveal: () => "the-key" };
  const options = { format: openaiEmbeddings, fetch };
  await embed({ inputs: ["a"] }, { ...ENDPOINT, baseUrl, credential }, options);
  await embed(
    { inputs: ["a"] },
    { ...ENDPOINT, baseUrl, credential, auth: { header: "api-key", prefix: "" } },
    options,
  );
  await server.shutdown();
  assertEquals(seen.map((headers) => [headers.get("authorization"), headers.get("api-key")]), [
    ["Bearer the-key", null],
    [null, "the-key"],
  ]);
});

Deno.test("no text, and an abort, are errors of the caller", async () => {
  const options = { format: openaiEmbeddings, fetch: () => Promise.reject(new Error("not to be called")) };
  await assertRejects(() => embed({ inputs: [] }, ENDPOINT, options), RangeError, "there must be a text");
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => embed({ inputs: ["a"] }, ENDPOINT, { ...options, signal }), Error, "enough");
});

Deno.test("a connection that fails is a typed failure, and warnings of the request come back", async () => {
  const fetch = () => Promise.reject(new TypeError("connection refused"));
  const failed = await embed({ inputs: ["a"] }, ENDPOINT, { format: openaiEmbeddings, fetch });
  assertEquals(failed.ok ? null : failed.failure.kind, "connection");
  const answer = { data: [{ index: 0, embedding: [1] }] };
  const warned = await embed({ inputs: ["a"], purpose: "query" }, ENDPOINT, {
    format: openaiEmbeddings,
    fetch: () => Promise.resolve(Response.json(answer)),
  });
  assertEquals(warned.ok && warned.result.warnings.map(({ code }) => code), ["unsupported"]);
});

Deno.test("vectors that could not be kept are a failure that says what was billed", async () => {
  const answer = { data: [{ index: 0, embedding: [1] }], usage: { prompt_tokens: 7 } };
  const outcome = await embed({ inputs: ["a"] }, ENDPOINT, {
    format: openaiEmbeddings,
    fetch: (_, init) => {
      Object.assign(init!.note!, { unrecordable: "a credential in it could not be replaced" });
      return Promise.resolve(Response.json(answer));
    },
  });
  assert(!outcome.ok);
  assertEquals([outcome.failure.kind, outcome.failure.billed?.usage.inputTokens], ["unrecordable", 7]);
});

Deno.test("a refusal comes back as it is", async () => {
  const outcome = await embed({ inputs: ["a"] }, ENDPOINT, {
    format: openaiEmbeddings,
    fetch: () => Promise.resolve(Response.json({ error: { message: "Slow down" } }, { status: 429 })),
  });
  assertEquals(outcome.ok ? null : outcome.failure.kind, "rate_limited");
});
