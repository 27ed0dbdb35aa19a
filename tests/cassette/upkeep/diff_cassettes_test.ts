import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type CassetteDiff, diffCassettes } from "../../../src/cassette/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";
import { tempFolder } from "../support.ts";
import { chatAnswer, decisionLine, interactionLine, type MadeInteraction, writeTape } from "./support.ts";

type Line = MadeInteraction | string;

async function diffOf(before: readonly Line[], after: readonly Line[]): Promise<CassetteDiff> {
  await using folder = await tempFolder();
  const [a, b] = ["a", "b"].map((name) => `${folder.path}/${name}.jsonl`);
  const lineOf = (line: Line) => typeof line === "string" ? line : interactionLine(line);
  await writeTape(a, before.map(lineOf));
  await writeTape(b, after.map(lineOf));
  return await diffCassettes(a, b, providerLenses());
}

/** An interaction with this answer body. */
function answered(body: JsonObject, made: MadeInteraction = {}): MadeInteraction {
  const { length } = new TextEncoder().encode(JSON.stringify(body));
  return { ...made, response: { ...made.response, body: { json: body }, bytes: length } };
}

/** What is said of the answers of one interaction. */
async function changesOf(before: JsonObject, after: JsonObject, url?: string) {
  const { changed } = await diffOf([answered(before, { url })], [answered(after, { url })]);
  return changed.flatMap(({ answer }) => answer);
}

const call = (name: string, given: string, id = "call_1") => ({
  id,
  type: "function",
  function: { name, arguments: given },
});

const withCalls = (...calls: JsonObject[]) =>
  chatAnswer("", {
    choices: [{ index: 0, message: { role: "assistant", tool_calls: calls }, finish_reason: "tool_calls" }],
  });

Deno.test("ids, times, the order of names and chunks make no difference", async () => {
  const text = JSON.stringify(chatAnswer("hello"));
  const noisy = { system_fingerprint: "fp_2", ...chatAnswer("hello", { id: "other", created: 1 }) };
  const { equal, pairs } = await diffOf(
    [answered(JSON.parse(text))],
    [answered(noisy, { at: "2027-01-01T00:00:00.000Z", response: { headersMs: 1, cuts: [[0, 2], [10, 900]] } })],
  );
  assertEquals([equal, pairs], [true, 1]);
  assertEquals(
    await changesOf(withCalls(call("f", '{"a":1,"b":2}')), withCalls(call("f", '{ "b": 2, "a": 1 }', "call_9"))),
    [],
  );
});

Deno.test("a text is compared word by word", async () => {
  const [change, ...others] = await changesOf(chatAnswer("Paris is the capital"), chatAnswer("Lyon is the capital"));
  assertEquals(change.what, "text");
  assertEquals(change.words, [
    { kind: "removed", text: "Paris" },
    { kind: "added", text: "Lyon" },
    { kind: "same", text: " is the capital" },
  ]);
  assertEquals(others, []);
});

Deno.test("tool calls are compared by name and by place in their arguments", async () => {
  const [change] = await changesOf(
    withCalls(call("weather", '{"city":"Paris","days":3}')),
    withCalls(call("weather", '{"city":"Lyon","days":3}')),
  );
  assertEquals(change.what, "tool call 1");
  assertEquals(change.places, [{ pointer: "/arguments/city", before: "Paris", after: "Lyon" }]);
  const [more] = await changesOf(
    withCalls(call("a", "{}")),
    withCalls(call("a", "{}"), call("b", "not json", "call_2")),
  );
  assertEquals([more.what, more.before, more.after], ["tool call 2", null, { name: "b", arguments: "not json" }]);
});

Deno.test("usage, finish reason, model, status and end are compared", async () => {
  const length = chatAnswer("hi", { choices: [{ index: 0, message: { content: "hi" }, finish_reason: "length" }] });
  const names = async (before: JsonObject, after: JsonObject) =>
    (await changesOf(before, after)).map(({ what }) => what);
  assertEquals(await names(chatAnswer("hi"), length), ["finish reason"]);
  assertEquals(await names(chatAnswer("hi"), chatAnswer("hi", { model: "gpt-5" })), ["model"]);
  const usage = { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19 };
  assertEquals(await names(chatAnswer("hi"), chatAnswer("hi", { usage })), ["usage outputTokens"]);
  const { changed: [limited] } = await diffOf([{}], [{ status: 429, response: { bytes: 2, body: { json: {} } } }]);
  assertEquals(limited.answer.map(({ what }) => what).slice(0, 3), ["end", "status", "failure"]);
  const { changed: [broken] } = await diffOf([{}], [{
    response: null,
    more: { failure: { kind: "timeout", message: "too slow", atMs: 5 } },
  }]);
  assertEquals(broken.answer[0], { what: "end", before: "ok", after: "failed" });
  assertEquals(broken.durationMs, { before: 40, after: 5 });
});

Deno.test("the choices behind the first are compared, in one piece and in a stream", async () => {
  const choice = (index: number, content: string) => ({
    index,
    message: { role: "assistant", content },
    finish_reason: "stop",
  });
  const answer = (content: string) => chatAnswer("", { choices: [choice(0, "a"), choice(1, content)] });
  const [change, ...others] = await changesOf(answer("b"), answer("c"));
  assertEquals([change.what, change.before, change.after, others], ["choice 2", "b (stop)", "c (stop)", []]);
  assertEquals(await changesOf(answer("b"), answer("b")), []);
  const event = (index: number, content: string) =>
    `data: ${JSON.stringify({ choices: [{ index, delta: { content }, finish_reason: null }] })}\n\n`;
  const stream = (...pieces: string[]) => {
    const text = pieces.map((piece) => event(0, "a") + event(1, piece)).join("") + "data: [DONE]\n\n";
    return { response: { headers: { "content-type": "text/event-stream" }, body: { text }, bytes: text.length } };
  };
  assertEquals((await diffOf([stream("x", "y")], [stream("xy", "")])).equal, true);
  const { changed } = await diffOf([stream("x", "y")], [stream("x", "z")]);
  assertEquals(changed.flatMap(({ answer }) => answer).map(({ what }) => what), ["choice 2"]);
});

Deno.test("a latency alone is no difference", async () => {
  const { equal } = await diffOf([{}], [{ response: { cuts: [[0, 4000]] } }]);
  assert(equal);
});

Deno.test("answers that nothing reads are compared as JSON without noise, and as text", async () => {
  const url = "http://h/other";
  assertEquals(await changesOf({ id: "1", value: 2 }, { value: 2, id: "2" }, url), []);
  const [change] = await changesOf({ id: "1", value: [1, 2] }, { id: "2", value: [1, 3] }, url);
  assertEquals(change.places, [{ pointer: "/value/1", before: 2, after: 3 }]);
  const plain = (text: string) => ({ url, response: { bytes: text.length, body: { text } } });
  const { changed } = await diffOf([plain("one two")], [plain("one three")]);
  assertEquals(changed[0].answer[0].what, "body");
});

Deno.test("a request that was changed is paired with the nearest, and the rest stands on one side alone", async () => {
  const prompts = ["What is the capital of France?", "How many legs has a spider in the garden?", "gone for good"];
  const body = (content: string, temperature = 0) => ({
    body: {
      model: "gpt-4o",
      messages: [{ role: "system", content: "Be brief." }, { role: "user", content }],
      temperature,
    },
  });
  const { changed, onlyBefore, onlyAfter, pairs } = await diffOf(
    prompts.map((prompt) => body(prompt)),
    [
      body("How many legs has a spider in the kitchen?"),
      body("What is the capital of France?", 1),
      { url: "http://h/other", body: { input: "new" } },
    ],
  );
  assertEquals(pairs, 2);
  assertEquals(
    changed.map(({ before, after, request }) => [before.line, after.line, request.map(({ pointer }) => pointer)]),
    [
      [2, 3, ["/body/temperature"]],
      [3, 2, ["/body/messages/1/content"]],
    ],
  );
  assertEquals(onlyBefore.map(({ line, name }) => [line, name]), [[4, "POST {gpt@openai}/chat/completions gpt-4o"]]);
  assertEquals(onlyAfter.map(({ line }) => line), [4]);
});

Deno.test("repeats are paired in their order, and one of the same scope whatever it says", async () => {
  const { changed, onlyAfter } = await diffOf([{ answer: "1" }, { answer: "2" }], [
    { answer: "1" },
    { answer: "3" },
    {},
  ]);
  assertEquals(changed.map(({ before, after }) => [before.line, after.line]), [[3, 3]]);
  assertEquals(onlyAfter.length, 1);
  const scoped = await diffOf([{ scope: "test a", prompt: "x y z" }], [{ scope: "test a", body: { other: true } }]);
  assertEquals([scoped.pairs, scoped.onlyBefore.length], [1, 0]);
});

Deno.test("decisions are compared by what was chosen", async () => {
  const { changed } = await diffOf([decisionLine("cell_1", "endpoint", "x")], [
    decisionLine("cell_1", "endpoint", "y"),
  ]);
  assertEquals(changed[0].answer[0].places, [{ pointer: "", before: "x", after: "y" }]);
  const alone = await diffOf([decisionLine("cell_1", "endpoint", "x")], []);
  assertEquals(alone.onlyBefore.map(({ name }) => name), ["decision endpoint"]);
  assert(!alone.equal);
});

Deno.test("what is superseded does not count", async () => {
  assert((await diffOf([{ answer: "old" }, { answer: "new", replaces: true }], [{ answer: "new" }])).equal);
});

Deno.test("a cassette is equal to itself in any order, and a diff turned round is the same diff", async () => {
  const made = fc.record({ prompt: fc.constantFrom("a", "b c", "b d"), answer: fc.constantFrom("1", "2") });
  await fc.assert(
    fc.asyncProperty(fc.array(made, { maxLength: 5 }), fc.array(made, { maxLength: 5 }), async (one, other) => {
      assert((await diffOf(one, one)).equal);
      const [forth, back] = [await diffOf(one, other), await diffOf(other, one)];
      assertEquals(forth.equal, back.equal);
      assertEquals([forth.pairs, forth.changed.length], [back.pairs, back.changed.length]);
      assertEquals(forth.onlyBefore.length, back.onlyAfter.length);
      assertEquals(forth.pairs + forth.onlyBefore.length, one.length);
      assertEquals(forth.pairs + forth.onlyAfter.length, other.length);
    }),
    { numRuns: 40 },
  );
});
