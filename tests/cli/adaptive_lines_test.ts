import { assertEquals } from "@std/assert";
import { adaptiveLines } from "../../src/cli/_adaptive_lines.ts";

const DROPPED = {
  variant: "m@a temperature=1",
  leader: "m@a temperature=0",
  prompts: 10,
  n: 9,
  meanDifference: -0.4,
  pValue: 0.00123,
  alpha: 0.01,
};

Deno.test("what was dropped is told with its evidence, and what that saved", () => {
  assertEquals(
    adaptiveLines({ dropped: [DROPPED], cellsLeftOut: 1200, savedUsd: "0.25" }),
    `
dropped: m@a temperature=1: -0.400 against m@a temperature=0 after 10 prompts (paired permutation test, n = 9, p = 0.0012)
saved: 1,200 cells, about $0.25
`,
  );
});

Deno.test("a cost that nobody knows is no zero, and no drop is told too", () => {
  const many = adaptiveLines({ dropped: new Array(12).fill(DROPPED), cellsLeftOut: 1, savedUsd: null });
  assertEquals(many.split("\n").slice(-3, -1), [
    "… and 2 more variants: --json has all",
    "saved: 1 cell, at a cost that is not known",
  ]);
  assertEquals(
    adaptiveLines({ dropped: [], cellsLeftOut: 0, savedUsd: "0" }),
    "\nNo variant was dropped: none is proven to be beaten.\n",
  );
});
