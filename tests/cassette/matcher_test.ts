import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { type BodyMatcher, CassetteMissError, type Tape, verifyCassette } from "../../src/cassette/mod.ts";
import type { JsonObject } from "../../src/spec/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordsOf, recordTape, replayTape, tempTape } from "./support.ts";

/** Only the first message counts, and it does not matter how it is written. */
const LOOSE: BodyMatcher = {
  name: "first-message/1",
  body: (body) => {
    const [{ content }] = (body as JsonObject).messages as JsonObject[];
    return String(content).trim().toLowerCase();
  },
};

async function ask(tape: Tape, body: unknown, path = "a"): Promise<string> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return await (await tape.fetch(`http://h/${path}`, { method: "POST", body: text, note: newNote() })).text();
}

const chat = (content: string, extra = {}) => ({ messages: [{ role: "user", content }], ...extra });

Deno.test("what a function makes of a body stands in the key in its place", async () => {
  await using temp = await tempTape();
  {
    await using tape = await recordTape(temp.path, { match: LOOSE, fetch: fakeNetwork(() => new Response("hi")) });
    await ask(tape, chat("Hello ", { seed: 1 }));
  }
  const [header] = (await Deno.readTextFile(temp.path)).split("\n");
  assertEquals(JSON.parse(header).matcher, "first-message/1");
  const [{ request }] = await recordsOf(temp.path);
  assertEquals(request.body, { json: chat("Hello ", { seed: 1 }) }, "the request is kept as it was sent");
  assertEquals(await verifyCassette(temp.path), [], "its keys cannot be derived again, and are not");
  await using player = await replayTape(temp.path, { match: LOOSE, fetch: noNetwork, repeat: "last" });
  assertEquals(await ask(player, chat("hello", { seed: 2, tools: [{}] })), "hi");
  await assertRejects(() => ask(player, chat("Goodbye")), CassetteMissError);
  await assertRejects(() => ask(player, chat("Hello "), "b"), CassetteMissError, "h/b");
});

Deno.test("a function that gives the body back gives the keys of a tape without one", async () => {
  await using temp = await tempTape();
  const seen: unknown[] = [];
  const same: BodyMatcher = {
    name: "same",
    body(body, request) {
      seen.push(structuredClone(body), request);
      return body;
    },
  };
  const keys: string[] = [];
  for (const match of [undefined, same]) {
    const path = `${temp.path}.${match?.name}`;
    await using tape = await recordTape(path, {
      match,
      ignore: ["/user"],
      endpoints: { "m@p": "http://h" },
      fetch: fakeNetwork(() => new Response("x")),
    });
    await ask(tape, { b: [1, { c: 2 }], a: 1e3, user: "u" });
    await ask(tape, "no JSON");
    await tape.close();
    keys.push(...(await recordsOf(path)).map(({ key }) => key));
  }
  assertEquals(keys.slice(2), keys.slice(0, 2));
  assertEquals(seen.slice(0, 2), [{ b: [1, { c: 2 }], a: 1e3 }, { method: "POST", url: "{m@p}/a" }]);
});

Deno.test("a cassette is only opened with the matcher that it was recorded with", async () => {
  await using temp = await tempTape();
  const other = { ...LOOSE, name: "first-message/2" };
  await (await recordTape(temp.path, { match: LOOSE })).close();
  await (await recordTape(temp.path + ".plain", {})).close();
  const cases: [string, BodyMatcher | undefined, string][] = [
    [temp.path, undefined, 'recorded with the matcher "first-message/1": current value of "match" is none'],
    [temp.path, other, 'recorded with the matcher "first-message/1": current value of "match" is "first-message/2"'],
    [`${temp.path}.plain`, LOOSE, 'recorded without a matcher: current value of "match" is "first-message/1"'],
  ];
  for (const [path, match, message] of cases) {
    for (const open of [replayTape, recordTape]) {
      const error = await assertRejects(() => open(path, { match }), UserError, message);
      assertStringIncludes(error.message, path);
    }
  }
});

Deno.test("a function's mistakes are told as such, and nothing is sent", async () => {
  await using temp = await tempTape();
  const throwing: BodyMatcher = {
    name: "bad",
    body() {
      throw new TypeError("no messages");
    },
  };
  const silent = { name: "bad", body: () => undefined } as unknown as BodyMatcher;
  for (const [match, message] of [[throwing, 'the matcher "bad" failed'], [silent, "gave no JSON value"]] as const) {
    await using tape = await recordTape(temp.path, { match, fetch: noNetwork });
    const error = await assertRejects(() => ask(tape, {}), UserError, message);
    assertEquals(error.cause instanceof TypeError, match === throwing);
  }
  for (const name of ["", undefined]) {
    const match = { ...LOOSE, name } as BodyMatcher;
    await assertRejects(() => recordTape(`${temp.path}.new`, { match }), UserError, '"match" must have a "name"');
  }
});

Deno.test("a secret outside of what counts does not reach the tape either", async () => {
  await using temp = await tempTape();
  const secret = "sk-canary-4f9a8b7c6d5e";
  {
    await using tape = await recordTape(temp.path, {
      match: LOOSE,
      secrets: [secret],
      fetch: fakeNetwork(() => new Response("x")),
    });
    await ask(tape, chat("Hello", { metadata: { token: secret } }));
    await ask(tape, chat(`Say ${secret}`));
  }
  assert(!(await Deno.readTextFile(temp.path)).includes(secret));
  await using player = await replayTape(temp.path, { match: LOOSE, secrets: ["sk-another-0123456789ab"] });
  await ask(player, chat("Say sk-another-0123456789ab"));
});
