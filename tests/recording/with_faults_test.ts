import { assert, assertEquals, assertRejects } from "@std/assert";
import type { FaultRule } from "../../src/cassette/mod.ts";
import { openCassette, withFaults } from "../../src/recording/mod.ts";
import type { NotedFetch } from "../../src/spec/mod.ts";
import { fakeNetwork, noNetwork, tempTape } from "../cassette/support.ts";
import { CHAT_URL, EVENTS, see, type Seen } from "../cassette/faults/_faults.ts";

const WHOLE = EVENTS.join("");

/** A network that streams the same answer again and again, its number in it. */
function counting() {
  let calls = 0;
  const headers = { "content-type": "text/event-stream" };
  const fetch = fakeNetwork(() => {
    const text = WHOLE.replace("Héllo", `Héllo ${++calls}`);
    const chunks = text.split(/(?<=\n\n)/).map((event) => new TextEncoder().encode(event));
    return new Response(ReadableStream.from(chunks), { headers });
  });
  return { fetch, calls: () => calls };
}

/** Ask until the answer is whole, as a client that retries; what each try saw. */
async function retry(fetch: NotedFetch, body: string): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let tries = 0; tries < 5; tries++) {
    const one = await see(fetch, { body });
    seen.push(one);
    if (one.status === 200 && one.error === null && one.text.endsWith("[DONE]\n\n")) return seen;
  }
  throw new Error(`no answer: ${seen.at(-1)?.error?.message}`);
}

const RULES: readonly FaultRule[] = [
  { fault: "rate_limit", when: { try: 1, model: "a" } },
  { fault: "truncate", atByte: 100, when: { try: [1, 2], model: "b" } },
  { fault: "idle_timeout", when: { try: 1, model: "c" } },
];
const BODIES = ["a", "b", "c", "d"].map((model) => JSON.stringify({ model }));

Deno.test("a plain client that retries finds its recording on a clean tape, and all of it is played", async () => {
  await using tape = await tempTape();
  const network = counting();
  {
    await using recorder = await openCassette(tape.path, { mode: "record", ci: "", fetch: network.fetch });
    for (const body of BODIES) await retry(recorder.fetch, body);
  }
  await using player = await openCassette(tape.path, { keepNetwork: true, fetch: noNetwork });
  const faulty = withFaults(player.fetch, { rules: RULES });
  const tries = [];
  for (const body of BODIES) {
    const seen = await retry(faulty, body);
    tries.push(seen.length);
    assertEquals(seen.at(-1)!.note.source, "replay");
  }
  assertEquals(tries, [2, 3, 2, 1]);
  assertEquals([player.summary.unplayed, player.summary.missed], [0, 0]);
  await assertRejects(() => faulty(CHAT_URL, { method: "POST", body: BODIES[0] }), Error, "played already");
});

Deno.test("what was recorded through faults plays through the same faults, byte for byte and time for time", async () => {
  await using tape = await tempTape();
  const network = counting();
  const recorded: Seen[] = [];
  {
    await using recorder = await openCassette(tape.path, { mode: "record", ci: "", fetch: network.fetch });
    const faulty = withFaults(recorder.fetch, { rules: RULES });
    for (const body of BODIES) recorded.push(...await retry(faulty, body));
  }
  // A refusal is no call; every other try is one.
  assertEquals(network.calls(), recorded.length - 1);
  await using player = await openCassette(tape.path, { keepNetwork: true, fetch: noNetwork });
  const faulty = withFaults(player.fetch, { rules: RULES });
  const replayed: Seen[] = [];
  for (const body of BODIES) replayed.push(...await retry(faulty, body));
  const facts = (seen: Seen[]) =>
    seen.map(({ status, text, error, note: { fault, failure, cuts, headersMs, key } }) => ({
      ...{ status, text, fault, failure, cuts, headersMs, key },
      error: error?.message ?? null,
    }));
  assertEquals(facts(replayed), facts(recorded));
  assertEquals(player.summary.unplayed, 0);
});

Deno.test("the tape of a faulty session holds whole answers only", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await openCassette(tape.path, { mode: "record", ci: "", fetch: counting().fetch });
    const faulty = withFaults(recorder.fetch, { rules: [{ fault: "reset", afterEvent: 1 }] });
    const { text, error, note } = await see(faulty);
    assertEquals([text, error?.name], [EVENTS[0], "TypeError"]);
    await note.stored;
  }
  await using player = await openCassette(tape.path, { keepNetwork: true, fetch: noNetwork });
  const { text, error } = await see(player.fetch);
  assertEquals([text.length, error], [WHOLE.length + 2, null]);
});

Deno.test("where a secret was replaced in the answer, the row is made from the replaced one with its fault", async () => {
  await using tape = await tempTape();
  const secret = "filler-credential-0123456789";
  const answer = EVENTS[0] + EVENTS[1].replace("Héllo", secret) + EVENTS.at(-1);
  const fetch = fakeNetwork(() => new Response(answer, { headers: { "content-type": "text/event-stream" } }));
  await using recorder = await openCassette(tape.path, { mode: "record", ci: "", fetch, secrets: [secret] });
  const { note } = await see(withFaults(recorder.fetch, { rules: [{ fault: "missing_done" }] }));
  const row = new TextDecoder().decode(note.recordedBody);
  assert(!row.includes(secret) && !row.includes("[DONE]") && row.includes("[redacted"), row);
  assertEquals(note.cuts!.every(([offset]) => offset < note.recordedBody!.length), true);
});

Deno.test("a miss stays a miss under a fault that needs an answer, and is none under one that does not", async () => {
  await using tape = await tempTape();
  await (await openCassette(tape.path, { mode: "record", ci: "", fetch: noNetwork })).close();
  await using player = await openCassette(tape.path, { keepNetwork: true, fetch: noNetwork });
  const missed = await see(withFaults(player.fetch, { rules: [{ fault: "truncate" }] }));
  assertEquals(missed.error?.name, "CassetteMissError");
  const refused = await see(withFaults(player.fetch, { rules: [{ fault: "overloaded" }] }));
  assertEquals([refused.status, player.summary.missed], [503, 1]);
});
