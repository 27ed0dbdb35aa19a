import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { CassetteMissError, verifyCassette } from "../../../src/cassette/mod.ts";
import { fakeNetwork, loopback, noNetwork, recordsOf, recordTape, replayTape, tempTape } from "../support.ts";
import { converse, type Dialect, DIALECTS, mintingProvider } from "./support.ts";

const [openaiChat] = DIALECTS;
const ORIGIN = "http://provider.test";
const ENDPOINTS = { "m@p": ORIGIN };

async function record(
  path: string,
  dialect: Dialect,
  options: Parameters<typeof converse>[3] & { stream?: boolean } = {},
) {
  const fetch = fakeNetwork(mintingProvider(dialect, options).handler);
  await using tape = await recordTape(path, { fetch, endpoints: ENDPOINTS });
  return await converse(tape.fetch, ORIGIN, dialect, options);
}

async function replay(path: string, dialect: Dialect, options: Parameters<typeof converse>[3] = {}) {
  await using tape = await replayTape(path, { fetch: noNetwork, endpoints: ENDPOINTS });
  return await converse(tape.fetch, ORIGIN, dialect, options);
}

for (const dialect of DIALECTS) {
  for (const stream of [false, true]) {
    const name = `${dialect.name}${stream ? ", streamed" : ""}`;

    Deno.test(`${name}: a conversation with a tool replays as recorded, and its keys are derived again`, async () => {
      await using tape = await tempTape();
      await using server = loopback(mintingProvider(dialect, { stream }).handler);
      const endpoints = { "m@p": server.url };
      const recorder = await recordTape(tape.path, { endpoints });
      const recorded = await converse(recorder.fetch, server.url, dialect);
      await recorder.close();
      await using player = await replayTape(tape.path, { endpoints, fetch: noNetwork });
      assertEquals((await converse(player.fetch, server.url, dialect)).bodies, recorded.bodies);
      assertEquals(await verifyCassette(tape.path), []);
      const lines = await recordsOf(tape.path);
      assertEquals(lines.map(({ bound }) => bound !== undefined), [false, true, true]);
    });

    Deno.test(`${name}: after the first turn is recorded anew, the recordings of the others still answer`, async () => {
      await using tape = await tempTape();
      const first = await record(tape.path, dialect, { stream });
      const again = await record(tape.path, dialect, { stream, turns: 1 });
      assertNotEquals(again.bodies[0], first.bodies[0]);
      const replayed = await replay(tape.path, dialect);
      assertEquals(replayed.bodies, [again.bodies[0], first.bodies[1], first.bodies[2]]);
      assertEquals(await verifyCassette(tape.path), []);
    });

    Deno.test(`${name}: recording all of it anew takes the place of all of it`, async () => {
      await using tape = await tempTape();
      await record(tape.path, dialect, { stream });
      const again = await record(tape.path, dialect, { stream });
      assertEquals((await recordsOf(tape.path)).map(({ replaces }) => replaces ?? false), [
        ...[false, false, false],
        ...[true, true, true],
      ]);
      assertEquals((await replay(tape.path, dialect)).bodies, again.bodies);
    });
  }
}

Deno.test("a conversation that is recorded anew from any of its turns on, any number of times, replays", async () => {
  const dialects = fc.constantFrom(...DIALECTS);
  const sessions = fc.array(
    fc.record({ from: fc.integer({ min: 0, max: 2 }), turns: fc.integer({ min: 1, max: 3 }) }),
    {
      maxLength: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(dialects, fc.boolean(), sessions, async (dialect, stream, sessions) => {
      await using tape = await tempTape();
      const expected = (await record(tape.path, dialect, { stream })).bodies;
      for (const { from, turns } of sessions) {
        // The client has the first turns from the tape, and goes on live from there.
        const { turns: known } = await replay(tape.path, dialect, { turns: from });
        const { bodies } = await record(tape.path, dialect, { stream, turns: Math.max(turns, from), from: known });
        bodies.forEach((body, i) => expected[from + i] = body);
      }
      assertEquals((await replay(tape.path, dialect)).bodies, expected);
      assertEquals(await verifyCassette(tape.path), []);
    }),
    { numRuns: 40 },
  );
});

Deno.test("the same first turn asked several times begins several conversations, which do not mix", async () => {
  for (const dialect of DIALECTS) {
    await using tape = await tempTape();
    const provider = mintingProvider(dialect);
    const recorded: string[][] = [];
    {
      await using recorder = await recordTape(tape.path, {
        fetch: fakeNetwork(provider.handler),
        endpoints: ENDPOINTS,
      });
      const firsts = [];
      for (let i = 0; i < 3; i++) firsts.push(await converse(recorder.fetch, ORIGIN, dialect, { turns: 1 }));
      // They go on in another order than that in which they began.
      for (const i of [2, 0, 1]) {
        const rest = await converse(recorder.fetch, ORIGIN, dialect, { from: firsts[i].turns });
        recorded[i] = [...firsts[i].bodies, ...rest.bodies];
      }
    }
    await using player = await replayTape(tape.path, { fetch: noNetwork, endpoints: ENDPOINTS });
    const replayed = [];
    for (let i = 0; i < 3; i++) replayed.push(await converse(player.fetch, ORIGIN, dialect));
    assertEquals(replayed.map(({ bodies }) => bodies), recorded);
  }
});

Deno.test("with scopes, conversations that run at once find their own answers", async () => {
  await using tape = await tempTape();
  const provider = mintingProvider(openaiChat);
  const scopes = ["a", "b", "c", "d"];
  await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(provider.handler), endpoints: ENDPOINTS });
  const all = (fetch: typeof recorder.fetch, order: string[]) =>
    Promise.all(order.map(async (scope) => [scope, (await converse(fetch, ORIGIN, openaiChat, { scope })).bodies]));
  const recorded = Object.fromEntries(await all(recorder.fetch, scopes));
  await recorder.close();
  await using player = await replayTape(tape.path, { fetch: noNetwork, endpoints: ENDPOINTS });
  assertEquals(Object.fromEntries(await all(player.fetch, scopes.toReversed())), recorded);
});

Deno.test("an id that no answer on the tape minted is another request, and so is that of another answer", async () => {
  await using tape = await tempTape();
  const one = await record(tape.path, openaiChat, { question: "One?" });
  const path = ORIGIN + openaiChat.path;
  {
    const fetch = fakeNetwork(mintingProvider(openaiChat).handler);
    await using recorder = await recordTape(tape.path, { fetch, endpoints: ENDPOINTS });
    await converse(recorder.fetch, ORIGIN, openaiChat, { question: "Two?" });
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork, endpoints: ENDPOINTS });
  const two = await converse(player.fetch, ORIGIN, openaiChat, { question: "Two?", turns: 1 });
  const turn2 = JSON.stringify(openaiChat.request(one.turns.slice(0, 1), "One?"));
  const idOf = (turns: typeof one.turns) => (turns[0].kept as { tool_calls: { id: string }[] }).tool_calls[0].id;
  const chatId = JSON.parse(one.bodies[0]).id;
  for (const other of ["call_unknown", idOf(two.turns), chatId, ""]) {
    const body = turn2.replaceAll(idOf(one.turns), other);
    await assertRejects(() => player.fetch(path, { method: "POST", body }), CassetteMissError);
    // Not in one place of two either.
    const half = turn2.replace(idOf(one.turns), other);
    await assertRejects(() => player.fetch(path, { method: "POST", body: half }), CassetteMissError);
  }
  assertEquals(await (await player.fetch(path, { method: "POST", body: turn2 })).text(), one.bodies[1]);
});

Deno.test("tapes without bindings, and ids that were made elsewhere, match as they stand", async () => {
  await using tape = await tempTape();
  const elsewhere = { kept: { tool_calls: [{ id: "call_of_another_house" }] }, result: "r" };
  const recorded = await record(tape.path, openaiChat, { from: [elsewhere], turns: 2 });
  assertEquals((await recordsOf(tape.path))[0].bound, undefined);
  assertEquals((await replay(tape.path, openaiChat, { from: [elsewhere], turns: 2 })).bodies, recorded.bodies);
});

Deno.test("a binding outlives what it was made from: the superseded recording may be gone from the file", async () => {
  await using tape = await tempTape();
  const first = await record(tape.path, openaiChat);
  const again = await record(tape.path, openaiChat, { turns: 1 });
  const lines = (await Deno.readTextFile(tape.path)).trimEnd().split("\n");
  await Deno.writeTextFile(tape.path, [lines[0], ...lines.slice(2)].join("\n").replace('"replaces":true,', "") + "\n");
  assertEquals((await replay(tape.path, openaiChat)).bodies, [again.bodies[0], ...first.bodies.slice(1)]);
});

Deno.test("what is appended binds to what the tape has and to what the session records", async () => {
  await using tape = await tempTape();
  const first = await record(tape.path, openaiChat, { turns: 1 });
  const provider = mintingProvider(openaiChat);
  {
    const options = { mode: "append" as const, fetch: fakeNetwork(provider.handler), endpoints: ENDPOINTS };
    await using appender = await recordTape(tape.path, options);
    const { bodies } = await converse(appender.fetch, ORIGIN, openaiChat);
    assertEquals([bodies[0], provider.calls()], [first.bodies[0], 2]);
    first.bodies.push(...bodies.slice(1));
  }
  const [one, two, three] = await recordsOf(tape.path);
  assertEquals(Object.values(two.bound), Array(2).fill(`${one.key}/0/1`));
  assertEquals(Object.values(three.bound), [...Array(2).fill(`${one.key}/0/1`), ...Array(2).fill(`${two.key}/0/1`)]);
  const again = await record(tape.path, openaiChat, { turns: 1 });
  assertEquals((await replay(tape.path, openaiChat)).bodies, [again.bodies[0], ...first.bodies.slice(1)]);
});

Deno.test("ids that are counted up from nothing in every conversation do not mix them up", async () => {
  await using tape = await tempTape();
  const answers = (text: string) => ({ choices: [{ message: { tool_calls: [{ id: "call_0", text }] } }] });
  const fetch = fakeNetwork(async (request) => Response.json(answers(`to ${await request.text()}`)));
  const ask = (question: string, turn: number) => ({
    method: "POST",
    body: JSON.stringify({ question, messages: turn === 1 ? [] : [{ tool_call_id: "call_0", content: "r" }] }),
  });
  const questions = Array.from({ length: 20 }, (_, i) => `question ${i}`);
  for (let session = 0; session < 2; session++) {
    await using recorder = await recordTape(tape.path, { fetch });
    for (const question of session === 0 ? questions : questions.toReversed()) {
      for (const turn of [1, 2]) await (await recorder.fetch(ORIGIN, ask(question, turn))).text();
    }
  }
  assertEquals((await recordsOf(tape.path)).slice(40).map(({ replaces }) => replaces), Array(40).fill(true));
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  for (const question of questions) {
    for (const turn of [2, 1]) {
      const { body, ...init } = ask(question, turn);
      const [{ message }] = (await (await player.fetch(ORIGIN, { ...init, body })).json()).choices;
      assertEquals(message.tool_calls[0].text, `to ${body}`);
    }
  }
});

Deno.test("secrets in a request that brings ids back are redacted first", async () => {
  await using tape = await tempTape();
  const options = { secrets: ["canary-secret-1234"], endpoints: ENDPOINTS };
  const question = "With canary-secret-1234?";
  const first = { bodies: [] as string[] };
  for (const turns of [3, 1]) {
    const fetch = fakeNetwork(mintingProvider(openaiChat).handler);
    await using recorder = await recordTape(tape.path, { ...options, fetch });
    (await converse(recorder.fetch, ORIGIN, openaiChat, { question, turns })).bodies.forEach((body, i) =>
      first.bodies[i] = body
    );
  }
  assertEquals((await Deno.readTextFile(tape.path)).includes("canary"), false);
  await using player = await replayTape(tape.path, { ...options, fetch: noNetwork });
  assertEquals((await converse(player.fetch, ORIGIN, openaiChat, { question })).bodies, first.bodies);
});
