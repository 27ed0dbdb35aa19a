import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { canonicalJson, taggedHash } from "../../src/base/mod.ts";
import { openSqliteLedger, resultsHash } from "../../src/ledger/mod.ts";
import type { Attempt, JsonObject } from "../../src/spec/mod.ts";
import { arbitraryAttempts } from "../support/arbitrary_attempt.ts";
import { makeAttempt, makeAttempts, makeRun } from "../support/attempts.ts";
import { iterate } from "../support/iterate.ts";

Deno.test("the hash of a seeded run is the same on every machine", async () => {
  const hash = await resultsHash(iterate(makeAttempts({ cells: 20, seed: "hash" })));
  assertMatch(hash, /^results_[A-Za-z0-9_-]{32}$/);
  assertEquals(hash, "results_Z7TkADPnOehdAqILf2pfLTAKuKYuPAUk");
});

Deno.test("the hash is the tagged hash of the canonical rows, one a line", async () => {
  await fc.assert(fc.asyncProperty(arbitraryAttempts, async (attempts) => {
    const text = attempts.map(({ runId: _r, startedAt: _s, source: _o, billed: _b, turn, ...row }) =>
      canonicalJson({ ...row, ...(turn === 1 ? {} : { turn }) } as unknown as JsonObject) + "\n"
    ).join("");
    assertEquals(await resultsHash(iterate(attempts)), taggedHash("results", text));
  }));
});

Deno.test("what differs between a recording and its replay does not change the hash", async () => {
  const recording = [...makeAttempts({ cells: 5, seed: "replay" })];
  const replay = recording.map((attempt): Attempt => ({
    ...attempt,
    runId: "run_2",
    startedAt: "2027-01-01T00:00:00.000Z",
    source: "live",
    billed: true,
  }));
  assertEquals(await resultsHash(iterate(replay)), await resultsHash(iterate(recording)));
});

Deno.test("every other field changes the hash", async () => {
  const attempt = makeAttempt();
  const plain = await resultsHash(iterate([attempt]));
  const leftOut = new Set(["runId", "startedAt", "source", "billed"]);
  for (const field of Object.keys(attempt).filter((field) => !leftOut.has(field))) {
    const changed = { ...attempt, [field]: "something else" } as Attempt;
    assertNotEquals(await resultsHash(iterate([changed])), plain, field);
  }
});

Deno.test("rows hash alike before and after the ledger", async () => {
  await fc.assert(fc.asyncProperty(arbitraryAttempts, async (attempts) => {
    await using ledger = await openSqliteLedger(":memory:");
    await ledger.startRun(makeRun());
    await ledger.append(attempts.toReversed());
    assertEquals(await resultsHash(ledger.attempts("run_1")), await resultsHash(iterate(attempts)));
  }));
});

Deno.test("rows that do not come in cell order are refused, as their hash would mean nothing", async () => {
  const at = (cellIndex: number, tryNumber: number) => makeAttempt({ cellIndex, try: tryNumber });
  await assertRejects(() => resultsHash(iterate([at(1, 1), at(0, 1)])), RangeError, "cell 0 try 1 behind cell 1 try 1");
  await assertRejects(() => resultsHash(iterate([at(0, 2), at(0, 1)])), RangeError);
  await assertRejects(() => resultsHash(iterate([at(0, 1), at(0, 1)])), RangeError);
});
