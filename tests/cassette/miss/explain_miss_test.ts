import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { CassetteMissError, type Tape } from "../../../src/cassette/mod.ts";
import { fakeNetwork, newNote, recordTape, replayTape, tempTape } from "../support.ts";

interface Chat {
  readonly model?: string;
  readonly temperature?: number;
  readonly system?: string;
  readonly user?: string;
}

function chat({ model = "m1", temperature = 0.5, system = "Be brief.", user = "Hi" }: Chat): RequestInit {
  const messages = [{ role: "system", content: system }, { role: "user", content: user }];
  return { method: "POST", body: JSON.stringify({ model, temperature, messages }) };
}

const CHAT_URL = "http://h/v1/chat";

async function recordChats(path: string, chats: readonly (Chat & { scope?: string })[]): Promise<void> {
  await using recorder = await recordTape(path, { fetch: fakeNetwork(() => new Response("ok")) });
  for (const { scope, ...body } of chats) {
    await (await recorder.fetch(CHAT_URL, { ...chat(body), note: newNote({ scope }) })).text();
  }
}

function missOf(tape: Tape, init: RequestInit, url = CHAT_URL): Promise<CassetteMissError> {
  return assertRejects(() => tape.fetch(url, init), CassetteMissError);
}

Deno.test("a miss names the request, its key and the tape, and is of a class that tells them", async () => {
  await using tape = await tempTape();
  await recordChats(tape.path, [{}]);
  await using player = await replayTape(tape.path);
  const note = newNote();
  const error = await missOf(player, { ...chat({ user: "Ho" }), note } as RequestInit);
  assertEquals(error.name, "CassetteMissError");
  assertStringIncludes(
    error.message,
    `Cannot replay POST ${CHAT_URL} as it is not on the tape "${tape.path}": key is key_`,
  );
  assertStringIncludes(error.message, error.key);
});

Deno.test("a miss shows the three nearest recordings and where they differ, the nearest first", async () => {
  await using tape = await tempTape();
  await recordChats(tape.path, [
    { user: "something else", temperature: 0.1, system: "x" },
    { model: "m2" },
    { temperature: 0.7 },
    { temperature: 0.7, system: "Be long." },
  ]);
  await using player = await replayTape(tape.path);
  const { nearest, message } = await missOf(player, chat({}));
  assertEquals(nearest.map(({ line, pointer, recorded, requested }) => [line, pointer, recorded, requested]), [
    [4, "/body/temperature", "0.7", "0.5"],
    [5, "/body/temperature", "0.7", "0.5"],
    [2, "/body/temperature", "0.1", "0.5"],
  ]);
  assertStringIncludes(
    message,
    "The nearest recordings:\n  line 4: temperature differs; 2 of 2 messages equal; model equal\n" +
      "    /body/temperature was 0.7, is 0.5\n  line 5: ",
  );
});

const DIFFERENCES: { readonly [pointer: string]: readonly [recorded: Chat, asked: Chat, was: string, is: string] } = {
  "/body/model": [{ model: "m2" }, {}, '"m2"', '"m1"'],
  "/body/messages/0/content": [{ system: "a" }, { system: "b" }, '"a"', '"b"'],
  "/body/messages/1/content": [{ user: "a" }, { user: "b" }, '"a"', '"b"'],
};

for (const [pointer, [recorded, asked, was, is]] of Object.entries(DIFFERENCES)) {
  Deno.test(`a miss points to the first difference: ${pointer}`, async () => {
    await using tape = await tempTape();
    await recordChats(tape.path, [recorded]);
    await using player = await replayTape(tape.path);
    const [near] = (await missOf(player, chat(asked))).nearest;
    assertEquals([near.pointer, near.recorded, near.requested], [pointer, was, is]);
  });
}

Deno.test("a miss points to method, URL, headers, scope, and to fields that are on one side only", async () => {
  await using tape = await tempTape();
  const { fetch } = { fetch: fakeNetwork(() => new Response("ok")) };
  {
    await using recorder = await recordTape(tape.path, { fetch });
    const init = { method: "POST", body: '{"a/b":1,"~":[1,2]}', headers: { "anthropic-version": "1" } };
    await (await recorder.fetch("http://h/a", { ...init, note: newNote({ scope: "cell_1/1" }) })).text();
  }
  await using player = await replayTape(tape.path);
  const headers = { "anthropic-version": "1" };
  const body = '{"a/b":1,"~":[1,2]}';
  const cases: [url: string, init: RequestInit & { note?: unknown }, pointer: string, was: string, is: string][] = [
    ["http://h/b", { method: "POST", body, headers }, "/url", '"http://h/a"', '"http://h/b"'],
    ["http://h/a", { method: "PUT", body, headers }, "/method", '"POST"', '"PUT"'],
    [
      "http://h/a",
      { method: "POST", body, headers: { "anthropic-version": "2" } },
      "/headers/anthropic-version",
      '"1"',
      '"2"',
    ],
    ["http://h/a", { method: "POST", body: '{"a/b":2,"~":[1,2]}', headers }, "/body/a~1b", "1", "2"],
  ];
  for (const [url, init, pointer, was, is] of cases) {
    const note = newNote({ scope: "cell_1/1" });
    const [near] = (await missOf(player, { ...init, note } as RequestInit, url)).nearest;
    assertEquals([near.pointer, near.recorded, near.requested], [pointer, was, is]);
  }
  await using again = await replayTape(tape.path);
  const short = await missOf(again, { method: "POST", body: '{"a/b":1,"~":[1],"new":null}', headers }, "http://h/a");
  assertEquals([short.nearest[0].pointer, short.nearest[0].recorded, short.nearest[0].requested], [
    "/body/~0/1",
    "2",
    "absent",
  ]);
  const scoped = await missOf(again, { method: "POST", body, headers }, "http://h/a");
  assertEquals([scoped.nearest[0].pointer, scoped.nearest[0].recorded, scoped.nearest[0].requested], [
    "/scope",
    '"cell_1/1"',
    "absent",
  ]);
});

Deno.test("bodies that are no JSON are compared as text or by their size", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response("ok")) });
    await (await recorder.fetch("http://h/a", { method: "POST", body: "one" })).text();
    await (await recorder.fetch("http://h/b", { method: "POST", body: new Uint8Array([255]) })).text();
  }
  await using player = await replayTape(tape.path);
  const [text] = (await missOf(player, { method: "POST", body: "two" }, "http://h/a")).nearest;
  assertEquals([text.pointer, text.recorded, text.requested], ["/body", '"one"', '"two"']);
  const [bytes] = (await missOf(player, { method: "POST", body: new Uint8Array([255, 255]) }, "http://h/b")).nearest;
  assertEquals([bytes.pointer, bytes.recorded, bytes.requested], ["/body", '"1 bytes"', '"2 bytes"']);
});

Deno.test("long texts are shown from shortly before they part", async () => {
  await using tape = await tempTape();
  const long = "word ".repeat(100);
  await recordChats(tape.path, [{ user: `${long}one${long}` }]);
  await using player = await replayTape(tape.path);
  const [near] = (await missOf(player, chat({ user: `${long}two${long}` }))).nearest;
  assert(near.recorded.includes("one") && near.requested.includes("two"));
  assertLess(near.recorded.length + near.requested.length, 150);
});

Deno.test("a tape without recordings says so, and superseded recordings are not near", async () => {
  await using tape = await tempTape();
  await recordChats(tape.path, []);
  {
    await using player = await replayTape(tape.path);
    assertStringIncludes((await missOf(player, chat({}))).message, "The tape is empty");
  }
  await recordChats(tape.path, [{}]);
  await recordChats(tape.path, [{}]);
  await using player = await replayTape(tape.path);
  assertEquals((await missOf(player, chat({ user: "?" }))).nearest.map(({ line }) => line), [3]);
});

Deno.test("misses become cheap when the reason is known: after five they read nothing more", async () => {
  await using tape = await tempTape();
  await recordChats(tape.path, [{}]);
  await using player = await replayTape(tape.path);
  for (let i = 0; i < 5; i++) assertEquals((await missOf(player, chat({ user: `${i}` }))).nearest.length, 1);
  const { nearest, message, key } = await missOf(player, chat({ user: "6" }));
  assertEquals(nearest, []);
  assertStringIncludes(message, key);
  assertEquals(player.summary.missed, 6);
});

Deno.test("a request that is asked again is explained again, and uses up no explanation", async () => {
  await using tape = await tempTape();
  await recordChats(tape.path, [{}]);
  await using player = await replayTape(tape.path);
  const first = await missOf(player, chat({ user: "0" }));
  for (let i = 0; i < 6; i++) {
    const again = await missOf(player, chat({ user: "0" }));
    assertEquals([again.message, again.reason, again.nearest], [first.message, first.reason, first.nearest]);
  }
  assertEquals((await missOf(player, chat({ user: "1" }))).nearest.length, 1);
  assertEquals(player.summary.missed, 8);
});

Deno.test("a miss shows no credential", async () => {
  await using tape = await tempTape();
  await recordChats(tape.path, [{}]);
  await using player = await replayTape(tape.path, { secrets: ["sk-canary-1234"] });
  const note = newNote({ scope: "of sk-canary-1234" });
  const init = { ...chat({ user: "key sk-canary-1234" }), headers: { "x-api-key": "other-canary-5678" }, note };
  const error = await missOf(player, init, "http://h/v1/chat?api_key=third-canary&a=other-canary-5678");
  assertEquals(/canary/.test(error.message + JSON.stringify(error.nearest)), false);
});
