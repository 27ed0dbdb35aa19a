import { assert, assertEquals, assertRejects } from "@std/assert";
import { measureDrift, UserError } from "../../../mod.ts";
import { decisionLine, writeTape } from "../../cassette/upkeep/support.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { callLine, prompts, type TestCall, writeCalls } from "./_tapes.ts";

Deno.test("recordings of one request are repeats, whatever their scopes are", async () => {
  using dir = tempDir();
  const calls = (offset: number) => [0, 1, 2].map((repeat) => ({ repeat: repeat + offset, answer: `a ${repeat}` }));
  const report = await measureDrift(
    await writeCalls(`${dir.path}/a.jsonl`, calls(0)),
    await writeCalls(`${dir.path}/b.jsonl`, calls(7)),
  );
  assertEquals([report.requests, report.pairs.length, report.endpoints[0].repeated], [1, 3, 1]);
  assertEquals([report.base.calls, report.new.requests], [3, 1]);
});

Deno.test("requests that only one tape has are listed", async () => {
  using dir = tempDir();
  const report = await measureDrift(
    await writeCalls(`${dir.path}/a.jsonl`, [{ prompt: "both" }, { prompt: "old" }, { prompt: "old", repeat: 1 }]),
    await writeCalls(`${dir.path}/b.jsonl`, [{ prompt: "both" }, { prompt: "new" }]),
  );
  assertEquals(report.onlyBase.map(({ prompt, lines, follows }) => [prompt, lines, follows]), [["old", [3, 4], false]]);
  assertEquals(report.onlyNew.map(({ prompt, name }) => [prompt, name]), [
    ["new", "POST {gpt@openai}/chat/completions"],
  ]);
});

Deno.test("a conversation that went another way is told from a request that was not made", async () => {
  using dir = tempDir();
  const second = (said: string) => ({
    prompt: "go on",
    asked: { messages: [{ role: "user", content: "hi" }, { role: "assistant", content: said }] },
  });
  const report = await measureDrift(
    await writeCalls(`${dir.path}/a.jsonl`, [second("Hello")]),
    await writeCalls(`${dir.path}/b.jsonl`, [second("Hi there")]),
  );
  assertEquals([report.requests, report.onlyBase[0].follows, report.onlyNew[0].follows], [0, true, true]);
  assertEquals(report.notes[0], "The tapes have no request in common: nothing was compared.");
});

Deno.test("ids that answers minted do not tell requests apart", async () => {
  using dir = tempDir();
  const answered = (id: string, key: string): TestCall => ({
    asked: { messages: [{ role: "user", content: "hi" }, { role: "tool", tool_call_id: id, content: "5" }] },
    more: { bound: { "/messages/1/tool_call_id": `${key}/0/1` } },
  });
  const report = await measureDrift(
    await writeCalls(`${dir.path}/a.jsonl`, [answered("call_a", "key_a")]),
    await writeCalls(`${dir.path}/b.jsonl`, [answered("call_b", "key_b")]),
  );
  assertEquals(report.requests, 1);
});

Deno.test("an endpoint that has another name is mapped, and so is one without", async () => {
  using dir = tempDir();
  const calls = (url: string) => prompts(3, () => ({ url: `${url}/chat/completions` }));
  const base = await writeCalls(`${dir.path}/a.jsonl`, calls("{gpt@openai}"));
  const bare = await writeCalls(`${dir.path}/c.jsonl`, calls("https://api.openai.com/v1"));
  const fresh = await writeCalls(`${dir.path}/b.jsonl`, calls("{gpt@azure}"));
  assertEquals((await measureDrift(base, fresh)).requests, 0);
  const mapped = await measureDrift(base, fresh, { map: { "gpt@openai": "gpt@azure" } });
  assertEquals([mapped.requests, mapped.endpoints[0].endpoint], [3, "gpt@azure"]);
  const named = await measureDrift(bare, fresh, { map: { "https://api.openai.com/v1": "{gpt@azure}" } });
  assertEquals([named.requests, named.endpoints[0].endpoint], [3, "gpt@azure"]);
});

Deno.test("what either tape ignores, or the caller, tells no requests apart", async () => {
  using dir = tempDir();
  const calls = (user: string) => prompts(2, () => ({ asked: { user } }));
  const base = await writeCalls(`${dir.path}/a.jsonl`, calls("ada"));
  const fresh = await writeCalls(`${dir.path}/b.jsonl`, calls("bob"));
  assertEquals((await measureDrift(base, fresh)).requests, 0);
  assertEquals((await measureDrift(base, fresh, { ignore: ["/user"] })).requests, 2);
  const ignoring = await writeCalls(`${dir.path}/c.jsonl`, calls("bob"), { ignore: ["/user"] });
  assertEquals((await measureDrift(base, ignoring)).requests, 2);
});

Deno.test("keys that one function made for both tapes pair what its bodies do not", async () => {
  using dir = tempDir();
  const line = (user: string) => {
    const made = JSON.parse(callLine({ asked: { user } }));
    return JSON.stringify({ ...made, key: `key_${"a".repeat(32)}` });
  };
  const path = (name: string) => `${dir.path}/${name}.jsonl`;
  await writeTape(path("a"), [line("ada")], { matcher: "withoutUser" });
  await writeTape(path("b"), [line("bob")], { matcher: "withoutUser" });
  await writeTape(path("c"), [line("bob")], { matcher: "another" });
  assertEquals((await measureDrift(path("a"), path("b"))).requests, 1);
  assertEquals((await measureDrift(path("a"), path("c"))).requests, 0);
});

Deno.test("tapes that were redacted by different rules are told of", async () => {
  using dir = tempDir();
  const base = await writeCalls(`${dir.path}/a.jsonl`, [{}], { redaction: 1 });
  const fresh = await writeCalls(`${dir.path}/b.jsonl`, [{}]);
  const { notes } = await measureDrift(base, fresh);
  assert(notes.some((note) => note.includes("redacted by different rules (version 1, then 2)")), notes.join());
});

Deno.test("of a cassette of several runs, one run is compared with another", async () => {
  using dir = tempDir();
  const of = (run: string, answer: string) => prompts(3, () => ({ answer, repeat: run.length, more: { run } }));
  const path = await writeCalls(`${dir.path}/a.jsonl`, [...of("run_a", "old"), ...of("run_bb", "new")]);
  const report = await measureDrift({ cassette: path, run: "run_a" }, { cassette: path, run: "run_bb" });
  assertEquals([report.base.calls, report.new.calls, report.pairs.every(({ changed }) => changed)], [3, 3, true]);
  await assertRejects(
    () => measureDrift({ cassette: path, run: "run_c" }, path),
    UserError,
    'has no call that the run "run_c" recorded',
  );
});

Deno.test("decisions, and recordings whose place another has taken, do not count", async () => {
  using dir = tempDir();
  const path = `${dir.path}/a.jsonl`;
  const again = JSON.parse(callLine({ answer: "13" }));
  await writeTape(path, [
    callLine({ answer: "12" }),
    JSON.stringify({ key: again.key, replaces: true, ...again }),
    decisionLine("cell_1", "endpoint", "x"),
  ]);
  const other = await writeCalls(`${dir.path}/b.jsonl`, [{ answer: "13" }]);
  const report = await measureDrift(path, other);
  assertEquals([report.base.calls, report.pairs[0].changed], [1, false]);
});

Deno.test("a retried call is compared by its answer, and its failure is counted", async () => {
  using dir = tempDir();
  const base = await writeCalls(`${dir.path}/a.jsonl`, [{ answer: "12" }]);
  const fresh = await writeCalls(`${dir.path}/b.jsonl`, [{ status: 429 }, { answer: "12", repeat: 1 }]);
  const { pairs, findings } = await measureDrift(base, fresh);
  assertEquals(pairs.map(({ base, new: now, changed }) => [base.ok, now.ok, changed]), [[true, true, false]]);
  assertEquals(findings.find(({ what }) => what === "failed calls")?.new, 0.5);
});
