import { assertEquals } from "@std/assert";
import { answerChanges, changedAnswers, frameVariants, variantFrame } from "../../../src/analysis/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

const FAILED = { status: "failed", errorKind: "server_error", score: null, scores: {}, output: null } as const;

function answers(texts: readonly (string | null)[], change: (i: number) => Partial<Attempt> = () => ({})): Attempt[] {
  return texts.map((output, cellIndex) =>
    makeAttempt({
      cellIndex,
      promptId: `p${cellIndex}`,
      output,
      ...(output === null ? FAILED : {}),
      ...change(cellIndex),
    })
  );
}

Deno.test("every pair is told with its cells, and those that changed are those of changedAnswers", async () => {
  const a = await frameOf(answers(["same", "Equal.", "old", "gone", null, null], (i) => ({ costUsd: `0.${i + 1}` })));
  const b = await frameOf(
    answers(
      ["same", "equal", "new", null, "there", null, "more"],
      (i) => ({ cellIndex: i + 10, latencyMs: 40, endpoint: "m@b" }),
    ),
  );
  const { pairs, onlyA, onlyB, matched } = answerChanges(a, b);
  assertEquals(matched, ["param_temperature", "prompt_id", "repeat"]);
  assertEquals(pairs.map(({ kind, promptId }) => [kind, promptId]), [
    ["same", "p0"],
    ["equal", "p1"],
    ["changed", "p2"],
    ["lost", "p3"],
    ["gained", "p4"],
    ["none", "p5"],
  ]);
  assertEquals([onlyA, onlyB], [0, 1]);
  const told = changedAnswers(a, b).getColumn("prompt_id").toArray();
  const changed = pairs.filter(({ kind }) => ["changed", "lost", "gained"].includes(kind));
  assertEquals(told.toSorted(), changed.map(({ promptId }) => promptId));
  const { a: one, b: other, scoreChange } = pairs[2];
  assertEquals([one.cellIndex, one.output, one.costUsd, one.latencyMs, one.endpoint], [
    2,
    "old",
    0.3,
    60,
    "smollm2-135m@local/q4_0",
  ]);
  assertEquals([other.cellIndex, other.output, other.latencyMs, other.runId], [12, "new", 40, "run_1"]);
  assertEquals(scoreChange, 0);
  const lost = pairs[3];
  assertEquals([lost.b.output, lost.b.errorKind, lost.b.latencyMs, lost.scoreChange], [
    null,
    "server_error",
    null,
    null,
  ]);
});

Deno.test("a run's variants are its endpoints and settings, the best first; seeds are repeats", async () => {
  const cell = (cellIndex: number, label: string, change: Partial<Attempt>) => {
    const seed = Number(/seed=(\d)/.exec(label)?.[1]);
    return makeAttempt({ cellIndex, label, axes: { temperature: 0, seed }, ...change });
  };
  const frame = await frameOf([
    cell(0, "temperature=0 seed=1", { score: 0.2 }),
    cell(1, "temperature=0 seed=2", { score: 0.4 }),
    cell(2, "temperature=1 seed=1", { score: 0.9 }),
    cell(3, "temperature=0 seed=1", { endpoint: "m@b", ...FAILED }),
  ]);
  const of = (endpoint: string, label: string | null) => variantFrame(frame, { endpoint, label }).height;
  const here = "smollm2-135m@local/q4_0";
  assertEquals(
    frameVariants(frame).map(({ endpoint, label, cells, score }) => [endpoint, label, cells, score?.toFixed(1)]),
    [
      [here, "temperature=1", 1, "0.9"],
      [here, "temperature=0", 2, "0.3"],
      ["m@b", "temperature=0", 1, undefined],
    ],
  );
  assertEquals([of(here, null), of(here, "temperature=0"), of(here, "temperature=0 seed=2")], [3, 2, 1]);
  assertEquals([of("m@b", "temperature=1"), of("nobody", "temperature=1"), of("nobody", null)], [0, 0, 0]);
});
