import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { seededRandom, UserError } from "../../src/base/mod.ts";
import { CassetteMissError, type Tape } from "../../src/cassette/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

/** One of several identical requests, with or without a scope of its caller's own. */
interface Call {
  readonly path: string;
  readonly scope: string | undefined;
}

async function ask(tape: Tape, { path, scope }: Call): Promise<string> {
  return await (await tape.fetch(`http://h/${path}`, { method: "POST", body: "{}", note: newNote({ scope }) })).text();
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(`${seed}`);
  return items.map((item) => [random(), item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
}

const calls = fc.array(
  fc.record({
    path: fc.constantFrom("a", "b"),
    scope: fc.option(fc.constantFrom("cell_1/1", "cell_1/2", "cell_2/1"), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 20 },
);

Deno.test("with a scope every repeat finds its own answers in their order, whatever the order of the calls", async () => {
  await fc.assert(
    fc.asyncProperty(calls, fc.integer(), async (made, seed) => {
      await using temp = await tempTape();
      let number = 0;
      const recorded = new Map<string, string[]>();
      {
        await using tape = await recordTape(temp.path, { fetch: fakeNetwork(() => new Response(`${++number}`)) });
        for (const call of made) {
          const key = JSON.stringify(call);
          recorded.set(key, [...recorded.get(key) ?? [], await ask(tape, call)]);
        }
      }
      await using player = await replayTape(temp.path, { fetch: noNetwork });
      const played = new Map<string, string[]>();
      await Promise.all(
        shuffled(made, seed).map(async (call) => {
          const key = JSON.stringify(call);
          const answer = await ask(player, call);
          played.set(key, [...played.get(key) ?? [], answer]);
        }),
      );
      for (const [key, answers] of recorded) {
        // Calls that are one and the same may end in any order; each answer is given once.
        assertEquals([...played.get(key)!].sort(), [...answers].sort());
      }
      assertEquals(player.summary.unplayed, 0);
      for (const call of new Set(made)) await assertRejects(() => ask(player, call), CassetteMissError);
    }),
    { numRuns: 40 },
  );
});

Deno.test("identical requests are played in the order in which they are asked, also all at once", async () => {
  await using temp = await tempTape();
  let number = 0;
  const call = { path: "a", scope: undefined };
  {
    await using tape = await recordTape(temp.path, { fetch: fakeNetwork(() => new Response(`${++number}`)) });
    for (let i = 0; i < 5; i++) await ask(tape, call);
  }
  await using player = await replayTape(temp.path);
  assertEquals(await Promise.all([1, 2, 3, 4, 5].map(() => ask(player, call))), ["1", "2", "3", "4", "5"]);
});

Deno.test("on request the last recording is played again, for ever", async () => {
  await using temp = await tempTape();
  let number = 0;
  {
    await using tape = await recordTape(temp.path, { fetch: fakeNetwork(() => new Response(`${++number}`)) });
    for (let i = 0; i < 3; i++) await ask(tape, { path: "a", scope: i === 2 ? "cell_1/1" : undefined });
  }
  for (const mode of ["replay", "append"] as const) {
    const options = { fetch: noNetwork, repeat: "last" } as const;
    await using player = mode === "replay"
      ? await replayTape(temp.path, options)
      : await recordTape(temp.path, { ...options, mode });
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await ask(player, { path: "a", scope: undefined }));
    for (let i = 0; i < 2; i++) answers.push(await ask(player, { path: "a", scope: "cell_1/1" }));
    assertEquals(answers, ["1", "2", "2", "2", "3", "3"]);
    assertEquals([player.summary.played, player.summary.unplayed], [6, 0]);
  }
  await using player = await replayTape(temp.path, { repeat: "last" });
  await assertRejects(() => ask(player, { path: "b", scope: undefined }), CassetteMissError);
  await assertRejects(
    () => replayTape(temp.path, { repeat: "all" as "last" }),
    UserError,
    '"repeat" can only be "last": current value is "all"',
  );
});

Deno.test("a run that goes on in mode record does not repeat what it has played, it calls", async () => {
  await using temp = await tempTape();
  let number = 0;
  const answers: string[] = [];
  for (let session = 0; session < 2; session++) {
    const fetch = fakeNetwork(() => new Response(`${++number}`));
    await using tape = await recordTape(temp.path, { fetch, repeat: "last" });
    for (let i = 0; i <= session; i++) {
      answers.push(await (await tape.fetch("http://h/a", { note: newNote({ run: "run_1" }) })).text());
    }
  }
  assertEquals(answers, ["1", "1", "2"]);
});

Deno.test("a tape says whether it has recordings without a scope", async () => {
  const fetch = fakeNetwork(() => new Response("x"));
  const cases: [scopes: (string | undefined)[], has: boolean][] = [
    [[], false],
    [["cell_1/1", "cell_2/1"], false],
    [["cell_1/1", undefined], true],
    [["cell_1/1", ""], true],
    [['"scope":"', 'a","kind":"decision",'], false],
  ];
  for (const [scopes, has] of cases) {
    await using temp = await tempTape();
    {
      await using tape = await recordTape(temp.path, { fetch });
      for (const scope of scopes) await ask(tape, { path: "a", scope });
      await tape.decide("cell_1", "x", () => ({ choice: 1, reason: "" }));
    }
    await using tape = await replayTape(temp.path);
    assertEquals(tape.hasUnscoped, has, JSON.stringify(scopes));
  }
});

Deno.test("what was recorded anew does not make a tape one without scopes, fields in another order do not hide it", async () => {
  await using temp = await tempTape();
  const fetch = fakeNetwork(() => new Response("x"));
  {
    await using tape = await recordTape(temp.path, { fetch });
    await ask(tape, { path: "a", scope: "cell_1/1" });
  }
  const lines = (await Deno.readTextFile(temp.path)).trimEnd().split("\n");
  const { key, kind, scope, ...rest } = JSON.parse(lines[1]);
  for (const [line, has] of [[{ key, kind, ...rest, scope }, false], [{ key, kind, ...rest }, true]] as const) {
    await Deno.writeTextFile(temp.path, `${lines[0]}\n${JSON.stringify(line)}\n`);
    await using tape = await replayTape(temp.path);
    assertEquals(tape.hasUnscoped, has);
  }
  await Deno.writeTextFile(
    temp.path,
    `${lines[0]}\n${JSON.stringify({ key, kind, ...rest })}\n${
      JSON.stringify({ key, replaces: true, kind, scope, ...rest })
    }\n`,
  );
  await using tape = await replayTape(temp.path);
  assert(!tape.hasUnscoped);
});
