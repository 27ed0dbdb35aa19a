import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { formatCassette, verifyCassette } from "../../../src/cassette/mod.ts";
import { fakeNetwork, newNote, recordsOf, recordTape, replayTape, tempFolder, tempTape } from "../support.ts";
import {
  arbitraryCall,
  decisionLine,
  headerLine,
  interactionLine,
  keyOf,
  type MadeCall,
  writeTape,
} from "./support.ts";

const URL_OF_CALLS = "http://h/v1/chat";

function initOf({ prompt, scope }: MadeCall) {
  const note = newNote(scope === null ? {} : { scope: `cell_${scope}/1` });
  return { method: "POST", body: JSON.stringify({ prompt, b: 1, a: 2 }), note };
}

/** Record each list of calls in a session of its own. */
async function recordSessions(path: string, sessions: readonly (readonly MadeCall[])[]): Promise<void> {
  for (const calls of sessions) {
    let next = 0;
    await using tape = await recordTape(path, { fetch: fakeNetwork(() => new Response(calls[next++].answer)) });
    for (const call of calls) await (await tape.fetch(URL_OF_CALLS, initOf(call))).text();
    await tape.decide("cell_0", "endpoint", () => ({ choice: calls.length, reason: "" }));
  }
}

/** What a replay answers to each call, a miss included. */
async function answersOf(path: string, calls: readonly MadeCall[]): Promise<string[]> {
  await using tape = await replayTape(path);
  const answers: string[] = [];
  for (const call of calls) {
    answers.push(await tape.fetch(URL_OF_CALLS, initOf(call)).then((response) => response.text(), () => "(miss)"));
  }
  answers.push(JSON.stringify(await tape.decide("cell_0", "endpoint", () => ({ choice: null, reason: "" }))));
  return answers;
}

Deno.test("any sequence of requests is answered the same before and after, and tidying again changes nothing", async () => {
  await using folder = await tempFolder();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(arbitraryCall, { maxLength: 10 }), { minLength: 1, maxLength: 3 }),
      fc.array(arbitraryCall, { maxLength: 14 }),
      async (sessions, requests) => {
        const path = `${folder.path}/${round++}.jsonl`;
        await recordSessions(path, sessions);
        const before = await answersOf(path, requests);
        await formatCassette(path);
        assertEquals(await answersOf(path, requests), before);
        assertEquals(await verifyCassette(path), []);
        const text = await Deno.readTextFile(path);
        assert(!text.includes('"replaces"'), "nothing is left to be replaced");
        assertEquals((await formatCassette(path)).changed, false);
        assertEquals(await Deno.readTextFile(path), text);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("the same content gives the same bytes, in whatever order it was recorded and spelled", async () => {
  await using folder = await tempFolder();
  const lines = ["a", "b", "c", "d"].map((prompt) => interactionLine({ prompt, scope: `cell_${prompt}/1` }));
  const first = `${folder.path}/first.jsonl`;
  const second = `${folder.path}/second.jsonl`;
  await writeTape(first, [...lines, decisionLine("cell_a", "endpoint", "x")]);
  const respelled = lines.toReversed().map((line) => {
    const { key, ...others } = JSON.parse(line);
    const { headers, ...request } = others.request;
    return `{"key":"${key}", ${JSON.stringify({ ...others, request: { headers, ...request } }).slice(1)}`;
  });
  await writeTape(second, [decisionLine("cell_a", "endpoint", "x"), ...respelled]);
  await formatCassette(first);
  await formatCassette(second);
  assertEquals(await Deno.readTextFile(second), await Deno.readTextFile(first));
  assertEquals((await recordsOf(first)).map(({ kind }) => kind), ["http", "http", "http", "http", "decision"]);
});

Deno.test("a recording made anew changes its own line and no other", async () => {
  await using tape = await tempTape();
  await writeTape(tape.path, ["a", "b", "c"].map((prompt) => interactionLine({ prompt })));
  await formatCassette(tape.path);
  const before = (await Deno.readTextFile(tape.path)).split("\n");
  await Deno.writeTextFile(tape.path, interactionLine({ prompt: "b", answer: "anew", replaces: true }) + "\n", {
    append: true,
  });
  const report = await formatCassette(tape.path);
  assertEquals(report, { changed: true, kept: 3, superseded: 1, torn: false });
  const after = (await Deno.readTextFile(tape.path)).split("\n");
  assertEquals(after.length, before.length);
  assertEquals(after.filter((line, i) => line !== before[i]).map((line) => JSON.parse(line).key), [
    keyOf({ prompt: "b" }),
  ]);
});

Deno.test("a later request stays bound to a superseded answer's key", async () => {
  await using tape = await tempTape();
  const bound = { "/messages/0/content": `${keyOf({ prompt: "a" })}/0/0` };
  await writeTape(tape.path, [
    interactionLine({ prompt: "a", answer: "call_1" }),
    interactionLine({ prompt: "call_1", bound }),
    interactionLine({ prompt: "a", answer: "call_2", replaces: true }),
  ]);
  await formatCassette(tape.path);
  const records = await recordsOf(tape.path);
  assertEquals(records.length, 2);
  assertEquals(records.find((record) => record.bound !== undefined).bound, bound);
  assertEquals(await verifyCassette(tape.path), []);
});

Deno.test("--check tells and writes nothing", async () => {
  await using tape = await tempTape();
  await writeTape(tape.path, [interactionLine({ prompt: "b" }), interactionLine({ prompt: "b", replaces: true })]);
  const before = await Deno.readTextFile(tape.path);
  assertEquals((await formatCassette(tape.path, { check: true })).changed, true);
  assertEquals(await Deno.readTextFile(tape.path), before);
  await formatCassette(tape.path);
  assertEquals((await formatCassette(tape.path, { check: true })).changed, false);
});

Deno.test("a torn last line goes, as no replay has played it", async () => {
  await using tape = await tempTape();
  await writeTape(tape.path, [interactionLine()]);
  await Deno.writeTextFile(tape.path, '{"key":"key_', { append: true });
  assertEquals((await formatCassette(tape.path)).torn, true);
  assertEquals((await recordsOf(tape.path)).length, 1);
});

const REFUSED: { readonly [what: string]: readonly [lines: string, message: string] } = {
  "an older version": [`${headerLine({ tapedeck: 1 })}\n`, "run `tapedeck cassette migrate "],
  "a newer version": [`${headerLine({ tapedeck: 99 })}\n`, "it has format version 99"],
  "a field that is not known": [
    `${headerLine()}\n${interactionLine({ more: { extra: 1 } })}\n`,
    "line 2 is not sound: the whole: Unrecognized key",
  ],
  "a header that has one": [`${headerLine({ extra: 1 })}\n`, "line 1 is not sound"],
  "a body that another program changed": [
    `${headerLine()}\n${interactionLine()}\n${interactionLine({ response: { bytes: 7 } })}\n`,
    "line 3 is not sound: its body has",
  ],
  "a line that is no JSON": [`${headerLine()}\n{"key":"key_1",\n`, "line 2 is no JSON"],
  "another file": ["hello\n", "its first line is no header"],
};

for (const [what, [text, message]] of Object.entries(REFUSED)) {
  Deno.test(`what is not understood is refused and left as it was: ${what}`, async () => {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, text);
    const error = await assertRejects(() => formatCassette(tape.path), UserError);
    assertStringIncludes(error.message, message);
    assertStringIncludes(error.message, tape.path);
    assertEquals(await Deno.readTextFile(tape.path), text);
    assertEquals([...Deno.readDirSync(tape.path.slice(0, tape.path.lastIndexOf("/")))].length, 1);
  });
}

Deno.test("who records meanwhile goes on in the tidied file, and nothing is lost", async () => {
  await using tape = await tempTape();
  let next = 0;
  await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response(`${next++}`)) });
  const call = async (prompt: number) => {
    await (await recorder.fetch(URL_OF_CALLS, initOf({ prompt, scope: null, answer: "" }))).text();
  };
  for (let i = 0; i < 30; i++) {
    const calls = [call(i), call(i)];
    if (i % 3 === 0) await formatCassette(tape.path);
    await Promise.all(calls);
  }
  await recorder.close();
  const answers = (await recordsOf(tape.path)).map(({ response }) => Number(response.body.text));
  assertEquals(answers.sort((a, b) => a - b), Array.from({ length: 60 }, (_, i) => i));
  assertEquals(await verifyCassette(tape.path), []);
});

Deno.test("links are followed, and the file keeps who may read it", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/real.jsonl`;
  await writeTape(path, [interactionLine({ prompt: "b" }), interactionLine({ prompt: "b", replaces: true })]);
  await Deno.chmod(path, 0o640);
  await Deno.symlink(path, `${folder.path}/link.jsonl`);
  assert((await formatCassette(`${folder.path}/link.jsonl`)).changed);
  assert((await Deno.lstat(`${folder.path}/link.jsonl`)).isSymlink);
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o640);
});

Deno.test("a missing file cannot be tidied", async () => {
  await using tape = await tempTape();
  const error = await assertRejects(() => formatCassette(tape.path), UserError);
  assertStringIncludes(error.message, "Cannot tidy the cassette as it cannot be written");
});
