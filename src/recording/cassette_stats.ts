import { cassettePaths, type CassetteStats, cassetteStats as statsWithLenses } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Sums over these cassettes, and those in these folders, by model and endpoint: tokens, cost as it was reported, time.
 * What a provider did not tell is unknown, never 0.
 *
 * @throws {UserError} when one cannot be read, or a folder has none.
 *
 * @example What a replay saves
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cassetteStats, openCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const tape = await openCassette(path, {
 *   mode: "record",
 *   ci: "",
 *   fetch: () => Promise.resolve(new Response("hello")),
 * });
 * await (await tape.fetch("https://example.com/greeting")).text();
 * await tape.close();
 * const { total } = await cassetteStats([path]);
 * assertEquals([total.calls, total.costUsd], [1, { sum: null, unknown: 1 }]);
 * ```
 */
export async function cassetteStats(paths: readonly string[]): Promise<CassetteStats> {
  return await statsWithLenses(await cassettePaths(paths), providerLenses());
}
