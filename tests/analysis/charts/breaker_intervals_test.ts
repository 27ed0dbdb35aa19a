import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { breakerIntervals, openCassette } from "../../../mod.ts";
import { loadBreakerIntervals } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { ErrorKind } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { failed } from "../../support/clocked_run.ts";
import { frameOf } from "../../support/small_run.ts";
import { tempDir } from "../../support/temp_dir.ts";

const START = Date.parse("2026-01-02T03:00:00.000Z");

/** A try: when it was handed over, how long it took, and how it failed; `null`: it was answered. */
type Step = readonly [atMs: number, latencyMs: number, errorKind: ErrorKind | null];

function rowsOf(steps: readonly Step[], endpoint = "m@a") {
  return steps.map(([atMs, latencyMs, errorKind], cellIndex) => {
    const answered = makeAttempt({ cellIndex, endpoint, startedAt: new Date(START + atMs).toISOString(), latencyMs });
    if (errorKind === null) return answered;
    return { ...failed(answered, errorKind), ...(errorKind === "breaker_open" ? { latencyMs: null } : {}) };
  });
}

/** The intervals of one endpoint, in milliseconds since the start. */
async function intervalsOf(steps: readonly Step[]) {
  const found = breakerIntervals(await frameOf(rowsOf(steps)));
  return found.map(({ state, from, to }) => [state, Date.parse(from) - START, Date.parse(to) - START]);
}

Deno.test("a run without refusals has no intervals, however much failed", async () => {
  assertEquals(await intervalsOf([[0, 100, "server_error"], [200, 100, "timeout"], [400, 100, null]]), []);
});

Deno.test("a breaker opens with the first failure behind the last hand-over before a refusal", async () => {
  const steps: Step[] = [
    [0, 100, "server_error"],
    [150, 100, "server_error"],
    [160, 200, "timeout"],
    [500, 0, "breaker_open"],
    [600, 0, "breaker_open"],
  ];
  assertEquals(await intervalsOf(steps), [["open", 250, 600]]);
});

Deno.test("the next hand-over is the probe: answered, it closes the breaker", async () => {
  const steps: Step[] = [
    [0, 100, "server_error"],
    [500, 0, "breaker_open"],
    [1000, 300, null],
    [1500, 100, null],
  ];
  assertEquals(await intervalsOf(steps), [["open", 100, 1000], ["half-open", 1000, 1300]]);
});

Deno.test("a probe that fails opens it again, until one is answered", async () => {
  const steps: Step[] = [
    [0, 100, "connection"],
    [500, 0, "breaker_open"],
    [1000, 300, "timeout"],
    [2000, 0, "breaker_open"],
    [3000, 100, null],
  ];
  assertEquals(await intervalsOf(steps), [
    ["open", 100, 1000],
    ["half-open", 1000, 1300],
    ["open", 1300, 3000],
    ["half-open", 3000, 3100],
  ]);
});

Deno.test("a refusal that is the request's own fault closes the breaker, as somebody is there", async () => {
  const steps: Step[] = [[0, 100, "server_error"], [500, 0, "breaker_open"], [1000, 50, "invalid_request"]];
  assertEquals(await intervalsOf(steps), [["open", 100, 1000], ["half-open", 1000, 1050]]);
});

Deno.test("where nothing failed before, the credential's breaker was open: from the refusal on", async () => {
  assertEquals(await intervalsOf([[0, 100, null], [500, 0, "breaker_open"], [800, 10, null]]), [
    ["open", 500, 800],
    ["half-open", 800, 810],
  ]);
});

Deno.test("a run that is gone on with the next day began with closed breakers", async () => {
  const day = 86_400_000;
  const steps: Step[] = [[0, 100, "server_error"], [500, 0, "breaker_open"], [900, 0, "breaker_open"], [day, 50, null]];
  assertEquals(await intervalsOf(steps), [["open", 100, 900]]);
});

Deno.test("endpoints have breakers of their own", async () => {
  const steps: Step[] = [[0, 100, "server_error"], [500, 0, "breaker_open"]];
  const rows = [...rowsOf(steps, "m@b"), ...rowsOf([[0, 100, "server_error"], [600, 50, null]], "m@a")]
    .map((row, cellIndex) => ({ ...row, cellIndex }));
  assertEquals(breakerIntervals(await frameOf(rows)).map(({ endpoint }) => endpoint), ["m@b"]);
});

Deno.test("intervals follow each other, and every refusal lies in one", async () => {
  const kind = fc.constantFrom<ErrorKind | null>(null, "server_error", "breaker_open", "rate_limited", "timeout");
  const step = fc.tuple(fc.nat({ max: 20_000 }), fc.nat({ max: 3000 }), kind);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      const found = await intervalsOf(steps);
      for (const [i, [, from, to]] of found.entries()) {
        assert(from <= to);
        if (i > 0) assert(Number(found[i - 1][2]) <= Number(from), JSON.stringify(found));
      }
      for (const [atMs] of steps.filter(([, , kind]) => kind === "breaker_open")) {
        assert(found.some(([, from, to]) => Number(from) <= atMs && atMs <= Number(to)), `${atMs} is in none`);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("the refusals that a tape keeps as decisions tell the same", async () => {
  using folder = tempDir();
  const path = `${folder.path}/tape.jsonl`;
  {
    await using tape = await openCassette(path, { mode: "record", allowLiveInCi: true });
    const at = new Date(START + 500).toISOString();
    const refusal = { kind: "breaker_open", at, queueMs: 0 };
    await tape.decide("cell_1", "refuse/m@a/1", () => ({ choice: refusal, reason: "its breaker is open" }));
    await tape.decide("cell_2", "refuse/m@a/2", () => ({ choice: null, reason: "not refused" }));
    const spent = { ...refusal, kind: "budget_exceeded" };
    await tape.decide("cell_3", "refuse/m@b/1", () => ({ choice: spent, reason: "the money is spent" }));
    await tape.decide("cell_4", "route", () => ({ choice: refusal, reason: "another decision" }));
  }
  const at = new Date(START + 500).toISOString();
  assertEquals(loadBreakerIntervals(path), [{ endpoint: "m@a", state: "open", from: at, to: at }]);
});

Deno.test("a tape that is not there is a mistake of the user", () => {
  assertThrows(() => loadBreakerIntervals("/nowhere/tape.jsonl"), UserError);
});
