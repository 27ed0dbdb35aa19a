import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  differenceSpread,
  pairedTestPower,
  promptsNeeded,
  repeatsNeeded,
  smallestDetectableDifference,
} from "../../src/statistics/mod.ts";
import { seededRandom } from "../../src/base/mod.ts";
import spread from "./reference/difference_spread.json" with { type: "json" };
import reference from "./reference/power.json" with { type: "json" };

const deviation = fc.double({ min: 0.01, max: 2, noNaN: true });
const plans = fc.record({
  between: deviation,
  within: deviation,
  prompts: fc.integer({ min: 2, max: 300 }),
  difference: fc.double({ min: 0.05, max: 1, noNaN: true }),
});

Deno.test("power, smallest difference and prompts needed are those of statsmodels' TTestPower", () => {
  for (const { sides, powers, smallest, target, promptsNeeded: expected, ...plan } of reference) {
    const options = { ...plan, alternative: sides === 2 ? "two-sided" : "one-sided" } as const;
    assertAlmostEquals(smallestDetectableDifference(options), smallest, 1e-9 * smallest);
    for (const [difference, power] of powers) assertAlmostEquals(pairedTestPower(difference, options), power, 1e-10);
    assertEquals(promptsNeeded(target, options), expected);
  }
});

Deno.test("the smallest detectable difference is found with just the wanted power", () => {
  fc.assert(fc.property(plans, ({ difference: _, ...plan }) => {
    const smallest = smallestDetectableDifference({ ...plan, power: 0.9 });
    assertAlmostEquals(pairedTestPower(smallest, plan), 0.9, 1e-9);
  }));
});

Deno.test("as many prompts as are needed suffice, and one less does not", () => {
  fc.assert(fc.property(plans, ({ difference, prompts: _, ...plan }) => {
    const prompts = promptsNeeded(difference, plan)!;
    assert(pairedTestPower(difference, { ...plan, prompts }) >= 0.8);
    assert(prompts === 2 || pairedTestPower(difference, { ...plan, prompts: prompts - 1 }) < 0.8);
  }));
});

Deno.test("as many repeats as are needed suffice, one less does not, and none ever does where there are none", () => {
  fc.assert(fc.property(plans, ({ difference, ...plan }) => {
    const repeats = repeatsNeeded(difference, plan);
    const power = (repeats: number) => pairedTestPower(difference, { ...plan, repeats });
    if (repeats === null) assert(power(1e9) < 0.8 + 1e-6);
    else assert(power(repeats) >= 0.8 && (repeats === 1 || power(repeats - 1) < 0.8));
  }));
});

Deno.test("a difference in the wrong direction is as hard to find, and none at all is never found", () => {
  assertEquals(promptsNeeded(-0.1, { between: 0.3 }), promptsNeeded(0.1, { between: 0.3 }));
  assertEquals(promptsNeeded(0, { between: 0.3 }), null);
  assertEquals(repeatsNeeded(0, { between: 0.3, within: 1, prompts: 9 }), null);
  assertAlmostEquals(pairedTestPower(0, { between: 0.3, prompts: 9 }), 0.05, 1e-12);
});

Deno.test("where nothing varies, anything is found; where it is unknown what varies within, no repeats help", () => {
  assertEquals(smallestDetectableDifference({ between: 0, prompts: 5 }), 0);
  assertEquals(promptsNeeded(0.1, { between: 0 }), 2);
  assertEquals(pairedTestPower(0, { between: 0, prompts: 5 }), 0.05);
  assertEquals(repeatsNeeded(0.1, { between: 0.1, within: null, prompts: 3 }), null);
  assertEquals(promptsNeeded(1e-9, { between: 1 }), null);
});

Deno.test("options out of range are refused", () => {
  const plan = { between: 0.1, prompts: 10 };
  assertThrows(() => smallestDetectableDifference({ ...plan, prompts: 1 }), RangeError, "current value is 1");
  assertThrows(() => smallestDetectableDifference({ ...plan, between: -1 }), RangeError, "current value is -1");
  assertThrows(() => pairedTestPower(NaN, plan), RangeError, "current value is NaN");
  assertThrows(() => promptsNeeded(0.1, { ...plan, power: 80 }), RangeError, "power must be between 0 and 1");
  assertThrows(() => promptsNeeded(0.1, { ...plan, repeats: 0 }), RangeError, "current value is 0");
});

Deno.test("what varies between and within prompts is what statsmodels' analysis of variance tells", () => {
  const { between, within } = differenceSpread(spread.first, spread.second)!;
  assertAlmostEquals(between, spread.between, 1e-12);
  assertAlmostEquals(within!, spread.within, 1e-12);
});

Deno.test("what varies between and within prompts is found again in simulated repeats", () => {
  const random = seededRandom("spread");
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, u) => sum + u, -6);
  const spreads = Array.from({ length: 60 }, () => {
    const shifts = Array.from({ length: 80 }, () => 0.2 * normal());
    const repeats = (shift: number, count: number) => Array.from({ length: count }, () => shift + 0.3 * normal());
    return differenceSpread(shifts.map((shift) => repeats(shift, 2)), shifts.map(() => repeats(0, 3)))!;
  });
  const average = (of: (spread: typeof spreads[number]) => number) =>
    Math.sqrt(spreads.reduce((sum, spread) => sum + of(spread) ** 2, 0) / spreads.length);
  assertAlmostEquals(average(({ between }) => between), 0.2, 0.02);
  assertAlmostEquals(average(({ within }) => within!), Math.sqrt(2) * 0.3, 0.01);
});

Deno.test("without repeats it is not known what varies within, and with one prompt nothing is", () => {
  const { between, within } = differenceSpread([[1], [2], [3]], [[0], [0], [0]])!;
  assertEquals([between, within], [1, null]);
  assertEquals(differenceSpread([[1, 2]], [[1, 2]]), null);
  assertThrows(() => differenceSpread([[1], []], [[1], [1]]), RangeError, "must have a repeat");
  assertThrows(() => differenceSpread([[1], [2]], [[1]]), RangeError, "one for each of 2: current value is 1");
  assertThrows(() => differenceSpread([[1], [NaN]], [[1], [2]]), RangeError, "current value is NaN");
});
