import { systemClock } from "../base/mod.ts";
import {
  type CassetteOptions,
  openCassette as openBareCassette,
  type RecordingBudget,
  type Tape,
} from "../cassette/mod.ts";
import { estimateCost } from "../catalog/cost/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Open a cassette: a tape whose `fetch` records and replays, and which knows every provider of the table. Nothing global
 * is patched; the tape is closed by `close()` or at the end of an `await using`.
 *
 * @throws {UserError} when the file cannot be read or written, is no cassette, comes from a newer version, or the mode
 * is refused because `CI` is set.
 *
 * @example Record once, replay for ever
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await Deno.remove(path);
 * {
 *   await using tape = await openCassette(path, {
 *     mode: "record",
 *     ci: "",
 *     fetch: () => Promise.resolve(new Response("hello")),
 *   });
 *   await (await tape.fetch("https://example.com/greeting")).text();
 * }
 * await using tape = await openCassette(path, { keepNetwork: true });
 * assertEquals(await (await tape.fetch("https://example.com/greeting")).text(), "hello");
 * ```
 */
export function openCassette(path: string, options: CassetteOptions = {}): Promise<Tape> {
  return openBareCassette(path, { lenses: providerLenses(), ...options, ...budgetOf(options) });
}

/** A budget counts what a call came to by the same rules as everything else: tiers, the time of day. */
function budgetOf({ budget, clock = systemClock }: CassetteOptions): Pick<CassetteOptions, "budget"> {
  if (budget === undefined) return {};
  const costOf: RecordingBudget["costOf"] = (usage, price) =>
    estimateCost(price, usage, { at: clock.date().toISOString() }).usd;
  return { budget: { costOf, ...budget } };
}
