import { SweepBuilder } from "./sweep_builder.ts";

/**
 * Begin a sweep plan in code. What can stand in a plan's file can be said here, under the same names, and comes to the
 * same cells and the same hash; what is wrong is told by the call that said it.
 *
 * @example Two endpoints, five temperatures
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cellCount, linspace, parsePlan, planHash, Preferences, sweep } from "@tapedeck/tapedeck";
 *
 * const builder = sweep("capitals")
 *   .models("openai/gpt-4o-mini@openai", "openai/gpt-4o-mini@openrouter")
 *   .grid({
 *     temperature: linspace(0, 1, 5),
 *     system: { terse: "Answer with one word.", plain: "" },
 *   })
 *   .exclude({ temperature: { above: 0.5 }, system: "plain" })
 *   .prompts([{ id: "fr", prompt: "What is the capital of France?", expected: "Paris" }])
 *   .score({ exact: true })
 *   .repeats(3);
 *
 * const plan = await builder.plan({ preferences: Preferences.of({}) });
 * assertEquals(cellCount(plan), 2 * 8 * 3);
 * const file = await parsePlan(builder.toToml(), { path: "capitals.toml" });
 * assertEquals(planHash(file), planHash(plan));
 * ```
 */
export function sweep(name: string): SweepBuilder {
  return new SweepBuilder({ name });
}
