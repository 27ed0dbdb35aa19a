import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { createSimulated, defaultSimulatedEndpoints, startSimulated } from "../../../src/provider/simulated/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";
import { noNetwork, readChunks, tempTape } from "../../cassette/support.ts";
import { openCassette } from "../../../src/recording/mod.ts";

const ENDPOINTS = ["a", "b", "c"].map((name) => ({
  model: `simulated/${name}`,
  price: { inputUsd: "0.000001", outputUsd: "0.000002" },
  capability: { contextTokens: 4096 },
}));

const chat = (model: string, more: object = {}) => ({
  method: "POST",
  body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }], ...more }),
});

Deno.test("every door lists what there is, page by page where its own does", async () => {
  const { handle } = createSimulated({ endpoints: ENDPOINTS });
  const get = async (path: string, headers = {}) =>
    await (await handle(new Request(`http://simulated${path}`, { headers }))).json();
  const names = ["simulated/a", "simulated/b", "simulated/c"];
  const openai = await get("/v1/models");
  assertEquals(openai.data.map(({ id }: JsonObject) => id), names);
  assertEquals([openai.data[0].owned_by, openai.data[0].context_length, openai.data[0].pricing.prompt], [
    "simulated",
    4096,
    "0.000001",
  ]);
  const anthropic = { "anthropic-version": "2023-06-01" };
  const first = await get("/v1/models?limit=2", anthropic);
  assertEquals([first.data.length, first.has_more, first.last_id], [2, true, "simulated/b"]);
  const rest = await get(`/v1/models?limit=2&after_id=${first.last_id}`, anthropic);
  assertEquals([rest.data.map(({ id }: JsonObject) => id), rest.has_more], [["simulated/c"], false]);
  const page = await get("/v1beta/models?pageSize=2");
  assertEquals(page.models.map(({ name }: JsonObject) => name), ["models/simulated/a", "models/simulated/b"]);
  assertEquals((await get(`/v1beta/models?pageSize=2&pageToken=${page.nextPageToken}`)).models.length, 1);
  const cohere = await get("/cohere/v1/models?page_size=2");
  assertEquals([cohere.models[0].name, cohere.models[0].endpoints], ["simulated/a", ["chat"]]);
  assertEquals((await get(`/cohere/v1/models?page_token=${cohere.next_page_token}`)).models.length, 1);
  const tags = await get("/api/tags");
  assertEquals(tags.models.map(({ model }: JsonObject) => model), names);
});

Deno.test("every door tells of one model", async () => {
  const { handle } = createSimulated({ endpoints: ENDPOINTS });
  const get = async (path: string, init: RequestInit = {}) =>
    await (await handle(new Request(`http://simulated${path}`, init))).json();
  assertEquals((await get("/v1/models/simulated/b")).id, "simulated/b");
  assertEquals((await get("/anthropic/v1/models/simulated%2Fb")).max_input_tokens, 4096);
  assertEquals((await get("/v1beta/models/simulated/b")).inputTokenLimit, 4096);
  assertEquals((await get("/cohere/v1/models/simulated/b")).context_length, 4096);
  const shown = await get("/api/show", { method: "POST", body: '{"model":"simulated/b:latest"}' });
  assertEquals(shown.model_info["simulated.context_length"], 4096);
  assertEquals(shown.capabilities, ["completion", "tools", "vision", "thinking"]);
  assertEquals((await get("/v1/models/simulated/x")).error.code, "model_not_found");
});

Deno.test("who asks whether it is there is told", async () => {
  await using server = startSimulated();
  const { status, simulated } = await (await fetch(`${server.origin}/health`)).json();
  assertEquals([status, simulated], ["ok", true]);
  assertStringIncludes(await (await fetch(`${server.origin}/api/version`)).text(), "simulated");
  assertStringIncludes(await (await fetch(server.origin)).text(), "simulated");
});

Deno.test("over a socket a stream comes in pieces, and one that breaks breaks", async () => {
  await using server = startSimulated({
    endpoints: [{ model: "simulated/a" }, { model: "simulated/b", failures: [{ kind: "reset", every: 1 }] }],
  });
  const url = `${server.origin}/v1/chat/completions`;
  const whole = await readChunks(await fetch(url, chat("simulated/a", { stream: true })));
  assert(whole.error === null && whole.chunks.length > 1);
  for (const stream of [true, false]) {
    const broken = await readChunks(await fetch(url, chat("simulated/b", { stream })));
    assert(broken.error instanceof TypeError, String(broken.error));
  }
  assertEquals(server.requests.map(({ stream, problem }) => [stream, problem]), [
    [true, null],
    [true, "reset"],
    [false, "reset"],
  ]);
});

Deno.test("closing breaks off what is on its way, and can be done twice", async () => {
  const server = startSimulated({ endpoints: [{ model: "simulated/a", latency: { ttftMs: 3_600_000 } }] });
  const waiting = fetch(`${server.origin}/v1/chat/completions`, chat("simulated/a")).then(async (response) => {
    await response.body?.cancel();
    return response.status;
  });
  // Its answer is an hour away; another request has come and gone when this one is on its way.
  await (await fetch(`${server.origin}/health`)).body?.cancel();
  while (server.requests.length === 0) await (await fetch(`${server.origin}/health`)).body?.cancel();
  await server.close();
  await server.close();
  assertEquals(await waiting.catch(() => 503), 503);
});

Deno.test("a client that goes in the middle of a stream is let go", async () => {
  await using server = startSimulated({
    endpoints: [{ model: "simulated/a", latency: { tokensPerSecond: 0.001 }, answer: { textTokens: 50 } }],
  });
  const response = await fetch(`${server.origin}/v1/chat/completions`, chat("simulated/a", { stream: true }));
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
});

Deno.test("a tape keeps the label of what is simulated", async () => {
  await using tape = await tempTape();
  const { handle } = createSimulated();
  const url = "http://127.0.0.1:9/v1/chat/completions";
  const call = async (options: Parameters<typeof openCassette>[1]) => {
    await using cassette = await openCassette(tape.path, { keepNetwork: true, ci: "", ...options });
    const response = await cassette.fetch(url, chat("simulated/steady", { temperature: 0 }));
    return [response.headers.get("x-simulated"), await response.text()];
  };
  const recorded = await call({ mode: "record", fetch: (input, init) => handle(new Request(input, init)) });
  assertEquals(recorded[0], "true");
  assertEquals(await call({ mode: "replay", fetch: noNetwork }), recorded);
});

Deno.test("the default endpoints are what their names say", async () => {
  const { handle } = createSimulated();
  const ask = async (model: string, more: object) =>
    (await handle(new Request("http://simulated/v1/chat/completions", chat(model, more)))).status;
  assertEquals(defaultSimulatedEndpoints.map(({ model }) => model.split("/")[0]), Array(7).fill("simulated"));
  assertEquals(await ask("simulated/steady", { tools: [] }), 200);
  assertEquals(await ask("simulated/no-tools", { tools: [{ type: "function", function: { name: "x" } }] }), 400);
  assertEquals(await ask("simulated/tiny-context", { messages: [{ role: "user", content: "a b ".repeat(400) }] }), 400);
  assertEquals(await ask("simulated/thinker", { temperature: 0.5 }), 400);
});

Deno.test("endpoints of one name, none at all, and a port in use are mistakes that are told", async () => {
  assertThrows(
    () => createSimulated({ endpoints: [{ model: "a" }, { model: "a" }] }),
    UserError,
    'Cannot simulate endpoints as two have one name: current value is "a"',
  );
  assertThrows(() => createSimulated({ endpoints: [] }), UserError, "as there is none");
  await using server = startSimulated();
  await assertRejects(
    async () => await startSimulated({ port: server.port }).close(),
    UserError,
    `Cannot listen as the port is in use (0 picks a free one): current value is 127.0.0.1:${server.port}`,
  );
});
