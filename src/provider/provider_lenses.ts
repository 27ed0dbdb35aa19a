import type { WireLens } from "../spec/mod.ts";

/** What the tape is told of each provider, in the order of the table. */
export function providerLenses(): readonly WireLens[] {
  return [];
}
