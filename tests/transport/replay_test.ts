import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import type { Tape } from "../../src/cassette/mod.ts";
import { openaiChat } from "../../src/provider/mod.ts";
import { openCassette } from "../../src/recording/mod.ts";
import type { CallEvent, CallNote } from "../../src/spec/mod.ts";
import { type ExchangeResult, Transport } from "../../src/transport/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { HI } from "./loopback.ts";
import { ANSWER, BROKEN, kindsOf, M, type Said, settingsWith, until } from "./travel.ts";

const SETTINGS = settingsWith({
  limits: { requestsPerMinute: 6, concurrency: 2 },
  retry: { maxTries: 3 },
  timeouts: { totalMs: 5000 },
  breaker: { minCalls: 3, openMs: 60_000 },
});

/** What a row of the ledger is made from. */
function facts({ outcome, httpStatus, note }: ExchangeResult) {
  const { startedAt, key, caller } = note;
  return { outcome, httpStatus, startedAt, key, caller };
}

/** Makes so many calls through one transport over the tape, three at a time; a new one for each session. */
async function session(tape: Tape, { clock, calls }: { clock: VirtualClock; calls: number }) {
  const events: CallEvent[] = [];
  const transport = new Transport({ clock, settings: () => SETTINGS, onEvent: (event) => events.push(event) });
  const call = (cell: number) =>
    transport.call(HI, M, {
      wire: openaiChat,
      fetch: tape.fetch,
      note: ({ number }): CallNote => ({ scope: `cell_${cell}/${number}`, endpoint: M.key, caller: { try: number } }),
      decide: (name, make) => tape.decide(`cell_${cell}`, name, make),
      seed: `cell_${cell}`,
    });
  const results: (readonly ExchangeResult[])[] = [];
  for (let at = 0; at < calls; at += 3) {
    results.push(...await until(clock, Promise.all([at, at + 1, at + 2].map(call))));
    await Promise.all(results.flat().map(({ note }) => note.stored));
  }
  return { results, events, transport };
}

/** A network in virtual time that says one thing after the other. */
function network(clock: VirtualClock, script: readonly Said[]): typeof fetch {
  let requests = 0;
  return async (_, init) => {
    const said = script[requests++ % script.length];
    await clock.sleep(said.afterMs ?? 5, init?.signal ?? undefined);
    return new Response(said.body, { status: said.status, headers: said.headers });
  };
}

Deno.test("a replay makes the tries of its recording, refusals too, with no limiter, breaker, timeout or wait", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tape.jsonl`;
  const limited = { status: 429, headers: { "retry-after": "2" }, body: "{}" };
  const script = [ANSWER, limited, { ...ANSWER, afterMs: 9000 }, BROKEN, BROKEN, BROKEN, BROKEN, BROKEN, BROKEN];
  const options = { env: false as const, ci: "", endpoints: { [M.key]: M.baseUrl } };
  const clock = new VirtualClock(new Date("2026-11-21T00:00:00Z"));
  let recorded: Awaited<ReturnType<typeof session>>;
  {
    await using tape = await openCassette(path, { ...options, mode: "record", clock, fetch: network(clock, script) });
    recorded = await session(tape, { clock, calls: 12 });
  }
  const kinds = recorded.results.map(kindsOf);
  const all = new Set(kinds.flat());
  for (const kind of ["ok", "rate_limited", "timeout", "server_error", "breaker_open"]) {
    assertEquals(all.has(kind), true);
  }

  const still = new VirtualClock(new Date("2027-01-01T00:00:00Z"));
  await using tape = await openCassette(path, { ...options, mode: "replay", clock: still, keepNetwork: true });
  const replayed = await session(tape, { clock: still, calls: 12 });
  assertEquals(replayed.results.map(kindsOf), kinds);
  assertEquals(replayed.results.flat().map(facts), recorded.results.flat().map(facts));
  assertEquals(still.nowMs(), 0);
  const told = new Set(replayed.events.map(({ type }) => type));
  assertEquals(told, new Set(["ended", "retry"]));
  const sources = new Set(replayed.events.flatMap((event) => event.type === "ended" ? [event.source] : []));
  assertEquals(sources, new Set(["replay"]));
  assertEquals(replayed.transport.status().limits, []);
  assertEquals(replayed.transport.breaker(M).state, "closed");
});

Deno.test("what is not on the tape stays a miss where no refusal was kept", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tape.jsonl`;
  const options = { env: false as const, ci: "", endpoints: { [M.key]: M.baseUrl } };
  const clock = new VirtualClock();
  {
    await using tape = await openCassette(path, { ...options, mode: "record", clock, fetch: network(clock, [ANSWER]) });
    await session(tape, { clock, calls: 3 });
  }
  await using tape = await openCassette(path, { ...options, mode: "replay", clock, keepNetwork: true });
  const { results } = await session(tape, { clock, calls: 6 });
  assertEquals(results.map(kindsOf).flat(), ["ok", "ok", "ok", "cassette_miss", "cassette_miss", "cassette_miss"]);
});
