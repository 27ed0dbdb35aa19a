import { assertEquals } from "@std/assert";
import { failureLines } from "../../src/cli/_failure_lines.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { makeAttempt } from "../support/attempts.ts";

function lines(...attempts: Attempt[]): Promise<string[]> {
  return advised({}, ...attempts);
}

async function advised(advice: { [kind: string]: string }, ...attempts: Attempt[]): Promise<string[]> {
  const text = await failureLines(
    (async function* () {
      yield* attempts;
    })(),
    { results: "runs/run_1/results.csv", advice },
  );
  return text.split("\n").slice(0, -1);
}

function failed(errorKind: string | null, errorMessage: string, change: Partial<Attempt> = {}): Attempt {
  return makeAttempt({ status: "failed", final: true, errorKind, errorMessage, ...change } as Partial<Attempt>);
}

const MISS = `Cannot replay POST http://a/v1 as it is not on the tape "t.jsonl": key is k1. The nearest recordings:
  line 2: /body/temperature was 0, is 0.5
  line 3: /body/model was "a", is "b"`;

Deno.test("kinds come by how often they are, with the first line of the first message", async () => {
  assertEquals(
    await lines(
      failed("timeout", "no answer\nafter 2 s"),
      failed("server_error", "Internal error"),
      failed("server_error", "Another error"),
      failed("server_error", "tried again", { final: false }),
      makeAttempt(),
    ),
    ["2 × server_error: Internal error", "1 × timeout: no answer"],
  );
});

Deno.test("the first miss on the tape is shown whole, and the others have their place named", async () => {
  const whole = [
    '  Cannot replay POST http://a/v1 as it is not on the tape "t.jsonl": key is k1. The nearest recordings:',
    "    line 2: /body/temperature was 0, is 0.5",
    '    line 3: /body/model was "a", is "b"',
  ];
  const miss = failed("cassette_miss", MISS);
  const other = failed("cassette_miss", "another miss");
  assertEquals(await lines(miss), ["1 × cassette_miss:", ...whole]);
  assertEquals(await lines(miss, other), [
    "2 × cassette_miss:",
    ...whole,
    "  The other one is in runs/run_1/results.csv",
  ]);
  assertEquals((await lines(miss, other, other)).at(-1), "  The other 2 are in runs/run_1/results.csv");
});

Deno.test("up to three explanations are shown, also where other misses come before them", async () => {
  const misses = [1, 2, 3, 4].map((number) =>
    failed("cassette_miss", `Cannot replay: key is k${number}. Why ${number}`)
  );
  const bare = failed("cassette_miss", "Cannot replay: key is k0");
  assertEquals(await lines(bare, ...misses), [
    "5 × cassette_miss:",
    "  Cannot replay: key is k1. Why 1",
    "  Cannot replay: key is k2. Why 2",
    "  Cannot replay: key is k3. Why 3",
    "  The other 2 are in runs/run_1/results.csv",
  ]);
  assertEquals(await lines(bare), ["1 × cassette_miss:", "  Cannot replay: key is k0"]);
});

Deno.test("what helps stands below the kind that it helps with", async () => {
  const advice = { recording_expired: "Record them anew", cassette_miss: "Record them" };
  const shown = await advised(
    advice,
    failed("recording_expired", "too old"),
    failed("recording_expired", "too old"),
    failed("timeout", "no answer"),
  );
  assertEquals(shown, ["2 × recording_expired: too old", "  Record them anew", "1 × timeout: no answer"]);
});

Deno.test("long lines are cut, and many kinds are only counted", async () => {
  assertEquals(await lines(failed("odd", "x".repeat(200))), [`1 × odd: ${"x".repeat(160)}…`]);
  const kinds = ["a", "b", "c", "d", "e", "f", "g"].map((kind) => failed(kind, kind));
  assertEquals((await lines(...kinds)).slice(-2), ["1 × e: e", "and 2 more kinds of failure"]);
});
