import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { replayTape, tempFolder } from "../cassette/support.ts";
import { chatAnswer, decisionLine, interactionLine, keyOf, writeTape } from "../cassette/upkeep/support.ts";
import { testIo, type TestIoOptions } from "./_test_io.ts";

/** Run a command in a folder. */
async function run(folder: string, line: string, options: TestIoOptions = {}) {
  const io = testIo({ cwd: folder, ...options });
  const code = await main(["cassette", ...line.split(" ")], io);
  return { code, ...io.written };
}

/** The one document of a command. */
async function documentOf(folder: string, line: string) {
  const { code, stdout } = await run(folder, `${line} --json`);
  return { code, document: JSON.parse(stdout) };
}

/** A folder with a cassette of every kind of line. */
async function folderWithTape() {
  const folder = await tempFolder();
  await writeTape(`${folder.path}/tape.jsonl`, [
    interactionLine({ prompt: "old" }),
    interactionLine({ prompt: "old", answer: "new answer", replaces: true }),
    interactionLine({ prompt: "What is 7 + 5?", answer: "12", scope: "cell_1/1" }),
    interactionLine({
      prompt: "slow",
      response: null,
      more: { failure: { kind: "timeout", message: "no byte", atMs: 5 } },
    }),
    decisionLine("cell_1", "endpoint", "x"),
  ]);
  return folder;
}

Deno.test("ls tells of each cassette in a folder", async () => {
  await using folder = await folderWithTape();
  await Deno.mkdir(`${folder.path}/empty`);
  await writeTape(`${folder.path}/empty/other.jsonl`, []);
  const { code, stdout } = await run(folder.path, "ls .");
  assertEquals(code, 0);
  const [title, , other, tape] = stdout.split("\n");
  assertEquals(title.split(/\s+/).slice(0, 5), ["cassette", "version", "calls", "decisions", "size"]);
  assertStringIncludes(other, "other.jsonl");
  assert(/tape\.jsonl +2 +3 +1 .* gpt@openai +gpt-4o$/.test(tape), tape);
  const { document } = await documentOf(folder.path, "ls .");
  assertEquals(document.cassettes[1].superseded, 1);
});

Deno.test("ls of one cassette tells of each line, cut to the terminal", async () => {
  await using folder = await folderWithTape();
  const { stdout } = await run(folder.path, "ls tape.jsonl");
  const [head, , , , first, , failed, decision] = stdout.split("\n");
  assertEquals(head, "tape.jsonl: 3 interactions, 1 decision");
  assert(/^ +3 +\S{8} +POST \{gpt@openai\}\/chat\/completions +gpt-4o +200 +10 +4 +– +40\.0 +1 /.test(first), first);
  assertStringIncludes(failed, "timeout");
  assertStringIncludes(decision, "decision endpoint");
  const narrow = await run(folder.path, "ls tape.jsonl", { terminal: true, columns: 100 });
  for (const line of narrow.stdout.split("\n")) assert(line.length <= 100, line);
  const { document } = await documentOf(folder.path, "ls tape.jsonl");
  assertEquals(document.records.map(({ line }: { line: number }) => line), [3, 4, 5, 6]);
});

Deno.test("ls names a cassette that cannot be read and goes on", async () => {
  await using folder = await folderWithTape();
  await Deno.writeTextFile(`${folder.path}/broken.jsonl`, '{"tapedeck":99}\n');
  const { code, stdout } = await run(folder.path, "ls .");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "tape.jsonl");
  assertStringIncludes(stdout, "format version 99");
});

Deno.test("show tells what was asked and answered", async () => {
  await using folder = await folderWithTape();
  const { code, stdout } = await run(folder.path, "show tape.jsonl 4");
  assertEquals(code, 0);
  for (
    const part of [
      `tape.jsonl:4 ${keyOf({ prompt: "What is 7 + 5?", scope: "cell_1/1" })}`,
      "scope    cell_1/1",
      "model: gpt-4o",
      "parameters: temperature 0",
      "message 1 (user)\n  What is 7 + 5?",
      "answer: 200 OK, stop, gpt-4o-2024-08-06, 10 tokens in, 4 tokens out, headers after 12.5 ms, 40.0 ms, 1 chunk",
      "text\n  12",
    ]
  ) assertStringIncludes(stdout, part);
  assertStringIncludes((await run(folder.path, "show tape.jsonl 5")).stdout, "failure: timeout after 5.0 ms: no byte");
  assertStringIncludes((await run(folder.path, "show tape.jsonl 2")).stdout, "a later recording has taken its place");
  const scoped = await documentOf(folder.path, "show tape.jsonl --scope cell_1/1");
  assertEquals(scoped.document.interactions.length, 1);
  assertEquals(scoped.document.interactions[0].answer.completion.text, "12");
  const { answer: { completion }, record } = scoped.document.interactions[0];
  assert("finish_reason" in completion && "input_tokens" in completion.usage, "our names are in snake_case");
  assert("headersMs" in record.response, "a record is as it stands on the tape");
  assertEquals((await run(folder.path, "show tape.jsonl")).stdout.split("answer: ").length, 4, "all that count");
});

Deno.test("show gives the bytes of a body, and how it came", async () => {
  await using folder = await folderWithTape();
  assertEquals((await run(folder.path, "show tape.jsonl 4 --raw")).stdout, JSON.stringify(chatAnswer("12")));
  assertStringIncludes((await run(folder.path, "show tape.jsonl 4 --events")).stdout, "40.0 ms");
  const several = await run(folder.path, "show tape.jsonl --raw");
  assertEquals([several.code, several.stdout], [2, ""]);
  assertEquals((await run(folder.path, "show tape.jsonl 4 --raw --json")).code, 2);
  assertStringIncludes((await run(folder.path, "show tape.jsonl 6")).stderr, "there is none on line 6");
});

Deno.test("show tells of tools, parts of messages, reasoning and bodies that nothing reads", async () => {
  await using folder = await tempFolder();
  const call = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } };
  const message = { role: "assistant", content: "Look:", reasoning_content: "Hm.", tool_calls: [call] };
  const answer = chatAnswer("", { choices: [{ index: 0, message, finish_reason: "tool_calls" }] });
  const image = { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(5000)}` } };
  await writeTape(`${folder.path}/tape.jsonl`, [
    interactionLine({
      body: {
        model: "gpt-4o",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: [{ type: "text", text: "What is\nthis?" }, image] },
          { role: "tool", tool_call_id: "call_0", content: "sun" },
        ],
        tools: [{ type: "function", function: { name: "weather" } }],
      },
      response: { body: { json: answer }, bytes: JSON.stringify(answer).length },
    }),
    interactionLine({
      url: "http://h/x",
      body: { q: 1 },
      status: 404,
      response: { body: { text: "gone\n" }, bytes: 5 },
    }),
  ]);
  const { stdout } = await run(folder.path, "show tape.jsonl");
  for (
    const part of [
      "system\n  Be brief.\n",
      "message 1 (user)\n  What is\n  this?\n",
      "… (5,022 characters)",
      'message 2 (tool)\n  sun\n  tool_call_id "call_0"\n',
      'tools: tools [{"type":"function"',
      "reasoning\n  Hm.\ntext\n  Look:\n",
      'tool call weather({"city":"Paris"})  call_1\n',
      "body: q 1\n",
      "answer: 404 OK, headers after 12.5 ms, 40.0 ms, 1 chunk\n",
      "body\n  gone\n",
    ]
  ) assertStringIncludes(stdout, part);
});

Deno.test("show lets no answer move the cursor", async () => {
  await using folder = await tempFolder();
  await writeTape(`${folder.path}/tape.jsonl`, [interactionLine({ answer: "a\u001b[2Jb\rc\u009b31m" })]);
  for (const flags of ["", " --events"]) {
    const { stdout } = await run(folder.path, `show tape.jsonl 2${flags}`);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(stdout), JSON.stringify(stdout));
  }
});

Deno.test("verify names file and line of each problem", async () => {
  await using folder = await folderWithTape();
  const sound = await run(folder.path, "verify tape.jsonl");
  assertEquals(sound.code, 0, sound.stdout);
  assertStringIncludes(sound.stdout, "1 cassette sound");
  assertStringIncludes(sound.stdout, "note: later recordings have taken the place of 1");
  const line = interactionLine({ prompt: "b" });
  await writeTape(`${folder.path}/tape.jsonl`, [line, line, line.replace('"hi', '"ho')]);
  const { code, stdout } = await run(folder.path, "verify .");
  assertEquals(code, 1);
  assertStringIncludes(stdout, `${folder.path}/tape.jsonl:3 is the interaction of line 2 once more`);
  assertStringIncludes(stdout, "1 problem in 1 cassette");
  assertEquals((await run(folder.path, "verify . --allow-duplicates")).code, 0);
  const aged = await documentOf(folder.path, "verify . --max-age 1h --max-size 10B --allow-duplicates");
  assertEquals(aged.code, 1);
  const kinds = aged.document.cassettes[0].problems.map(({ kind }: { kind: string }) => kind);
  assertEquals(new Set(kinds).has("size"), true);
  assertStringIncludes((await run(folder.path, "verify . --max-age soon")).stderr, "must be an age such as 30d");
});

Deno.test("verify finds a credential that somebody wrote into a cassette", async () => {
  await using folder = await tempFolder();
  const secret = "sk-proj-" + "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3dEf6hIj9k";
  await writeTape(`${folder.path}/tape.jsonl`, [interactionLine({ answer: `it is ${secret}` })]);
  const { code, stdout } = await run(folder.path, "verify tape.jsonl");
  assertEquals(code, 1, stdout);
  assertStringIncludes(stdout, "tape.jsonl:2 has a secret: ");
  assert(!stdout.includes(secret));
  assertEquals((await run(folder.path, "verify tape.jsonl --allow-secrets")).code, 0);
});

Deno.test("fmt tidies, and --check tells", async () => {
  await using folder = await folderWithTape();
  const check = await run(folder.path, "fmt . --check");
  assertEquals(check.code, 1);
  assertStringIncludes(check.stdout, "would have 4 records, without 1 line that no longer counts");
  assertStringIncludes((await run(folder.path, "fmt tape.jsonl")).stdout, "1 cassette changed, 0 cassettes tidy");
  assertEquals((await run(folder.path, "fmt . --check")).code, 0);
  const { document } = await documentOf(folder.path, "fmt .");
  assertEquals(document.cassettes[0].changed, false);
});

Deno.test("diff shows words and places, and ends with 1 where there is a difference", async () => {
  await using folder = await tempFolder();
  await writeTape(`${folder.path}/a.jsonl`, [
    interactionLine({ answer: "Paris it is" }),
    interactionLine({ prompt: "gone" }),
  ]);
  await writeTape(`${folder.path}/b.jsonl`, [
    interactionLine({ answer: "Lyon it is" }),
    interactionLine({ url: "http://h/x", body: {} }),
  ]);
  const { code, stdout } = await run(folder.path, "diff a.jsonl b.jsonl");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "~ a.jsonl:2 b.jsonl:2 POST {gpt@openai}/chat/completions gpt-4o\n");
  assertStringIncludes(stdout, "    text: [-Paris-]{+Lyon+} it is\n");
  assertStringIncludes(stdout, "- a.jsonl:3 POST");
  assertStringIncludes(stdout, "+ b.jsonl:3 POST http://h/x");
  assertStringIncludes(stdout, "1 pair compared, 1 differ, 1 only in a.jsonl, 1 only in b.jsonl");
  assertEquals((await documentOf(folder.path, "diff a.jsonl b.jsonl")).document.equal, false);
  assertEquals((await run(folder.path, "diff a.jsonl a.jsonl")).code, 0);
  const narrow = await run(folder.path, "diff a.jsonl b.jsonl", { terminal: true, columns: 20 });
  assertStringIncludes(narrow.stdout, "…");
});

Deno.test("prune tells what would go, and takes it away with --write", async () => {
  await using folder = await folderWithTape();
  const usage = `${folder.path}/usage.jsonl`;
  {
    await using tape = await replayTape(`${folder.path}/tape.jsonl`, { usage });
    await tape.decide("cell_1", "endpoint", () => ({ choice: null, reason: "" }));
  }
  const dry = await run(folder.path, "prune tape.jsonl --usage usage.jsonl");
  assertEquals(dry.code, 0);
  assertStringIncludes(dry.stdout, `tape.jsonl:3 ${keyOf({ prompt: "old" })} POST {gpt@openai}/chat/completions\n`);
  assertStringIncludes(
    dry.stdout,
    "3 unused records would go, 1 line that no longer counts with them, 1 stay; --write",
  );
  const { document } = await documentOf(folder.path, "prune tape.jsonl --usage usage.jsonl --write");
  assertEquals([document.written, document.dropped, document.kept], [true, 3, 1]);
  assertEquals(document.unused.map(({ line }: { line: number }) => line), [3, 4, 5]);
  assertStringIncludes((await run(folder.path, "prune tape.jsonl")).stderr, "--usage");
});

Deno.test("merge makes one cassette of several", async () => {
  await using folder = await folderWithTape();
  await writeTape(`${folder.path}/b.jsonl`, [
    interactionLine({ prompt: "old", answer: "other" }),
    interactionLine({ prompt: "b" }),
  ]);
  const { code, stdout } = await run(folder.path, "merge tape.jsonl b.jsonl --output all.jsonl");
  assertEquals([code, stdout], [0, "all.jsonl: 6 records, 1 request with different answers (keep-all)\n"]);
  assertEquals((await run(folder.path, "merge tape.jsonl b.jsonl -o new.jsonl --on-conflict error")).code, 1);
  assertEquals((await run(folder.path, "merge tape.jsonl -o new.jsonl")).code, 2);
  assertEquals((await documentOf(folder.path, "merge tape.jsonl all.jsonl -o all.jsonl")).document.kept, 6);
});

Deno.test("migrate brings a cassette up to date, and refuses a newer one by name", async () => {
  await using folder = await tempFolder();
  await writeTape(`${folder.path}/a.jsonl`, [interactionLine()], { tapedeck: 1 });
  assertStringIncludes((await run(folder.path, "fmt a.jsonl")).stderr, "run `tapedeck cassette migrate ");
  assertEquals((await run(folder.path, "migrate a.jsonl")).stdout, "a.jsonl was version 1 and is version 2 now\n");
  assertEquals((await run(folder.path, "migrate a.jsonl")).stdout, "a.jsonl has version 2 already\n");
  await writeTape(`${folder.path}/b.jsonl`, [], { tapedeck: 3 });
  const { code, stderr } = await run(folder.path, "migrate a.jsonl b.jsonl");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "format version 3");
  assertStringIncludes(stderr, "b.jsonl");
});

Deno.test("stats counts what is known, and says what a replay saves", async () => {
  await using folder = await folderWithTape();
  const { code, stdout } = await run(folder.path, "stats .");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "3 calls, 1 decision, 1 line that no longer counts");
  assert(/gpt-4o +gpt@openai +3 +1 +20\+ +– +8\+ +– +– +85 ms/.test(stdout), stdout);
  assertStringIncludes(
    stdout,
    "One replay saves 3 calls, 20+ tokens in and 8+ out, an unknown cost and 85 ms of waiting",
  );
  const { document } = await documentOf(folder.path, "stats .");
  assertEquals(document.total.input_tokens, { sum: 20, unknown: 1 });
});
