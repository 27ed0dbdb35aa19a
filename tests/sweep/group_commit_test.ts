import { assertEquals, assertRejects } from "@std/assert";
import type { Attempt, Ledger } from "../../src/spec/mod.ts";
import { GroupCommit } from "../../src/sweep/_group_commit.ts";
import { makeAttempts } from "../support/attempts.ts";

/** A ledger that keeps groups of rows, and whose disk is full from the group of this number on. */
function ledgerOf(groups: Attempt[][], fullFrom = Infinity): Ledger {
  const append = (rows: readonly Attempt[]) => {
    if (groups.length + 1 >= fullFrom) return Promise.reject(new Error("the disk is full"));
    groups.push([...rows]);
    return Promise.resolve();
  };
  return { append } as unknown as Ledger;
}

Deno.test("rows that come together are written together, in their order", async () => {
  const groups: Attempt[][] = [];
  const commit = new GroupCommit(ledgerOf(groups));
  const rows = [...makeAttempts({ cells: 20, seed: "group" })];
  for (const row of rows) await commit.add([row]);
  await commit.flush();
  assertEquals(groups, [rows]);
});

Deno.test("a ledger that cannot write is told of to whoever flushes, and to whoever adds more", async () => {
  const groups: Attempt[][] = [];
  const commit = new GroupCommit(ledgerOf(groups, 2));
  const [first, second, third] = makeAttempts({ cells: 3, seed: "full" });
  await commit.add([first]);
  await commit.flush();
  await commit.add([second]);
  await assertRejects(() => commit.flush(), Error, "the disk is full");
  await assertRejects(() => commit.add([third]), Error, "the disk is full");
  assertEquals(groups, [[first]]);
});
