import { assert, assertEquals, assertRejects } from "@std/assert";
import { seededRandom, UserError } from "../../src/base/mod.ts";
import { CassetteMissError, openCassette, type Tape } from "../../src/cassette/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordsOf, recordTape, replayTape, tempTape } from "./support.ts";

/** A network that counts: its answers are `prefix 1`, `prefix 2`, … */
function counting(prefix = "answer") {
  let calls = 0;
  const fetch = fakeNetwork(() => new Response(`${prefix} ${++calls}`));
  return {
    fetch,
    get calls() {
      return calls;
    },
  };
}

async function ask(tape: Tape, path = "a", note = newNote()): Promise<string> {
  return await (await tape.fetch(`http://h/${path}`, { note })).text();
}

/** Record one session of calls, in this mode. */
async function session(path: string, prefix: string, calls: string[], options: { mode?: "append"; run?: string } = {}) {
  await using tape = await recordTape(path, { ...options, fetch: counting(prefix).fetch });
  const answers = [];
  for (const call of calls) answers.push(await ask(tape, call, newNote({ run: options.run })));
  return answers;
}

Deno.test("a replay plays what is there, and a request that is not there is an error", async () => {
  await using tape = await tempTape();
  await session(tape.path, "one", ["a"]);
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  assertEquals(await ask(player), "one 1");
  const error = await assertRejects(() => ask(player, "b"), CassetteMissError);
  assert(error instanceof Error);
  assertEquals(player.summary, { played: 1, recorded: 0, missed: 1, refused: 0, unplayed: 0, expired: 0 });
});

Deno.test("identical requests are played in their order, then fail", async () => {
  await using tape = await tempTape();
  await session(tape.path, "one", ["a", "b", "a", "a"]);
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  assertEquals([await ask(player), await ask(player), await ask(player)], ["one 1", "one 3", "one 4"]);
  await assertRejects(() => ask(player), CassetteMissError, "All its 3 recordings have been played already");
  assertEquals(player.summary.unplayed, 1);
});

Deno.test("a replay leaves the file as it is", async () => {
  await using tape = await tempTape();
  await session(tape.path, "one", ["a"]);
  const before = await Deno.readTextFile(tape.path);
  await using player = await replayTape(tape.path);
  await ask(player);
  await ask(player, "b").catch(() => {});
  await player.close();
  assertEquals(await Deno.readTextFile(tape.path), before);
});

Deno.test("recording is always live, and takes the place of what earlier sessions recorded", async () => {
  await using tape = await tempTape();
  await session(tape.path, "one", ["a", "a", "b"]);
  assertEquals(await session(tape.path, "two", ["a", "a"]), ["two 1", "two 2"]);
  {
    await using player = await replayTape(tape.path);
    assertEquals([await ask(player), await ask(player), await ask(player, "b")], ["two 1", "two 2", "one 3"]);
    await assertRejects(() => ask(player), CassetteMissError);
    assertEquals(player.summary.unplayed, 0);
  }
  await session(tape.path, "three", ["a"]);
  await using player = await replayTape(tape.path);
  assertEquals(player.summary.unplayed, 2, "what was superseded does not wait to be played");
  assertEquals(await ask(player), "three 1");
  await assertRejects(() => ask(player), CassetteMissError);
});

Deno.test("appending plays what is there and records what is missing", async () => {
  await using tape = await tempTape();
  await session(tape.path, "one", ["a", "a"], { mode: "append" });
  const network = counting("two");
  const note = newNote();
  {
    await using tape2 = await recordTape(tape.path, { mode: "append", fetch: network.fetch });
    assertEquals([await ask(tape2), await ask(tape2), await ask(tape2), await ask(tape2, "b", note)], [
      "one 1",
      "one 2",
      "two 1",
      "two 2",
    ]);
    await note.stored;
    assertEquals(tape2.summary, { played: 2, recorded: 2, missed: 0, refused: 0, unplayed: 0, expired: 0 });
  }
  assertEquals(note.source, "live");
  await using player = await replayTape(tape.path);
  assertEquals([await ask(player), await ask(player), await ask(player), await ask(player, "b")], [
    "one 1",
    "one 2",
    "two 1",
    "two 2",
  ]);
});

Deno.test("passing through keeps nothing and needs no file", async () => {
  const network = counting();
  const note = newNote();
  await using tape = await openCassette("/nowhere/at/all.jsonl", { mode: "passthrough", ci: "", fetch: network.fetch });
  assertEquals([await ask(tape, "a", note), await (await tape.fetch("http://h/a")).text()], ["answer 1", "answer 2"]);
  assertEquals([note.key, note.source, note.cuts], [null, "live", [[0, note.cuts![0][1]]]]);
  assertEquals(tape.summary, { played: 0, recorded: 0, missed: 0, refused: 0, unplayed: 0, expired: 0 });
  assertEquals(await tape.decide("s", "n", () => ({ choice: 1, reason: "r" })), { choice: 1, reason: "r" });
});

Deno.test("each scope finds its own answers, whatever the order under 32 calls at once", async () => {
  await using tape = await tempTape();
  const random = seededRandom("scopes");
  const scopes = Array.from({ length: 100 }, (_, i) => `cell_${i >> 1}/${i % 2 + 1}`);
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  /** Ask the same for every scope, in a random order and 32 at a time. */
  const askAll = async (tape: Tape, answers: Map<string, string>) => {
    const order = scopes.map((scope) => ({ scope, at: random() })).sort((a, b) => a.at - b.at);
    await Promise.all(Array.from({ length: 32 }, async () => {
      for (let next = order.pop(); next !== undefined; next = order.pop()) {
        if (random() < 0.5) await turn();
        answers.set(next.scope, await ask(tape, "same", newNote({ scope: next.scope })));
      }
    }));
  };
  const recorded = new Map<string, string>();
  {
    await using recorder = await recordTape(tape.path, { fetch: counting().fetch });
    await askAll(recorder, recorded);
  }
  assertEquals(new Set(recorded.values()).size, 100);
  const replayed = new Map<string, string>();
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  await askAll(player, replayed);
  for (const scope of scopes) assertEquals(replayed.get(scope), recorded.get(scope), scope);
  assertEquals(player.summary, { played: 100, recorded: 0, missed: 0, refused: 0, unplayed: 0, expired: 0 });
});

Deno.test("a scope that is not there takes what a plain client has recorded, in a replay and in append", async () => {
  await using tape = await tempTape();
  await session(tape.path, "plain", ["a", "a"]);
  await using player = await replayTape(tape.path);
  assertEquals(await ask(player, "a", newNote({ scope: "cell_1/1" })), "plain 1");
  await using appender = await recordTape(tape.path, { mode: "append", fetch: noNetwork });
  assertEquals(await ask(appender, "a", newNote({ scope: "cell_1/1" })), "plain 1");
  const network = counting("live");
  await using recorder = await recordTape(tape.path, { fetch: network.fetch });
  assertEquals(await ask(recorder, "a", newNote({ scope: "cell_1/1", run: "r" })), "live 1");
});

for (const mode of ["record", "append"] as const) {
  Deno.test(`a run that goes on plays what it has paid already, in mode ${mode}`, async () => {
    await using tape = await tempTape();
    const notes = Array.from({ length: 6 }, (_, i) => newNote({ run: "run_1", scope: `cell_${i}/1` }));
    {
      await using first = await recordTape(tape.path, { mode, fetch: counting("first").fetch });
      for (const note of notes.slice(0, 3)) await ask(first, "a", note);
    }
    const network = counting("second");
    {
      await using second = await recordTape(tape.path, { mode, fetch: network.fetch });
      const answers = [];
      for (const { run, scope } of notes) {
        const note = newNote({ run, scope });
        answers.push([await ask(second, "a", note), note.source]);
      }
      assertEquals(answers.slice(0, 3), [["first 1", "resumed"], ["first 2", "resumed"], ["first 3", "resumed"]]);
      assertEquals(answers.slice(3), [["second 1", "live"], ["second 2", "live"], ["second 3", "live"]]);
    }
    await using player = await replayTape(tape.path, { fetch: noNetwork });
    for (const { run, scope } of notes) {
      const note = newNote({ run, scope });
      await ask(player, "a", note);
      assertEquals(note.source, "replay");
    }
    assertEquals(player.summary.unplayed, 0);
  });
}

Deno.test("what another run has recorded is not this run's, and is superseded by it", async () => {
  await using tape = await tempTape();
  await session(tape.path, "other", ["a"], { run: "run_1" });
  assertEquals(await session(tape.path, "mine", ["a"], { run: "run_2" }), ["mine 1"]);
  assertEquals(await session(tape.path, "nobody", ["a"], { run: "run_2" }), ["mine 1"]);
  const note = newNote({ run: "run_3" });
  await using appender = await recordTape(tape.path, { mode: "append", fetch: noNetwork });
  assertEquals([await ask(appender, "a", note), note.source], ["mine 1", "replay"]);
});

Deno.test("a run that goes on does not supersede what it has played of its own", async () => {
  await using tape = await tempTape();
  await session(tape.path, "first", ["a"], { run: "run_1" });
  assertEquals(await session(tape.path, "second", ["a", "a"], { run: "run_1" }), ["first 1", "second 1"]);
  await using player = await replayTape(tape.path);
  assertEquals([await ask(player), await ask(player)], ["first 1", "second 1"]);
});

Deno.test("a note brings the caller's facts back", async () => {
  await using tape = await tempTape();
  const caller = { cell: "cell_1", try: 2, queueMs: 1.5, retryWaitMs: 250, inFlight: 3 };
  {
    await using recorder = await recordTape(tape.path, { fetch: counting().fetch });
    const note = newNote({ caller: { cell: "cell_1" } });
    note.beforeLive = () => {
      Object.assign(note.caller, caller);
      return Promise.resolve();
    };
    await ask(recorder, "a", note);
  }
  let waited = false;
  const note = newNote({ caller: { cell: "cell_9", queueMs: 99 } });
  note.beforeLive = () => {
    waited = true;
    return Promise.resolve();
  };
  await using player = await replayTape(tape.path);
  await ask(player, "a", note);
  assertEquals([note.caller, waited], [caller, false]);
});

Deno.test("an endpoint's name is in the key and on the line, so a tape plays on any port", async () => {
  await using tape = await tempTape();
  const note = newNote();
  {
    await using recorder = await recordTape(tape.path, {
      fetch: counting().fetch,
      endpoints: { "m@local": "http://127.0.0.1:1/v1" },
    });
    await (await recorder.fetch("http://127.0.0.1:1/v1/chat", { note })).text();
  }
  const [record] = await recordsOf(tape.path);
  assertEquals([record.endpoint, record.request.url], ["m@local", "{m@local}/chat"]);
  const elsewhere = { "m@local": "https://mirror.example/llm/" };
  await using player = await replayTape(tape.path, { fetch: noNetwork, endpoints: elsewhere });
  assertEquals(await (await player.fetch("https://mirror.example/llm/chat")).text(), "answer 1");
});

Deno.test("two endpoints at one base URL are told apart by the note", async () => {
  await using tape = await tempTape();
  const endpoints = { "a@p": "http://h/v1", "b@p": "http://h/v1" };
  {
    await using recorder = await recordTape(tape.path, { fetch: counting().fetch, endpoints });
    for (const endpoint of ["a@p", "b@p"]) {
      await (await recorder.fetch("http://h/v1/x", { note: newNote({ endpoint }) })).text();
    }
    await assertRejects(() => recorder.fetch("http://h/v1/x"), UserError, "the call does not say which it means");
  }
  await using player = await replayTape(tape.path, { endpoints });
  const response = await player.fetch("http://h/v1/x", { note: newNote({ endpoint: "b@p" }) });
  assertEquals(await response.text(), "answer 2");
});

Deno.test("ignored fields do not count, and the header remembers them", async () => {
  await using tape = await tempTape();
  const body = (user: string) => ({ method: "POST", body: JSON.stringify({ user, text: "x" }) });
  {
    await using recorder = await recordTape(tape.path, { ignore: ["/user"], fetch: counting().fetch });
    await (await recorder.fetch("http://h/", body("a"))).text();
  }
  for (const options of [{}, { ignore: ["/user"] }]) {
    await using player = await replayTape(tape.path, options);
    assertEquals(await (await player.fetch("http://h/", body("b"))).text(), "answer 1");
  }
  await assertRejects(() => replayTape(tape.path, { ignore: ["/other"] }), UserError, 'ignores ["/user"]');
  for (const pointer of ["user", "/a~2", ""]) {
    await assertRejects(() => replayTape(tape.path, { ignore: [pointer] }), UserError, "must hold JSON Pointers");
  }
});

Deno.test("two tapes play at once, and nothing global is touched", async () => {
  await using one = await tempTape();
  await using two = await tempTape();
  const before = globalThis.fetch;
  await session(one.path, "one", ["a"]);
  await session(two.path, "two", ["a"]);
  await using first = await replayTape(one.path);
  await using second = await replayTape(two.path);
  assertEquals(await Promise.all([ask(first), ask(second)]), ["one 1", "two 1"]);
  await using third = await replayTape(one.path);
  const { fetch } = third;
  assertEquals(await (await fetch("http://h/a")).text(), "one 1", "fetch may be passed on by itself");
  assertEquals(globalThis.fetch, before);
});

Deno.test("a closed tape neither fetches nor decides", async () => {
  await using tape = await tempTape();
  await session(tape.path, "one", ["a"]);
  const player = await replayTape(tape.path);
  await player.close();
  await player.close();
  await assertRejects(() => ask(player), UserError, "Cannot fetch as the cassette is closed");
  await assertRejects(() => player.decide("a", "b", () => ({ choice: 1, reason: "" })), UserError, "Cannot decide");
});
