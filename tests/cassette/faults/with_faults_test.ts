import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FetchedResponse, stampedFetch, systemClock, UserError, VirtualClock } from "../../../src/base/mod.ts";
import { withFaults as withBareFaults } from "../../../src/cassette/faults/mod.ts";
import type { Fault, FaultRule } from "../../../src/cassette/mod.ts";
import { withFaults } from "../../../src/recording/mod.ts";
import type { Clock } from "../../../src/spec/mod.ts";
import { EVENTS, nobody, played, see, seeFault } from "./_faults.ts";

const WHOLE = EVENTS.join("");

Deno.test("a rate limit is the provider's own, and the tape is not asked", async () => {
  const { status, headers, text, note, error } = await seeFault({ fault: "rate_limit", afterMs: 1500 }, {
    below: nobody,
  });
  assertEquals([status, headers.get("retry-after"), headers.get("retry-after-ms")], [429, "2", "1500"]);
  assertEquals(JSON.parse(text).error.code, "rate_limit_exceeded");
  assertEquals(headers.get("x-tapedeck-fault"), "rate_limit");
  assertEquals([note.fault, note.key, note.source, note.headersMs, error], ["rate_limit", null, "replay", 0, null]);
});

Deno.test("a refusal is worded by the provider of the endpoint, of the URL, or else plainly", async () => {
  const fetch = withFaults(nobody, { rules: [{ fault: "overloaded" }] });
  const named = await see(fetch, {
    url: "http://127.0.0.1:9/v1/messages",
    note: { caller: {}, endpoint: "m@anthropic" },
  });
  assertEquals([named.status, JSON.parse(named.text).error.type], [529, "overloaded_error"]);
  const byUrl = await see(fetch, { url: "https://generativelanguage.googleapis.com/v1beta/models/g:generateContent" });
  assertEquals(JSON.parse(byUrl.text).error.status, "UNAVAILABLE");
  const unknown = await see(fetch, { url: "https://example.com/other" });
  assertEquals([unknown.status, JSON.parse(unknown.text)], [503, { error: { message: "Service unavailable" } }]);
});

Deno.test("a server error has the status that was asked for", async () => {
  assertEquals((await seeFault({ fault: "server_error" }, { below: nobody })).status, 500);
  assertEquals((await seeFault({ fault: "server_error", status: 502 }, { below: nobody })).status, 502);
  const bare = withBareFaults(nobody, { rules: [{ fault: "rate_limit", afterMs: 10 }] });
  assertEquals((await see(bare)).headers.get("retry-after"), "1");
});

Deno.test("failures before the headers are thrown as a live fetch throws them, and told in the note", async () => {
  const cases: [FaultRule, string, { kind: string; atMs: number }][] = [
    [{ fault: "connect_timeout", afterMs: 700 }, "TimeoutError", { kind: "timeout", atMs: 700 }],
    [{ fault: "first_byte_timeout" }, "TimeoutError", { kind: "timeout", atMs: 30_000 }],
    [{ fault: "reset" }, "TypeError", { kind: "reset", atMs: 0 }],
  ];
  for (const [rule, name, { kind, atMs }] of cases) {
    const { error, note, status } = await seeFault(rule, { below: nobody });
    assertEquals([error?.name, note.failure?.kind, note.failure?.atMs, status], [name, kind, atMs, null]);
    assertMatch(note.failure!.message, /\(injected\)$/);
    assertEquals(note.fault, rule.fault);
  }
});

Deno.test("an answer with a fault in it says of itself what the whole one said, whatever its status", async () => {
  const init = { status: 720, statusText: "Odd", headers: {}, url: "https://example.com/end", redirected: true };
  const below = () => Promise.resolve(new FetchedResponse("{}", init));
  const faulty = await withFaults(below, { rules: [{ fault: "truncate" }] })("https://example.com/start");
  const { status, statusText, url, redirected } = faulty;
  assertEquals([status, statusText, url, redirected], [720, "Odd", init.url, true]);
  assertEquals(await faulty.text(), "{");
});

Deno.test("a body that stalls behind an event fails there, at the time of the event and the limit", async () => {
  const { text, error, note } = await seeFault({ fault: "idle_timeout", afterEvent: 2, afterMs: 400 });
  assertEquals(text, EVENTS.slice(0, 2).join(""));
  assertEquals([error?.name, note.failure?.kind, note.failure?.atMs], ["TimeoutError", "timeout", 420]);
  assertEquals(note.cuts?.length, 2);
});

Deno.test("a connection breaks behind an event, or at a byte", async () => {
  const event = await seeFault({ fault: "reset", afterEvent: 1 });
  assertEquals([event.text, event.error?.name, event.note.failure?.atMs], [EVENTS[0], "TypeError", 10]);
  const byte = await seeFault({ fault: "reset", atByte: 7 });
  assertEquals([byte.text, byte.note.failure?.kind], [EVENTS[0].slice(0, 7), "reset"]);
  const none = await seeFault({ fault: "reset", afterEvent: 0 });
  assertEquals([none.text, none.note.failure?.atMs, none.note.cuts], ["", 5, []]);
});

Deno.test("a truncated body just ends, without an error", async () => {
  const { text, error, note, headers } = await seeFault({ fault: "truncate", afterEvent: 3 });
  assertEquals([text, error, note.failure], [EVENTS.slice(0, 3).join(""), null, undefined]);
  assertEquals(headers.get("content-length"), null);
});

Deno.test("a body can end within a character", async () => {
  const at = new TextEncoder().encode(WHOLE.slice(0, WHOLE.indexOf("é"))).length + 1;
  const { bytes } = await seeFault({ fault: "truncate", atByte: at });
  assertEquals(bytes.length, at);
  assertThrows(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes), TypeError);
});

Deno.test("an answer that is no stream ends before its last byte", async () => {
  const below = played(['{"a":', '"é"}'], "application/json");
  assertEquals((await seeFault({ fault: "truncate" }, { below })).text, '{"a":"é"');
  assertEquals((await seeFault({ fault: "malformed_json" }, { below })).text, '{"a":"é"');
  assertEquals((await seeFault({ fault: "truncate", afterEvent: 0 }, { below })).text, "");
});

Deno.test("one event's JSON is broken, the others are whole", async () => {
  const { text } = await seeFault({ fault: "malformed_json", atEvent: 2 });
  const events = text.split("\n\n").filter((event) => event !== "");
  assertEquals(events.length, EVENTS.length);
  assertThrows(() => JSON.parse(events[1].slice("data: ".length)), SyntaxError);
  assertEquals([events[0], events[2]], [EVENTS[0].trim(), EVENTS[2].trim()]);
});

Deno.test("the closing event is missing or doubled, in every format that has one", async () => {
  assertEquals((await seeFault({ fault: "missing_done" })).text, EVENTS.slice(0, -1).join(""));
  assertEquals((await seeFault({ fault: "doubled_done" })).text, WHOLE + EVENTS.at(-1));
  const stop = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';
  assertEquals(
    (await seeFault({ fault: "missing_done" }, { below: played(["data: 1\n\n", stop]) })).text,
    "data: 1\n\n",
  );
  const done = '{"done":true}\n';
  const below = played(['{"done":false}\n', done], "application/x-ndjson");
  assertEquals((await seeFault({ fault: "doubled_done" }, { below })).text, `{"done":false}\n${done}${done}`);
});

Deno.test("a stream breaks off with the provider's own error", async () => {
  const { text, error } = await seeFault({ fault: "stream_error", afterEvent: 2 });
  assert(text.startsWith(EVENTS[0] + EVENTS[1]) && error === null);
  assertStringIncludes(text.slice((EVENTS[0] + EVENTS[1]).length), '"type":"server_error"');
  const lines = await see(
    withFaults(played(['{"done":false}\n', '{"done":true}\n'], "application/x-ndjson"), {
      rules: [{ fault: "stream_error" }],
    }),
  );
  assertMatch(lines.text, /^\{"done":false\}\n\{"error":.*\}\n$/);
});

Deno.test("an error of lines is worded as an event in a stream of events", async () => {
  const fetch = withFaults(played(EVENTS), { rules: [{ fault: "stream_error" }] });
  const { text } = await see(fetch, { note: { caller: {}, endpoint: "m@ollama" } });
  assertMatch(text, /\n\ndata: \{"error":"[^\n]+"\}\n\n$/);
});

Deno.test("events of a slow drip come apart, and the note's times follow", async () => {
  const { text, chunks, note } = await seeFault({ fault: "slow_drip", msPerEvent: 100 }, { below: played([WHOLE]) });
  assertEquals([text, chunks], [WHOLE, [...EVENTS]]);
  assertEquals(note.cuts?.map(([, ms]) => ms), [105, 205, 305, 405, 505]);
  const slower = await seeFault({ fault: "slow_drip", msPerEvent: 1 });
  assertEquals(slower.note.cuts?.map(([, ms]) => ms), [10, 20, 30, 40, 50]);
});

Deno.test("a slow drip takes its time where the answer is live or the replay keeps time", async () => {
  const cases = [[played(EVENTS), 2, 50], [live(EVENTS), 0, 100], [played(EVENTS), 0, null]] as const;
  for (const [below, speed, waitMs] of cases) {
    const waits: number[] = [];
    const clock: Clock = { ...systemClock, sleep: (ms) => Promise.resolve(void waits.push(ms)) };
    const { text } = await seeFault({ fault: "slow_drip", msPerEvent: 100 }, { below, speed, clock });
    assertEquals([text, waits], [WHOLE, waitMs === null ? [] : EVENTS.map(() => waitMs)]);
  }
});

/** A network: each call makes the answer anew, and no time passes. */
function live(chunks: readonly string[]) {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const headers = { "content-type": "text/event-stream" };
  return stampedFetch(() => Promise.resolve(new Response(ReadableStream.from(bytes), { headers })), new VirtualClock());
}

Deno.test("a failure is waited for where the overlay keeps time, and the wait can be called off", async () => {
  const clock = new VirtualClock();
  const fetch = withFaults(nobody, { rules: [{ fault: "connect_timeout", afterMs: 1000 }], clock, speed: 2 });
  const controller = new AbortController();
  const call = fetch("https://example.com", { signal: controller.signal });
  await clock.advance(499);
  controller.abort(new Error("enough"));
  await assertRejects(() => call, Error, "enough");
});

Deno.test("a call that is called off already is not refused but called off", async () => {
  const fetch = withFaults(nobody, { rules: [{ fault: "overloaded" }] });
  await assertRejects(
    () => fetch("https://example.com", { signal: AbortSignal.abort(new Error("gone")) }),
    Error,
    "gone",
  );
});

Deno.test("what is below is read to its end, also where the reader sees less", async () => {
  let left = EVENTS.length;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new TextEncoder().encode(EVENTS[EVENTS.length - 1 - left]));
      else controller.close();
    },
  }, { highWaterMark: 0 });
  const below = () => Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  const { text } = await seeFault({ fault: "truncate" }, { below });
  assertEquals([text, left], [EVENTS[0], -1]);
});

Deno.test("a reader that goes away cancels what is below", async () => {
  let reason: unknown = null;
  const body = new ReadableStream<Uint8Array>({ cancel: (given) => void (reason = given) });
  const response = await withFaults(() => Promise.resolve(new Response(body)), { rules: [{ fault: "truncate" }] })(
    "http://a",
  );
  await response.body!.cancel("enough");
  assertEquals(reason, "enough");
});

Deno.test("where redaction changed the body, the changed one gets the same fault", async () => {
  const redacted = WHOLE.replace("Héllo", "[redacted]");
  const below = (...call: Parameters<ReturnType<typeof played>>) => {
    const answer = played(EVENTS)(...call);
    call[1]!.note!.recordedBody = new TextEncoder().encode(redacted);
    return answer;
  };
  const { note } = await seeFault({ fault: "missing_done" }, { below });
  assertEquals(new TextDecoder().decode(note.recordedBody), redacted.slice(0, -EVENTS.at(-1)!.length));
});

Deno.test("a real failure below is not hidden by a fault that had not come yet", async () => {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new TypeError("connection reset"));
    },
  });
  const below = () => Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  const { error, note } = await seeFault({ fault: "truncate" }, { below });
  assertEquals([error?.message, note.fault], ["connection reset", undefined]);
});

Deno.test("a fault that finds no place does not come", async () => {
  const rules: FaultRule[] = [
    { fault: "truncate", afterEvent: 9 },
    { fault: "reset", atByte: 100_000 },
    { fault: "malformed_json", atEvent: 9 },
  ];
  for (const rule of rules) {
    const { text, error, note } = await seeFault(rule);
    assertEquals([text, error, note.fault], [WHOLE, null, undefined]);
  }
  const json = await seeFault({ fault: "stream_error" }, { below: played(["{}"], "application/json") });
  assertEquals([json.text, json.note.fault], ["{}", undefined]);
  const empty = await seeFault({ fault: "truncate" }, {
    below: () => Promise.resolve(new Response(null, { status: 204 })),
  });
  assertEquals([empty.status, empty.note.fault], [204, undefined]);
});

const answerFaults = fc.oneof(
  fc.record({ fault: fc.constantFrom("truncate", "reset", "idle_timeout", "stream_error"), afterEvent: fc.nat(6) }),
  fc.record({ fault: fc.constantFrom("truncate", "reset"), atByte: fc.nat(600) }),
  fc.record({ fault: fc.constant("malformed_json"), atEvent: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ fault: fc.constantFrom("missing_done", "doubled_done") }),
) as fc.Arbitrary<Fault>;

Deno.test("a fault gives the same bytes wherever chunks end, and the note's cuts fit them", async () => {
  await fc.assert(
    fc.asyncProperty(
      answerFaults,
      fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 12 }),
      async (fault, sizes) => {
        const chunks: string[] = [];
        let at = 0;
        for (const size of [...sizes, WHOLE.length]) {
          chunks.push(WHOLE.slice(at, at + size));
          at += size;
        }
        const whole = await seeFault(fault, { below: played([WHOLE]) });
        const cut = await seeFault(fault, { below: played(chunks.filter((chunk) => chunk !== "")) });
        assertEquals(cut.text, whole.text);
        assertEquals(cut.error?.message, whole.error?.message);
        const { cuts = [], fault: injected } = cut.note;
        if (injected === undefined) return assertEquals(cut.text, WHOLE);
        assert(cuts.every(([offset, ms], i) => offset < cut.bytes.length && (i === 0 || ms >= cuts[i - 1][1])));
        assertEquals(cuts.length, cut.chunks.length);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("a rule that is none is refused with its place, its key and its value", () => {
  const message = (rule: unknown) => {
    try {
      withFaults(nobody, { rules: [{ fault: "reset" }, rule as FaultRule] });
    } catch (error) {
      assert(error instanceof UserError);
      return error.message;
    }
    return "";
  };
  assertMatch(
    message({ fault: "rate_limits" }),
    /^Cannot inject faults as rules\[1\]\.fault must be one of .*did you mean "rate_limit"\?\): current value is "rate_limits"$/,
  );
  assertEquals(
    message({ fault: "overloaded", afterMs: 3 }),
    'Cannot inject faults as rules[1] has a key that the fault "overloaded" does not have: current value is "afterMs"',
  );
  assertMatch(
    message({ fault: "server_error", status: 404 }),
    /rules\[1\]\.status must be at least 500: current value is 404$/,
  );
  assertMatch(
    message({ fault: "reset", when: { try: 0 } }),
    /rules\[1\]\.when\.try must be at least 1: current value is 0$/,
  );
  assertMatch(
    message({ fault: "reset", when: { try: "1" } }),
    /when\.try must be a whole number from 1 or a list of them/,
  );
  assertMatch(message({ fault: "reset", when: { probability: 2 } }), /rules\[1\]\.when\.probability must be at most 1/);
  assertMatch(
    message({ fault: "truncate", atByte: 1, afterEvent: 1 }),
    /rules\[1\]\.atByte cannot stand beside afterEvent/,
  );
  assertMatch(message(null), /rules\[1\] must be a table/);
});
