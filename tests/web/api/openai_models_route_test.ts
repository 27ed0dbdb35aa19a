import { assert, assertEquals, assertRejects } from "@std/assert";
import OpenAI, { NotFoundError } from "openai";
import { serveDashboard } from "../../../src/web/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { apiWorld, KEYS, OPENAI } from "./_providers.ts";

type World = Awaited<ReturnType<typeof apiWorld>>;

const idsOf = async (world: Pick<World, "get">) =>
  (await (await world.get("/v1/models")).json()).data.map(({ id }: { id: string }) => id);

Deno.test("OpenAI's own client lists the models, and gets each of them by its id", async () => {
  await using world = await apiWorld();
  await using server = serveDashboard(world.dashboard);
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
  const models = await Array.fromAsync(await client.models.list());
  assertEquals(models.map(({ id }) => id), ["me/mine", "openai/gpt-4o-mini"]);
  assertEquals(models[1], { id: "openai/gpt-4o-mini", object: "model", created: 1_721_088_000, owned_by: "openai" });
  for (const { id } of models) assertEquals((await client.models.retrieve(id)).id, id);
  await assertRejects(() => client.models.retrieve("no/such"), NotFoundError, "does not exist");
});

Deno.test("what is listed is what a completion is taken for", async () => {
  await using world = await testDashboard({ prompts: [] });
  await using server = serveDashboard(world.dashboard);
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
  const [{ id }] = await Array.fromAsync(await client.models.list());
  const answer = await client.chat.completions.create({
    model: id,
    messages: [{ role: "user", content: "Hello" }],
    max_tokens: 5,
  });
  assertEquals([id, answer.model], ["me/mine", "me/mine@box"]);
});

Deno.test("only what a key is at hand for is listed, each model once whoever has it", async () => {
  await using both = await apiWorld({ keys: { OPENAI_API_KEY: KEYS.server, OPENROUTER_API_KEY: "sk-or-v1-x" } });
  assertEquals(await idsOf(both), ["me/mine", "mistralai/mistral-nemo:free", "openai/gpt-4o-mini"]);
  await using one = await apiWorld();
  assertEquals(await idsOf(one), ["me/mine", "openai/gpt-4o-mini"]);
});

Deno.test("a model is found by other names of it, and by the key of an endpoint", async () => {
  await using world = await apiWorld();
  await idsOf(world);
  const found = async (id: string) => {
    const response = await world.get(`/v1/models/${id}`);
    return response.status === 200 ? (await response.json()).id : response.status;
  };
  assertEquals(await found("openai%2Fgpt-4o-mini"), "openai/gpt-4o-mini");
  assertEquals(await found("openai/gpt-4o-mini@openai"), "openai/gpt-4o-mini@openai");
  assertEquals(await found("me/mine@box"), "me/mine@box");
  assertEquals(await found("me/mine@nobody"), 404);
  assertEquals(await found("openai/gpt-4o-minni"), 404);
  assertEquals(await found("%E0%A4%A"), 404);
  assertEquals(await found(encodeURIComponent(`<img src=x onerror=alert(1)>\u0000${"x".repeat(500)}`)), 404);
});

Deno.test("what is not there is an error as OpenAI has it, that nobody keeps", async () => {
  await using world = await apiWorld();
  const response = await world.get("/v1/models/no/such");
  assertEquals([response.status, response.headers.get("cache-control")], [404, "private, no-store"]);
  const { error: { message, ...rest } } = await response.json();
  assertEquals(rest, { type: "invalid_request_error", param: "model", code: "model_not_found" });
  assert(message.includes('"no/such"'));
});

Deno.test("keys of callers change nothing here: calls are made with the server's", async () => {
  await using world = await apiWorld();
  const plain = await world.text("/v1/models");
  assertEquals(await world.text("/v1/models", { headers: { [OPENAI]: KEYS.ann } }), plain);
  assertEquals(world.calls.some(({ key }) => key === KEYS.ann), false);
});

Deno.test("whoever has the list is told that it is still so", async () => {
  await using world = await apiWorld();
  const etag = (await world.get("/v1/models")).headers.get("etag")!;
  assertEquals((await world.get("/v1/models", { headers: { "if-none-match": etag } })).status, 304);
});
