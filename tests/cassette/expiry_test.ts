import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import { CassetteExpiredError, type CassetteOptions, type Tape } from "../../src/cassette/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

const DAY = 86_400_000;
const ask = async (tape: Tape, path: string) => await (await tape.fetch(`http://h/${path}`)).text();

/** A tape whose recording of `/old` is 41 days old and whose recording of `/new` is a day old. */
async function agedTape(path: string): Promise<VirtualClock> {
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  for (const [name, days] of [["old", 40], ["new", 1]] as const) {
    await using tape = await recordTape(path, { mode: "append", clock, fetch: fakeNetwork(() => new Response(name)) });
    await ask(tape, name);
    await clock.advance(days * DAY);
  }
  return clock;
}

function options(clock: VirtualClock, expired: "warn" | "fail", afterMs = 30 * DAY) {
  const warnings: string[] = [];
  const given: CassetteOptions = {
    clock,
    fetch: noNetwork,
    expire: { afterMs, expired },
    warn: (text) => warnings.push(text),
  };
  return { given, warnings };
}

Deno.test("an expired recording fails its request, says why, and is neither played nor called live", async () => {
  await using tape = await tempTape();
  const clock = await agedTape(tape.path);
  const { given } = options(clock, "fail");
  for (const open of [replayTape, (path: string, o: CassetteOptions) => recordTape(path, { ...o, mode: "append" })]) {
    await using player = await open(tape.path, given);
    for (let i = 0; i < 2; i++) {
      const note = newNote();
      const error = await assertRejects(() => player.fetch("http://h/old", { note }), CassetteExpiredError);
      assertEquals([error.ageMs, error.limitMs, error instanceof UserError], [41 * DAY, 30 * DAY, true]);
      assertStringIncludes(
        error.message,
        `${error.key} as it is older than 30 days: it was recorded at 2026-01-01T00:00:00.000Z`,
      );
    }
    assertEquals(await ask(player, "new"), "new");
    assertEquals([player.summary.played, player.summary.expired], [1, 1]);
  }
});

Deno.test("or is played with one warning per tape", async () => {
  await using tape = await tempTape();
  const clock = await agedTape(tape.path);
  const { given, warnings } = options(clock, "warn", DAY / 2);
  await using player = await replayTape(tape.path, given);
  assertEquals([await ask(player, "new"), await ask(player, "old")], ["new", "old"]);
  assertEquals([player.summary.played, player.summary.expired], [2, 2]);
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0], `"${tape.path}" has recordings that are older than 12 hours`);
});

Deno.test("what is as old as the limit is not too old, and decisions do not expire", async () => {
  await using tape = await tempTape();
  const clock = await agedTape(tape.path);
  const { given, warnings } = options(clock, "fail", 41 * DAY);
  {
    await using recorder = await recordTape(tape.path, { mode: "append", clock });
    await recorder.decide("cell_1", "x", () => ({ choice: 1, reason: "" }));
  }
  await using player = await replayTape(tape.path, given);
  assertEquals(await ask(player, "old"), "old");
  await clock.advance(1);
  assertEquals((await player.decide("cell_1", "x", () => ({ choice: 2, reason: "" })))?.choice, 1);
  await clock.advance(100 * DAY);
  await assertRejects(() => ask(player, "new"), CassetteExpiredError);
  assertEquals(warnings, []);
});

Deno.test("reading extends nothing: a replay leaves the file's bytes and times as they are", async () => {
  await using tape = await tempTape();
  const clock = await agedTape(tape.path);
  const facts = async () => [await Deno.readTextFile(tape.path), (await Deno.stat(tape.path)).mtime];
  const before = await facts();
  for (const then of ["warn", "fail"] as const) {
    await using player = await replayTape(tape.path, options(clock, then).given);
    await ask(player, "old").catch(() => {});
    await ask(player, "new");
  }
  assertEquals(await facts(), before);
});

Deno.test("a warning goes to standard error where nobody is told otherwise", async () => {
  await using tape = await tempTape();
  await agedTape(tape.path);
  const code = `
    import { openCassette } from "${new URL("../../src/cassette/mod.ts", import.meta.url)}";
    const tape = await openCassette(${JSON.stringify(tape.path)}, { expire: { afterMs: 0, expired: "warn" } });
    await (await tape.fetch("http://h/new")).text();
    await tape.close();`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "");
  assertStringIncludes(new TextDecoder().decode(stderr), `warning: the cassette "${tape.path}" has recordings`);
});

Deno.test("an expiry that makes no sense is refused", async () => {
  await using tape = await tempTape();
  await agedTape(tape.path);
  for (
    const expire of [{ afterMs: -1, expired: "warn" }, { afterMs: NaN, expired: "fail" }, {
      afterMs: 1,
      expired: "live",
    }]
  ) {
    await assertRejects(() => replayTape(tape.path, { expire } as CassetteOptions), UserError, '"expire" must have');
  }
});
