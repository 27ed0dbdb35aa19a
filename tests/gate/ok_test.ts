import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { chosenSteps, runGate, type Step, STEPS } from "./ok.ts";

const steps: Step[] = [{ name: "first", args: ["a"] }, { name: "second", args: ["b"] }];

Deno.test("every step runs and gets a line with its seconds", async () => {
  const lines: string[] = [];
  const failed = await runGate(steps, () => Promise.resolve({ ok: true, output: "much" }), (line) => lines.push(line));
  assertEquals(failed, []);
  assertEquals(lines.length, 2);
  assertMatch(lines[0], /^ok +\d+\.\d s +first$/);
});

Deno.test("a failed step prints what it said, and the gate goes on", async () => {
  const lines: string[] = [];
  const run = ({ name }: Step) => Promise.resolve({ ok: name !== "first", output: `said by ${name}\n` });
  assertEquals(await runGate(steps, run, (line) => lines.push(line)), ["first"]);
  assertMatch(lines[0], /^FAILED .* first$/);
  assertEquals(lines[1], "said by first");
  assertMatch(lines[2], /^ok .* second$/);
});

Deno.test("the tests can be left out, and nothing else", () => {
  assertEquals(chosenSteps([]), STEPS);
  assertEquals(chosenSteps(["--no-tests"]).length, STEPS.length - 1);
  assertThrows(() => chosenSteps(["--no-lint"]), Error, "--no-lint");
});
