import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Completion, Cut, WireOutcome } from "../../src/spec/mod.ts";
import { needs } from "../support/require.ts";
import { lensOfWire, type NativeRecording, nativeRecordings, responseOf } from "./native_recordings.ts";
import { recordedErrors } from "./recordings.ts";
import { completionOf, failureOf, respond } from "./responses.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

const WIRES = ["anthropic-messages", "gemini-generate-content", "cohere-chat", "ollama-chat"];

const read = (recording: NativeRecording, body?: string | Uint8Array): WireOutcome =>
  lensOfWire(recording.wire).readAnswer(responseOf(recording, body));

Deno.test({
  name: "recorded usage is revised, cached, thought and left out somewhere, so that all of it is seen",
  ignore,
  fn() {
    const answers = nativeRecordings(fixtures.get()).map((recording) => [recording, read(recording)] as const)
      .flatMap(([recording, outcome]) => outcome.ok ? [{ recording, ...outcome.completion }] : []);
    const count = (wire: string, test: (answer: typeof answers[number]) => boolean) =>
      answers.filter((answer) => answer.recording.wire === wire && test(answer)).length;
    assertEquals(count("ollama-chat", ({ usage }) => usage.inputTokens === null), 3);
    assert(count("gemini-generate-content", ({ usage }) => (usage.reasoningTokens ?? 0) > 0) > 100);
    assert(count("anthropic-messages", ({ usage }) => (usage.cacheReadTokens ?? 0) > 0) > 5);
    assertEquals(count("anthropic-messages", ({ warnings }) => warnings.length > 0), 4);
    assert(count("cohere-chat", ({ reasoning }) => reasoning !== "") >= 9);
  },
});

/** Every n-th recording of a format, so that a test of many cuts stays quick, and none that is very long. */
function sample(wire: string, most = 12): NativeRecording[] {
  const all = nativeRecordings(fixtures.get(), wire).filter(({ resp, status }) =>
    status === 200 && resp.length < 30_000
  );
  const streams = all.filter(({ resp }) => !resp.startsWith("{") || resp.trim().includes("}\n{"));
  const plain = all.filter((recording) => !streams.includes(recording));
  const some = (list: NativeRecording[]) => {
    const step = Math.max(1, Math.floor(list.length / most));
    return list.filter((_, place) => place % step === 0).slice(0, most);
  };
  return [...some(streams), ...some(plain)];
}

function withoutTimes(outcome: WireOutcome): WireOutcome | Omit<Completion, "timing"> {
  if (!outcome.ok) return outcome;
  const { timing: _, ...completion } = outcome.completion;
  return completion;
}

/** The first place at which a streamed or plain answer is whole, found by reading every beginning of it. */
function wholeFrom(recording: NativeRecording, body: Uint8Array): number {
  let [low, high] = [0, body.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (read(recording, body.subarray(0, middle)).ok) high = middle;
    else low = middle + 1;
  }
  return low;
}

for (const wire of WIRES) {
  Deno.test({
    name: `a recorded answer in ${wire} that is cut short anywhere is the whole answer or none`,
    ignore,
    fn() {
      for (const recording of sample(wire, 6)) {
        const body = new TextEncoder().encode(recording.resp);
        const whole = read(recording);
        if (!whole.ok) continue;
        const from = wholeFrom(recording, body);
        const lengths = fc.oneof(fc.nat(body.length), fc.integer({ min: Math.max(0, from - 40), max: body.length }));
        fc.assert(
          fc.property(lengths, (length) => {
            const outcome = read(recording, body.subarray(0, length));
            assertEquals(outcome.ok, length >= from, `${recording.file} at ${length}`);
            if (outcome.ok) {
              const { text, toolCalls, finishReason, usage } = outcome.completion;
              const { completion } = whole;
              assertEquals(
                { text, toolCalls, finishReason, usage },
                {
                  text: completion.text,
                  toolCalls: completion.toolCalls,
                  finishReason: completion.finishReason,
                  usage: completion.usage,
                },
                recording.file,
              );
            } else {
              assert(["connection", "malformed_response"].includes(outcome.failure.kind), recording.file);
              assertEquals(outcome.failure.decision.retry, "transient");
              assertEquals(outcome.failure.billed?.usage.outputTokens ?? null, null);
            }
          }),
          { numRuns: 40 },
        );
      }
    },
  });

  Deno.test({
    name: `a recorded answer in ${wire} is the same in whatever chunks it came`,
    ignore,
    fn() {
      for (const recording of sample(wire)) {
        const body = new TextEncoder().encode(recording.resp);
        const whole = read(recording);
        const offsets = fc.uniqueArray(fc.integer({ min: 1, max: body.length - 1 }), { maxLength: 60 });
        fc.assert(
          fc.property(offsets, (offsets) => {
            const cuts: Cut[] = [0, ...offsets.sort((a, b) => a - b)].map((offset, place) => [offset, place * 2]);
            const response = { ...responseOf(recording, body), cuts };
            const outcome = lensOfWire(wire).readAnswer(response);
            assertEquals(withoutTimes(outcome), withoutTimes(whole), recording.file);
            const { ttftMs, ttfoMs, latencyMs } = completionOf(outcome).timing;
            assertEquals(latencyMs, cuts.at(-1)![1]);
            assert((ttftMs ?? 0) <= (ttfoMs ?? Infinity) && (ttfoMs ?? 0) <= latencyMs!, recording.file);
          }),
          { numRuns: 8 },
        );
      }
    },
  });
}

Deno.test({
  name: "a recorded answer is read without an error, whatever value in it is another",
  ignore,
  fn() {
    const recordings = WIRES.flatMap((wire) => sample(wire, 5));
    const change = fc.record({ place: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.json({ maxDepth: 1 }) });
    fc.assert(
      fc.property(fc.constantFrom(...recordings), change, (recording, { place, value }) => {
        // Every value of a body of JSON stands behind a colon.
        const colons = [...recording.resp.matchAll(/": ?(?:"(?:[^"\\]|\\.)*"|[\w.-]+)/g)];
        const found = colons[Math.floor(place * (colons.length - 1))];
        const end = found.index + found[0].length;
        const body = `${recording.resp.slice(0, found.index)}": ${value}${recording.resp.slice(end)}`;
        const outcome = read(recording, body);
        if (!outcome.ok) return;
        const { details: _, ...counts } = outcome.completion.usage;
        for (const count of Object.values(counts)) assert(count === null || count >= 0);
      }),
      { numRuns: 400 },
    );
  },
});

Deno.test({
  name: "a recorded answer whose connection failed within it is that failure",
  ignore,
  fn() {
    for (const wire of WIRES) {
      for (const recording of sample(wire, 4)) {
        const body = recording.resp.slice(0, Math.floor(recording.resp.length / 3));
        const failure = { kind: "reset", message: "it broke", atMs: 70 } as const;
        const broken = failureOf(lensOfWire(wire).readAnswer({ ...responseOf(recording, body), failure }));
        assertEquals([broken.kind, broken.message, broken.decision.retry], ["connection", "it broke", "transient"]);
      }
    }
  },
});

Deno.test({
  name: "every recorded error of these providers is classified, and none of them is to be tried again",
  ignore,
  fn() {
    const hosts: { [host: string]: string } = {
      "api.anthropic.com": "anthropic-messages",
      "generativelanguage.googleapis.com": "gemini-generate-content",
    };
    const kinds = recordedErrors(fixtures.get()).filter(({ host }) => host in hosts).map(({ host, status, body }) => {
      const { kind, decision, message } = failureOf(lensOfWire(hosts[host]).readAnswer(respond(body, { status })));
      assertEquals(decision, { retry: "no" });
      assert(message !== "", body);
      return kind;
    });
    assertEquals(kinds, ["not_found", "invalid_request", "not_found", "not_found"]);
  },
});
