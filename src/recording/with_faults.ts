import { type FaultOptions, withFaults as withBareFaults } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";
import type { NotedFetch } from "../spec/mod.ts";

/**
 * Put failures over a tape or a network: a `fetch` that refuses, breaks off or stalls by rule, in the words of each
 * provider. The same rules and the same seed give the same faults, under any concurrency.
 *
 * The tape below stays clean: a fault in place of an answer does not ask it at all, and one within an answer leaves the
 * recording to be played by the next try. What was injected is named by the response's header `x-tapedeck-fault` and,
 * once it has come, by the note's `fault`. A fault that finds no place, such as one behind event 9 of a stream of 5,
 * does not come.
 *
 * @throws {UserError} when a rule is none; its message has the rule's place and key.
 *
 * @example The first try is refused as OpenAI would refuse it
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withFaults } from "@tapedeck/tapedeck";
 *
 * const faulty = withFaults(() => Promise.resolve(new Response("{}")), {
 *   rules: [{ fault: "rate_limit", afterMs: 2000, when: { try: 1 } }],
 * });
 * const url = "https://api.openai.com/v1/chat/completions";
 * const refused = await faulty(url, { method: "POST", body: "{}" });
 * assertEquals([refused.status, refused.headers.get("retry-after-ms")], [429, "2000"]);
 * const answered = await faulty(url, { method: "POST", body: "{}" });
 * assertEquals(answered.status, 200);
 * ```
 */
export function withFaults(fetch: NotedFetch, options: FaultOptions): NotedFetch {
  return withBareFaults(fetch, { lenses: providerLenses(), ...options });
}
