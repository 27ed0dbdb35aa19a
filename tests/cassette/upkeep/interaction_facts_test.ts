import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import {
  cassettePaths,
  cassetteStats,
  describeInteractions,
  type InteractionFacts,
  listCassettes,
  listRecords,
} from "../../../src/cassette/mod.ts";
import { providerLenses } from "../../../src/provider/mod.ts";
import { tempFolder, tempTape } from "../support.ts";
import { chatAnswer, decisionLine, interactionLine, keyOf, type MadeInteraction, writeTape } from "./support.ts";

const lenses = providerLenses();
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function factsOf(made: MadeInteraction): Promise<InteractionFacts> {
  await using tape = await tempTape();
  await writeTape(tape.path, [interactionLine(made)]);
  return listRecords(tape.path, lenses)[0].interaction!;
}

/** An answer that costs something. */
function paid(costUsd: number, made: MadeInteraction = {}): MadeInteraction {
  const usage = {
    prompt_tokens: 100,
    completion_tokens: 50,
    cost: costUsd,
    prompt_tokens_details: { cached_tokens: 30 },
    completion_tokens_details: { reasoning_tokens: 20 },
  };
  const body = chatAnswer("hi", { usage });
  const { length } = new TextEncoder().encode(JSON.stringify(body));
  return { ...made, response: { bytes: length, body: { json: body } } };
}

Deno.test("an interaction's figures are those of the provider's answer", async () => {
  const facts = await factsOf({
    ...paid(0.0125),
    url: "{openai/gpt-4o@openrouter}/chat/completions",
    scope: "cell_1/1",
  });
  assertEquals(facts, {
    ...facts,
    key: keyOf({ url: "{openai/gpt-4o@openrouter}/chat/completions", scope: "cell_1/1" }),
    scope: "cell_1/1",
    run: null,
    endpoint: "openai/gpt-4o@openrouter",
    model: "gpt-4o",
    end: "ok",
    status: 200,
    failure: null,
    reportedCostUsd: "0.0125",
    durationMs: 40,
    chunks: 1,
  });
  assertEquals(facts.usage, {
    inputTokens: 100,
    cacheReadTokens: 30,
    cacheWriteTokens: null,
    outputTokens: 50,
    reasoningTokens: 20,
  });
});

Deno.test("an answer that was imported without times took an unknown time, not none", async () => {
  const untimed = await factsOf({ response: { headersMs: 0, cuts: [[0, 0]], bytes: 2, body: { json: {} } } });
  assertEquals([untimed.durationMs, untimed.chunks], [null, 1]);
  const bodyless = await factsOf({ status: 204, response: { headersMs: 12, cuts: [], bytes: 0, body: null } });
  assertEquals(bodyless.durationMs, 12);
});

Deno.test("failures have a word, and what is unknown is null", async () => {
  const refused = await factsOf({ status: 429, response: { bytes: 2, body: { json: {} } } });
  assertEquals([refused.end, refused.status, refused.failure, refused.usage], ["failed", 429, "rate_limited", null]);
  const broken = await factsOf({
    response: null,
    more: { failure: { kind: "timeout", message: "no byte in 5 s", atMs: 5000 } },
  });
  assertEquals([broken.end, broken.status, broken.failure, broken.durationMs], ["failed", null, "timeout", 5000]);
  assertEquals([broken.chunks, broken.responseBytes, broken.reportedCostUsd], [0, 0, null]);
  const usage = {
    inputTokens: 5,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: 6,
    reasoningTokens: null,
  };
  const refusedToKeep = await factsOf({
    response: null,
    more: { unrecordable: "a secret", answered: { status: 200, latencyMs: 7, usage, reportedCostUsd: "0.1" } },
  });
  assertEquals([refusedToKeep.end, refusedToKeep.failure], ["unrecordable", "unrecordable"]);
  assertEquals([refusedToKeep.usage, refusedToKeep.reportedCostUsd, refusedToKeep.durationMs], [usage, "0.1", 7]);
});

Deno.test("a model is found where its provider names it, and elsewhere nothing is made up", async () => {
  const url = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.0-flash:generateContent";
  assertEquals((await factsOf({ url, body: { contents: [] } })).model, "gemini-2.0-flash");
  const other = await factsOf({ url: "http://h/search", body: { q: "x" }, status: 404 });
  assertEquals([other.model, other.endpoint, other.end, other.failure], [null, "http://h", "failed", "HTTP 404"]);
});

Deno.test("a folder lists its cassettes, and one that cannot be read keeps no other from it", async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(`${folder.path}/deep`);
  await writeTape(`${folder.path}/b.jsonl`, [
    interactionLine({ at: "2026-02-02T00:00:00.000Z" }),
    interactionLine({ at: "2026-03-02T00:00:00.000Z", replaces: true }),
    interactionLine({ prompt: "b", url: "http://h/x", at: "2026-01-02T00:00:00.000Z" }),
    decisionLine("c", "n", "x"),
  ]);
  await writeTape(`${folder.path}/deep/a.jsonl`, []);
  await writeTape(`${folder.path}/broken.jsonl`, ["no line"]);
  await Deno.writeTextFile(`${folder.path}/results.jsonl`, '{"run":1}\n');
  const paths = await cassettePaths([folder.path, `${folder.path}/b.jsonl`]);
  const found = ["b.jsonl", "broken.jsonl", "deep/a.jsonl"].map((name) => `${folder.path}/${name}`);
  assertEquals(paths, found);
  const [b, broken, a] = await listCassettes(paths, lenses);
  assertEquals({ ...b, bytes: 0 }, {
    path: found[0],
    version: 2,
    interactions: 2,
    decisions: 1,
    superseded: 1,
    bytes: 0,
    created: "2026-01-01T00:00:00.000Z",
    oldest: "2026-01-02T00:00:00.000Z",
    newest: "2026-03-02T00:00:00.000Z",
    endpoints: ["gpt@openai", "http://h"],
    models: ["gpt-4o"],
  });
  assertStringIncludes((broken as { problem: string }).problem, "line 2 does not begin with");
  assertEquals((a as { oldest: null }).oldest, null);
  await assertRejects(() => cassettePaths([`${folder.path}/none`]), UserError, "there is no such file");
  await Deno.mkdir(`${folder.path}/empty`);
  await assertRejects(() => cassettePaths([`${folder.path}/empty`]), UserError, "the folder has no file that is one");
});

Deno.test("sums say what is unknown, and never take it for 0", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/a.jsonl`;
  await writeTape(path, [
    interactionLine(paid(0.1, { prompt: "a" })),
    interactionLine(paid(0.2, { prompt: "b" })),
    interactionLine({ prompt: "c" }),
    interactionLine({ prompt: "old" }),
    interactionLine({
      prompt: "old",
      replaces: true,
      response: null,
      more: { failure: { kind: "reset", message: "", atMs: 5 } },
    }),
    decisionLine("c", "n", "x"),
  ]);
  const stats = await cassetteStats([path, path], lenses);
  assertEquals([stats.files, stats.decisions, stats.superseded, stats.rows.length], [2, 2, 2, 1]);
  const { total } = await cassetteStats([path], lenses);
  assertEquals([total.calls, total.failed, total.unrecordable], [4, 1, 0]);
  assertEquals(total.inputTokens, { sum: 210, unknown: 1 });
  assertEquals(total.cacheReadTokens, { sum: 60, unknown: 2 });
  assertEquals(total.outputTokens, { sum: 104, unknown: 1 });
  assertEquals(total.costUsd, { sum: "0.3", unknown: 2 });
  assertEquals(total.waitingMs, { sum: 125, unknown: 0 });
  const nothing = await cassetteStats([], lenses);
  assertEquals([nothing.total.costUsd, nothing.oldest, nothing.rows], [{ sum: null, unknown: 0 }, null, []]);
});

Deno.test("an interaction is found by its line, its key's beginning and its scope", async () => {
  await using tape = await tempTape();
  await writeTape(tape.path, [
    interactionLine({ prompt: "a" }),
    interactionLine({ prompt: "a", answer: "new", replaces: true }),
    interactionLine({ prompt: "b", scope: "cell_1/1" }),
    decisionLine("c", "n", "x"),
  ]);
  const lines = (choice: { which?: string; scope?: string }) =>
    [...describeInteractions(tape.path, choice, lenses)].map(({ line }) => line);
  const key = keyOf({ prompt: "a" });
  assertEquals(lines({}), [3, 4]);
  assertEquals(lines({ which: "2" }), [2], "a line is shown also where it no longer counts");
  assertEquals(lines({ which: key }), [3]);
  assertEquals(lines({ which: key.slice(0, 12) }), [3]);
  assertEquals(lines({ which: key.slice(4, 12) }), [3]);
  assertEquals(lines({ scope: "cell_1/1" }), [4]);
  for (const choice of [{ which: "1" }, { which: "5" }, { which: "9" }, { which: "key_no" }, { scope: "no" }]) {
    assertStringIncludes(assertThrows(() => lines(choice), UserError).message, "Cannot show an interaction");
  }
});

Deno.test("an interaction is described with its parts, its answer and its chunks", async () => {
  await using tape = await tempTape();
  const text = 'data: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: [DONE]\n\n';
  const at = text.indexOf("data: [DONE]");
  await writeTape(tape.path, [interactionLine({
    response: {
      body: { text },
      bytes: text.length,
      cuts: [[0, 20], [at, 30]],
      headers: { "content-type": "text/event-stream" },
    },
  })]);
  const [found] = describeInteractions(tape.path, {}, lenses);
  assertEquals(found.segments?.map(({ name }) => name), ["model", "parameters", "message 1"]);
  assertEquals(found.outcome?.ok && found.outcome.completion.text, "hi");
  assertEquals(found.chunks.map(({ ms, bytes }) => [ms, decode(bytes)]), [[20, text.slice(0, at)], [
    30,
    text.slice(at),
  ]]);
  assertEquals(decode(found.body), text);
});
