import { assertEquals, assertRejects } from "@std/assert";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import { type CassetteOptions, type RefreshOptions, type Tape, verifyCassette } from "../../src/cassette/mod.ts";
import { fakeNetwork, newNote, recordsOf, recordTape, replayTape, tempTape } from "./support.ts";

const DAY = 86_400_000;
const ENDPOINTS = { "m@a": "http://a", "m@b": "http://b" };

async function ask(tape: Tape, url: string, note = newNote()): Promise<string> {
  return await tape.fetch(url, { note }).then((response) => response.text(), (error) => error.message);
}

/** A network that answers with its name and the number of the call. */
function numbered(name: string, statusOf = (_number: number) => 200): typeof globalThis.fetch {
  let number = 0;
  return fakeNetwork(() => new Response(`${name} ${++number}`, { status: statusOf(number) }));
}

async function session(path: string, urls: string[], options: CassetteOptions): Promise<string[]> {
  await using tape = await recordTape(path, { endpoints: ENDPOINTS, ...options });
  const answers: string[] = [];
  for (const url of urls) answers.push(await ask(tape, url));
  return answers;
}

/** What a refresh of a tape with these recordings gives, and then a replay. */
async function refreshed(refresh: RefreshOptions | ((keys: string[]) => RefreshOptions), urls = URLS) {
  await using tape = await tempTape();
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  await session(tape.path, ["http://a/1", "http://a/2"], { fetch: numbered("old"), clock });
  await clock.advance(10 * DAY);
  await session(tape.path, ["http://b/1", "http://b/1"], {
    mode: "append",
    fetch: numbered("newer", (number) => number === 1 ? 503 : 200),
    clock,
  });
  const keys = (await recordsOf(tape.path)).map(({ key }) => key);
  const answers = await session(tape.path, urls, {
    mode: "refresh",
    refresh: typeof refresh === "function" ? refresh(keys) : refresh,
    fetch: numbered("fresh"),
    clock,
  });
  assertEquals(await verifyCassette(tape.path), []);
  await using player = await replayTape(tape.path, { endpoints: ENDPOINTS });
  const replayed: string[] = [];
  for (const url of urls) replayed.push(await ask(player, url));
  assertEquals(replayed, answers, "a replay gives what the refresh gave");
  return { answers, unplayed: player.summary.unplayed };
}

const URLS = ["http://a/1", "http://a/2", "http://b/1", "http://b/1"];
const OLD = ["old 1", "old 2"];
const NEWER = ["newer 1", "newer 2"];

Deno.test("keys, or how they begin, are recorded anew, and the rest is played", async () => {
  assertEquals((await refreshed((keys) => ({ keys: [keys[1]] }))).answers, ["old 1", "fresh 1", ...NEWER]);
  assertEquals((await refreshed((keys) => ({ keys: [keys[2].slice(0, 12)] }))).answers, [...OLD, "fresh 1", "fresh 2"]);
});

Deno.test("the recordings of an endpoint, and those that are older than an age", async () => {
  assertEquals((await refreshed({ endpoints: ["m@b"] })).answers, [...OLD, "fresh 1", "fresh 2"]);
  assertEquals((await refreshed({ olderThanMs: 9 * DAY })).answers, ["fresh 1", "fresh 2", ...NEWER]);
  assertEquals((await refreshed({ olderThanMs: 10 * DAY })).answers, [...OLD, ...NEWER]);
});

Deno.test("a key with a failure is recorded anew as a whole, and what was asked less often is gone", async () => {
  assertEquals((await refreshed({ failures: true })).answers, [...OLD, "fresh 1", "fresh 2"]);
  const { answers, unplayed } = await refreshed({ failures: true }, ["http://b/1"]);
  assertEquals([answers, unplayed], [["fresh 1"], 2]);
});

Deno.test("what is not on the tape is recorded, as by append", async () => {
  const { answers } = await refreshed({ endpoints: ["m@a"] }, ["http://b/2", "http://b/1", "http://b/1", "http://b/1"]);
  assertEquals(answers, ["fresh 1", ...NEWER, "fresh 2"]);
});

Deno.test("with scopes, only the tries that failed are made again", async () => {
  await using tape = await tempTape();
  const notes = () => [1, 2, 3].map((cell) => newNote({ scope: `cell_${cell}/1` }));
  const all = async (options: CassetteOptions) => {
    await using open = await recordTape(tape.path, options);
    const answers: string[] = [];
    for (const note of notes()) answers.push(await ask(open, "http://h/x", note));
    return answers;
  };
  const failing = numbered("old", (number) => number === 2 ? 429 : 200);
  assertEquals(await all({ fetch: failing }), ["old 1", "old 2", "old 3"]);
  const again = { mode: "refresh", refresh: { failures: true }, fetch: numbered("fresh") } as const;
  assertEquals(await all(again), ["old 1", "fresh 1", "old 3"]);
  assertEquals(await all(again), ["old 1", "fresh 1", "old 3"], "there are no failures left");
});

Deno.test("a run that goes on does not pay for its own refresh again", async () => {
  await using tape = await tempTape();
  await session(tape.path, ["http://a/1"], { fetch: numbered("old") });
  const again = { mode: "refresh", refresh: { endpoints: ["m@a"] }, endpoints: ENDPOINTS } as const;
  for (const source of ["live", "resumed"]) {
    await using open = await recordTape(tape.path, { ...again, fetch: numbered("fresh") });
    const note = newNote({ run: "run_1" });
    assertEquals([await ask(open, "http://a/1", note), note.source], ["fresh 1", source]);
  }
});

Deno.test("decisions are made anew where they are named", async () => {
  await using tape = await tempTape();
  const decide = (open: Tape, choice: number) => open.decide("cell_1", "endpoint", () => ({ choice, reason: "" }));
  await using first = await recordTape(tape.path);
  await decide(first, 1);
  await first.close();
  const [{ key }] = await recordsOf(tape.path);
  for (const [refresh, choice] of [[{ failures: true }, 1], [{ keys: [key] }, 3]] as const) {
    await using open = await recordTape(tape.path, { mode: "refresh", refresh });
    assertEquals((await decide(open, choice === 1 ? 2 : 3))?.choice, choice);
  }
});

Deno.test("a refresh that names nothing, or what is not there, is refused, and so is the option in another mode", async () => {
  await using tape = await tempTape();
  await session(tape.path, ["http://a/1"], { fetch: numbered("old") });
  const before = await Deno.readTextFile(tape.path);
  const cases: [CassetteOptions, string][] = [
    [{ mode: "refresh" }, 'mode "refresh" needs the option "refresh"'],
    [{ mode: "append", refresh: { failures: true } }, 'only mode "refresh" takes the option "refresh"'],
    [{ mode: "refresh", refresh: { failures: false, keys: [] } }, "nothing is named"],
    [{ mode: "refresh", refresh: { olderThanMs: NaN } }, '"olderThanMs" must be 0 or more: current value is NaN'],
    [{ mode: "refresh", refresh: { keys: ["key_x"] } }, 'begins with, what was named: current value is "key_x"'],
    [{ mode: "refresh", refresh: { keys: [""] } }, 'current value is ""'],
  ];
  for (const [options, message] of cases) {
    await assertRejects(() => recordTape(tape.path, options), UserError, message);
  }
  await assertRejects(
    () => recordTape(tape.path, { mode: "refresh", refresh: { failures: true }, ci: "true" }),
    UserError,
    "CI is set",
  );
  assertEquals(await Deno.readTextFile(tape.path), before);
});
