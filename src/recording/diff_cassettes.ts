import { type CassetteDiff, diffCassettes as diffWithLenses } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Compare two cassettes by what they say: texts, tool calls, usage, finish reasons, status, model, reported cost. Ids,
 * times, chunks, latencies and the order of names make no difference.
 *
 * Recordings of a key are compared in their order, what is left over by the nearest request.
 *
 * @throws {UserError} when one of them cannot be read.
 *
 * @example A cassette says the same as itself
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { diffCassettes, openCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const tape = await openCassette(path, {
 *   mode: "record",
 *   ci: "",
 *   fetch: () => Promise.resolve(new Response("hello")),
 * });
 * await (await tape.fetch("https://example.com/greeting")).text();
 * await tape.close();
 * assertEquals((await diffCassettes(path, path)).equal, true);
 * ```
 */
export function diffCassettes(before: string, after: string): Promise<CassetteDiff> {
  return diffWithLenses(before, after, providerLenses());
}
