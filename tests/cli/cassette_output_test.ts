import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { main } from "../../src/cli/main.ts";
import { tempFolder } from "../cassette/support.ts";
import { interactionLine, writeTape } from "../cassette/upkeep/support.ts";
import { testIo } from "./_test_io.ts";

const GOLDEN = fileURLToPath(new URL("../cassette/golden", import.meta.url));

/** The output's lines without the spaces at their ends, on a day of its own. */
async function output(folder: string, line: string): Promise<string[]> {
  const io = { ...testIo({ cwd: folder, columns: 200 }), clock: new VirtualClock(new Date("2026-11-04T12:00:00Z")) };
  await main(["cassette", ...line.split(" ")], io);
  assertEquals(io.written.stderr, "");
  return io.written.stdout.split("\n").map((text) => text.trimEnd());
}

Deno.test("ls of a tape has a line for each record that counts", async () => {
  assertEquals(await output(GOLDEN, "ls v2.jsonl"), [
    "v2.jsonl: 5 interactions, 1 decision",
    "",
    "line  key       request                       model  status      in  out  USD    ms  chunks  age  scope",
    "────  ────────  ────────────────────────────  ─────  ──────────  ──  ───  ───  ────  ──────  ───  ──────────────",
    "   3  Nr53aptR  POST {acme/m-1@acme}/sse      m-1    200          –    –    –   9.8       3  3 d  cell_sse/1",
    "   4  3v5orT0l  POST {acme/m-1@acme}/bytes    m-1    200          –    –    –     –       1  3 d",
    "   5  qOVd7OFT  POST {acme/m-1@acme}/refused  m-1    connection   –    –    –   0.0       0  3 d  cell_refused/1",
    "   6  UrGJRdQW  POST {acme/m-1@acme}/limited  m-1    HTTP 429     –    –    –     –       1  3 d",
    "   7  iRwVJ6mP  POST {acme/m-1@acme}/json     m-1    200          –    –    –  12.5       1  3 d",
    "   8  _yQdbU76  decision endpoint                                                            3 d  cell_json",
    "",
  ]);
});

Deno.test("show of a stream tells what was sent, with what, and what came back", async () => {
  assertEquals(await output(GOLDEN, "show v2.jsonl 3"), [
    "v2.jsonl:3 key_Nr53aptRSX9dVucsJvPslurJE_gb3uJ8",
    "POST {acme/m-1@acme}/sse",
    "at       2026-11-01T10:00:00.012Z",
    "scope    cell_sse/1",
    "run      run_1",
    'caller   cell "cell_sse", try 1, queueMs 0.5, inFlight 1',
    'headers  content-type "application/json"',
    "",
    'body: model "m-1", messages [{"role":"user","content":"Say sse [redacted]"}], user "u"',
    "",
    "answer: 200, headers after 0.0 ms, 9.8 ms, 3 chunks",
    'headers  content-type "text/event-stream"',
    "body",
    '  data: {"choices":[{"delta":{"content":"Hel"}}]}',
    "",
    '  data: {"choices":[{"delta":{"content":"lo ü"}}]}',
    "",
    "  data: [DONE]",
    "",
    "",
    "",
  ]);
  assertEquals(await output(GOLDEN, "show v2.jsonl Nr53 --events"), [
    "v2.jsonl:3 key_Nr53aptRSX9dVucsJvPslurJE_gb3uJ8",
    '       3.3 ms      +3.3      49 B  data: {"choices":[{"delta":{"content":"Hel"}}]}⏎⏎',
    '       6.5 ms      +3.3      51 B  data: {"choices":[{"delta":{"content":"lo ü"}}]}⏎⏎',
    "       9.8 ms      +3.3      14 B  data: [DONE]⏎⏎",
    "",
  ]);
});

Deno.test("show of a call that failed tells of what", async () => {
  assertEquals((await output(GOLDEN, "show v2.jsonl 5")).slice(-4), [
    "",
    "answer: none, 0.0 ms, 0 chunks",
    "failure: connection after 0.0 ms: error sending request: connection refused",
    "",
  ]);
});

Deno.test("stats tells what is unknown as unknown", async () => {
  assertEquals(await output(GOLDEN, "stats v2.jsonl"), [
    "1 cassette, 4.0 kB, 5 calls, 1 decision, 1 line that no longer counts, recorded 2026-11-01T10:00Z to 2026-11-01T10:00Z",
    "",
    "model  endpoint       calls  failed  in  cached  out  reasoning  USD  waiting  bytes",
    "─────  ─────────────  ─────  ──────  ──  ──────  ───  ─────────  ───  ───────  ─────",
    "m-1    acme/m-1@acme      5       2   –       –    –          –    –   22 ms+  776 B",
    "",
    "One replay saves 5 calls, – tokens in and – out, an unknown cost and 22 ms+ of waiting, one call after the other.",
    "",
  ]);
});

Deno.test("diff of two versions of one tape finds none", async () => {
  assertEquals(await output(GOLDEN, "diff v1.jsonl v2.jsonl"), [
    "6 pairs compared, 0 differ, 0 only in v1.jsonl, 0 only in v2.jsonl",
    "",
  ]);
});

Deno.test("diff tells words, usage and status, and not what is noise", async () => {
  await using folder = await tempFolder();
  const usage = { prompt_tokens: 10, completion_tokens: 9, total_tokens: 19 };
  const answer = {
    id: "chatcmpl-other",
    created: 1800000000,
    object: "chat.completion",
    model: "gpt-4o-2024-08-06",
    usage,
    choices: [{ index: 0, finish_reason: "length", message: { content: "Lyon it is", role: "assistant" } }],
  };
  await writeTape(`${folder.path}/a.jsonl`, [
    interactionLine({ answer: "Paris it is" }),
    interactionLine({ prompt: "same" }),
    interactionLine({ prompt: "ok once" }),
  ]);
  await writeTape(`${folder.path}/b.jsonl`, [
    interactionLine({ prompt: "same", at: "2026-05-05T00:00:00.000Z" }),
    interactionLine({
      response: { headersMs: 99, cuts: [[0, 120]], bytes: JSON.stringify(answer).length, body: { json: answer } },
    }),
    interactionLine({ prompt: "ok once", status: 500 }),
  ]);
  assertEquals(await output(folder.path, "diff a.jsonl b.jsonl"), [
    "~ a.jsonl:2 b.jsonl:3 POST {gpt@openai}/chat/completions gpt-4o",
    "    text: [-Paris-]{+Lyon+} it is",
    '    finish reason: "stop" → "length"',
    "    usage outputTokens: 4 → 9",
    "    (40.0 ms, then 120 ms)",
    "~ a.jsonl:4 b.jsonl:4 POST {gpt@openai}/chat/completions gpt-4o",
    '    end: "ok" → "failed"',
    "    status: 200 → 500",
    '    failure: null → "server_error: The provider answered with status 500 and no message"',
    "3 pairs compared, 2 differ, 0 only in a.jsonl, 0 only in b.jsonl",
    "",
  ]);
});
