import { assertEquals, assertRejects } from "@std/assert";
import { CassetteMissError, verifyCassette } from "../../../src/cassette/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { fakeNetwork, noNetwork, recordsOf, recordTape, replayTape, tempTape } from "../support.ts";

const URL = "http://provider.test/v1";
const ask = (body: JsonValue) => ({ method: "POST", body: JSON.stringify(body) });

/** Record these requests with these answers. */
async function record(path: string, exchanges: readonly (readonly [request: JsonValue, answer: JsonValue])[]) {
  const answers = exchanges.map(([, answer]) => answer);
  await using tape = await recordTape(path, { fetch: fakeNetwork(() => Response.json(answers.shift())) });
  for (const [request] of exchanges) await (await tape.fetch(URL, ask(request))).text();
}

async function replay(path: string, request: JsonValue): Promise<JsonValue> {
  await using tape = await replayTape(path, { fetch: noNetwork });
  return await (await tape.fetch(URL, ask(request))).json();
}

const FIRST = { question: "How is the weather?" };
const calls = (...ids: string[]) => ({ tool_calls: ids.map((id) => ({ id, function: { name: "weather" } })) });
/** Two calls, and what came out of them. */
const second = ([one, two]: string[], [sunny, rainy]: string[]) => ({
  messages: [
    calls(one, two),
    { tool_call_id: sunny, content: "sunny" },
    { tool_call_id: rainy, content: "rainy" },
  ],
});

Deno.test("ids that change places make another request, where a server counts them up over its sessions, too", async () => {
  await using tape = await tempTape();
  await record(tape.path, [
    [FIRST, calls("call_00001", "call_00002")],
    [second(["call_00001", "call_00002"], ["call_00001", "call_00002"]), "right"],
  ]);
  await record(tape.path, [[FIRST, calls("call_00002", "call_00003")]]);
  assertEquals(
    await replay(tape.path, second(["call_00002", "call_00003"], ["call_00002", "call_00003"])),
    "right",
  );
  for (const [ids, results] of [[[1, 2], [2, 1]], [[1, 2], [1, 1]], [[2, 3], [3, 2]], [[1, 3], [1, 2]]]) {
    const [made, brought] = [ids, results].map((numbers) => numbers.map((number) => `call_0000${number}`));
    await assertRejects(() => replay(tape.path, second(made, brought)), CassetteMissError);
  }
});

Deno.test("nor do they take each other's recordings when they are recorded", async () => {
  await using tape = await tempTape();
  const requests = [
    second(["call_00002", "call_00003"], ["call_00002", "call_00003"]),
    second(["call_00002", "call_00003"], ["call_00003", "call_00002"]),
    second(["call_00002", "call_00001"], ["call_00002", "call_00001"]),
    second(["call_00001", "call_00001"], ["call_00002", "call_00002"]),
  ];
  await record(tape.path, [
    [FIRST, calls("call_00001", "call_00002")],
    [second(["call_00001", "call_00002"], ["call_00001", "call_00002"]), "first"],
  ]);
  await record(tape.path, [[FIRST, calls("call_00002", "call_00003")], ...requests.map((one, i) => [one, i] as const)]);
  for (const [i, request] of requests.entries()) assertEquals(await replay(tape.path, request), i);
  assertEquals(await verifyCassette(tape.path), []);
});

Deno.test("the ids of two recordings of one answer are two", async () => {
  await using tape = await tempTape();
  const both = (one: string, other: string) => second([one, other], [one, other]);
  await record(tape.path, [[FIRST, calls("call_of_one")]]);
  await record(tape.path, [
    [FIRST, calls("call_of_another")],
    [both("call_of_one", "call_of_another"), "both"],
    [both("call_of_another", "call_of_another"), "another"],
  ]);
  assertEquals(await replay(tape.path, both("call_of_one", "call_of_another")), "both");
  assertEquals(await replay(tape.path, both("call_of_one", "call_of_one")), "another");
  assertEquals(await verifyCassette(tape.path), []);
});

Deno.test("an id that is an argument of a tool, a picture, or in the user's own data, is no id of an answer", async () => {
  await using tape = await tempTape();
  const answer = (id: string) => ({
    content: [{ type: "tool_use", id: `toolu_${id}`, input: { id } }],
    picture: { inlineData: { data: `bytes of ${id}` } },
    id: `msg_of_${id}`,
  });
  const requests = (id: string): JsonValue[] => [
    { messages: [{ content: answer("product-7").content.map((call) => ({ ...call, input: { id } })) }] },
    { messages: [{ parts: [{ functionCall: { args: { id } } }, { functionResponse: { response: { id } } }] }] },
    { messages: [{ parts: [{ inlineData: { data: `bytes of ${id}` } }] }] },
    { messages: [{ content: [{ source: { data: `bytes of ${id}` } }] }] },
    { messages: [], metadata: { id: `msg_of_${id}` } },
    { messages: [], user: { id } },
  ];
  await record(tape.path, [
    [FIRST, answer("product-7")],
    ...requests("product-7").map((request, i) => [request, i] as const),
  ]);
  await record(tape.path, [[FIRST, answer("product-9")]]);
  for (const [i, request] of requests("product-7").entries()) assertEquals(await replay(tape.path, request), i);
  for (const request of requests("product-9")) {
    await assertRejects(() => replay(tape.path, request), CassetteMissError);
  }
});

Deno.test("what is as short as anybody's number stands for itself", async () => {
  for (const [one, other] of [["1", "2"], ["12345678", "12345679"], ["a-1", "a-2"]]) {
    await using tape = await tempTape();
    const balance = (id: string) => ({ user: { id }, question: "What is the balance?" });
    await record(tape.path, [[FIRST, { id: one }], [balance(one), `of ${one}`]]);
    await record(tape.path, [[FIRST, { id: other }]]);
    assertEquals(await replay(tape.path, balance(one)), `of ${one}`);
    await assertRejects(() => replay(tape.path, balance(other)), CassetteMissError);
  }
});

Deno.test("where processes record one first turn at once, each conversation keeps its own answers", async () => {
  await using tape = await tempTape();
  const ids = ["call_of_one", "call_of_another"];
  const follow = (id: string) => ({ messages: [calls(id), { tool_call_id: id, content: "sunny" }] });
  const process = (id: string) =>
    recordTape(tape.path, {
      fetch: fakeNetwork(async (request) =>
        Response.json((await request.text()).includes("tool_call_id") ? `to ${id}` : calls(id))
      ),
    });
  {
    // Neither knows of the other: both answers are their first.
    await using one = await process(ids[0]);
    await using another = await process(ids[1]);
    for (const recorder of [one, another]) await (await recorder.fetch(URL, ask(FIRST))).text();
    await (await another.fetch(URL, ask(follow(ids[1])))).text();
    await (await one.fetch(URL, ask(follow(ids[0])))).text();
  }
  const [one, another] = (await recordsOf(tape.path)).filter(({ bound }) => bound !== undefined);
  assertEquals(one.key, another.key);
  for (const id of ids) assertEquals(await replay(tape.path, follow(id)), `to ${id}`);
  await using player = await replayTape(tape.path, { fetch: noNetwork, repeat: "last" });
  for (const id of [...ids, ...ids]) {
    assertEquals(await (await player.fetch(URL, ask(follow(id)))).json(), `to ${id}`);
  }
});
