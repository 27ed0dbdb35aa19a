import type { EndpointRecord, ModelRecord } from "../../spec/mod.ts";

/**
 * The most tokens that an answer can have after a prompt of so many tokens: what the endpoint or model allows, and what
 * its context leaves. `null` where neither is known, 0 where the prompt fills the context.
 *
 * Many lists give a limit of output as large as the context, or larger: asked for as it stands, every call fails.
 *
 * @example A limit as large as the context
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { outputLimit } from "@tapedeck/tapedeck";
 *
 * assertEquals(outputLimit({ contextTokens: 131_072, maxOutputTokens: 131_072 }, 1_000), 130_072);
 * assertEquals(outputLimit({ contextTokens: 200_000, maxOutputTokens: 8_192 }, 1_000), 8_192);
 * ```
 */
export function outputLimit(
  { contextTokens, maxOutputTokens }: Pick<ModelRecord | EndpointRecord, "contextTokens" | "maxOutputTokens">,
  inputTokens: number,
): number | null {
  const left = contextTokens === null ? Infinity : Math.max(0, contextTokens - inputTokens);
  const limit = Math.min(maxOutputTokens ?? Infinity, left);
  return limit === Infinity ? null : limit;
}
