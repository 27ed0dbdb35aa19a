import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { loadCassette } from "../../../src/analysis/mod.ts";
import { promptText } from "../../../src/analysis/frames/_prompt_text.ts";
import { importCassette, listRecords, openCassette } from "../../../src/recording/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { tempDir } from "../../support/temp_dir.ts";

const fixtures = await needs("fixtures");

const QUICKSTART = new URL("../../../cassettes/quickstart.jsonl", import.meta.url).pathname;
const SECRET = "sk-proj-0123456789abcdefghijklmnopqrstuvwxyz";

interface Call {
  readonly body: JsonValue;
  readonly answer: () => Response;
}

/** A tape of these calls, made by the recorder. */
async function record(path: string, calls: readonly Call[]): Promise<void> {
  for (const { body, answer } of calls) {
    const fetch = () => new Promise<Response>((resolve) => resolve(answer()));
    await using tape = await openCassette(path, { mode: "append", fetch, allowLiveInCi: true, env: false });
    await tape.fetch("https://api.openai.com/v1/chat/completions", {
      method: "POST",
      headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }).then((response) => response.text(), () => {});
  }
}

function chat(content: string, answer: () => Response, more: { readonly [name: string]: JsonValue } = {}): Call {
  return { body: { model: "gpt-4o-mini", messages: [{ role: "user", content }], ...more }, answer };
}

const ANSWER = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-4o-mini-2024-07-18",
  choices: [{
    index: 0,
    finish_reason: "tool_calls",
    message: {
      role: "assistant",
      content: "Looking it up.",
      tool_calls: [{ id: "call_1", type: "function", function: { name: "find", arguments: "{}" } }],
    },
  }],
  usage: { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 },
};

const json = (value: JsonValue, status = 200) => () => Response.json(value, { status });

Deno.test("one row per interaction of the shipped tape, with what its records say", async () => {
  const frame = await loadCassette(QUICKSTART);
  const rows = frame.toRecords();
  const listed = listRecords(QUICKSTART).flatMap(({ line, interaction }) =>
    interaction === null ? [] : [{ line, ...interaction }]
  );
  assertEquals(rows.length, listed.length);
  for (const [i, { line, key, scope, status, at, usage, chunks, durationMs, responseBytes }] of listed.entries()) {
    const row = rows[i];
    assertEquals([row.line, row.cassette_key, row.scope], [line, key, scope]);
    assertEquals([row.http_status, row.started_at, row.chunks], [status, at, chunks]);
    assertEquals([row.input_tokens, row.output_tokens], [usage?.inputTokens ?? null, usage?.outputTokens ?? null]);
    assertEquals([row.latency_ms, row.response_bytes], [durationMs, responseBytes]);
  }
  assert(
    rows.every(({ streamed, ttft_ms, status, output }) =>
      status !== "ok" || streamed && ttft_ms !== null && output !== null
    ),
  );
  assert(rows.some(({ prompt }) => prompt === "What is 10 - 4?"));
});

Deno.test("repeats of one request have one hash, whatever their scope", async () => {
  const rows = (await loadCassette(QUICKSTART)).toRecords();
  const [{ request_hash: hash, prompt }] = rows;
  const same = rows.filter(({ request_hash }) => request_hash === hash);
  assert(same.length < rows.length);
  assert(same.every((row) => row.prompt === prompt));
  assertEquals(new Set(rows.map(({ request_hash }) => request_hash)).size < rows.length, true);
});

Deno.test("an answer that is not streamed, with tools and usage", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tape.jsonl`;
  await record(path, [chat("Where is Athens?", json(ANSWER))]);
  const [row] = (await loadCassette(path)).toRecords();
  assertEquals([row.model, row.model_returned], ["gpt-4o-mini", "gpt-4o-mini-2024-07-18"]);
  assertEquals([row.prompt, row.output, row.messages], ["Where is Athens?", "Looking it up.", 1]);
  assertEquals([row.finish_reason, row.tool_calls, row.streamed], ["tool_calls", 1, false]);
  assertEquals([row.input_tokens, row.output_tokens, row.reasoning_tokens], [12, 7, null]);
  assertEquals([row.ttft_ms, row.tpot_ms, row.status, row.error_kind], [null, null, "ok", null]);
  assertEquals([row.scope, row.run_id, row.reported_cost_usd], [null, null, null]);
});

Deno.test("failures of the provider and of the network have their kinds, and no answer", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tape.jsonl`;
  await record(path, [
    chat("a", json({ error: { message: "Too many", type: "requests", code: "rate_limit_exceeded" } }, 429)),
    chat("b", () => {
      throw new TypeError("error sending request: connection refused");
    }),
    chat("c", () => new Response("<html>", { headers: { "content-type": "text/html" } })),
  ]);
  const rows = (await loadCassette(path)).toRecords();
  assertEquals(rows.map(({ status, http_status }) => [status, http_status]).slice(0, 2), [["failed", 429], [
    "failed",
    null,
  ]]);
  assertEquals(rows[0].error_kind, "rate_limited");
  assert(rows[1].error_kind !== null && rows[1].streamed === null && rows[1].response_bytes === 0);
  assert(
    rows.every(({ output, finish_reason, input_tokens }) =>
      output === null && finish_reason === null && input_tokens === null
    ),
  );
});

Deno.test("no secret of a request comes into the frame", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tape.jsonl`;
  await record(path, [chat(`my key is ${SECRET}`, json(ANSWER))]);
  const frame = await loadCassette(path);
  assertFalse(JSON.stringify(frame.toRecords()).includes(SECRET));
});

Deno.test("a tape without calls is a frame without rows, and a scope chooses", async () => {
  using dir = tempDir();
  const path = `${dir.path}/empty.jsonl`;
  const [header, first] = (await Deno.readTextFile(QUICKSTART)).split("\n");
  await Deno.writeTextFile(path, `${header}\n`);
  const empty = await loadCassette(path);
  assertEquals(empty.height, 0);
  assertEquals(empty.columns, (await loadCassette(QUICKSTART)).columns);
  const { scope } = JSON.parse(first);
  const chosen = (await loadCassette(QUICKSTART, { scope })).toRecords();
  assert(chosen.length >= 1 && chosen.every((row) => row.scope === scope));
});

Deno.test("what cannot be loaded is named", async () => {
  using dir = tempDir();
  await assertRejects(() => loadCassette(`${dir.path}/nowhere.jsonl`), UserError, "nowhere.jsonl");
  await Deno.writeTextFile(`${dir.path}/notes.jsonl`, "no tape\n");
  await assertRejects(() => loadCassette(`${dir.path}/notes.jsonl`), UserError, "notes.jsonl");
  await assertRejects(() => loadCassette(QUICKSTART, { scope: "cell_none" }), UserError, 'scope "cell_none"');
});

Deno.test({
  name: "the traffic that others recorded at real providers comes through whole",
  ignore: fixtures.ignore,
  async fn() {
    using dir = tempDir();
    const path = `${dir.path}/tape.jsonl`;
    await importCassette([`${fixtures.get()}/vcrpy`], { out: path });
    const rows = (await loadCassette(path)).toRecords();
    const answers = rows.filter(({ output }) => output !== null);
    assert(answers.length > 50, String(answers.length));
    assert(
      answers.every(({ prompt, messages }) => messages === null || messages === 0 || prompt === null || prompt !== ""),
    );
    assert(answers.filter(({ prompt }) => prompt !== null).length > answers.length * 0.8);
  },
});

Deno.test("the text of the prompt is that of the last message of the user, in each wire format", () => {
  const message = (value: JsonValue, n = 1) => ({ name: `message ${n}`, pointer: "", value });
  const cases: [Parameters<typeof promptText>[0], string | null][] = [
    [[], null],
    [[message("plain")], "plain"],
    [[message({ role: "user", content: "a" }), message({ role: "assistant", content: "b" }, 2)], "a"],
    [[message({ role: "user", content: "a" }), message({ role: "user", content: "b" }, 2)], "b"],
    [
      [message({
        role: "user",
        content: [{ type: "text", text: "a" }, { type: "image_url" }, { type: "text", text: "b" }],
      })],
      "a\nb",
    ],
    [[message({ role: "user", parts: [{ text: "a" }, { inlineData: { data: "AAAA" } }] })], "a"],
    [[
      message({ role: "user", content: "a" }),
      message({ role: "user", content: [{ type: "tool_result", content: "b" }] }, 2),
    ], "a"],
    [[{ name: "system", pointer: "", value: "be brief" }], null],
  ];
  for (const [segments, expected] of cases) assertEquals(promptText(segments), expected, JSON.stringify(segments));
});
