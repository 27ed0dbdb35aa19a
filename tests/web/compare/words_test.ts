import { assertEquals } from "@std/assert";
import { runName } from "../../../src/web/compare/_run_name.ts";
import { changeText, relativeText } from "../../../src/web/compare/_words.ts";
import { makeRun } from "../../support/attempts.ts";

Deno.test("what sums of doubles are off is no change", () => {
  const score = { unit: null };
  // The mean of 0.1, 0.2 and 0.3 less that of 0.3, 0.2 and 0.1.
  const noise = ((0.1 + 0.2 + 0.3) - (0.3 + 0.2 + 0.1)) / 3;
  assertEquals(noise === 0, false);
  assertEquals([changeText(noise, score), changeText(-noise, score)], ["0.000", "0.000"]);
  assertEquals([relativeText(noise), relativeText(-noise)], ["0 %", "0 %"]);
  assertEquals([changeText(0.0004, score), changeText(-0.25, score)], ["+0.0004", "−0.250"]);
  assertEquals([relativeText(0.0004), relativeText(-0.25)], ["+0.04 %", "−25 %"]);
});

Deno.test("two runs of a plan that began in the same minute have two names", () => {
  const name = (runId: string) => runName(makeRun({ runId, status: "done" }));
  assertEquals(name("run_20260102-030405-0123abcd"), "quickstart, 2026-01-02 03:04, 0123abcd");
  assertEquals(name("mine"), "quickstart, 2026-01-02 03:04");
});
